import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatYen, readYen } from './money.ts'
import { compareDecimals, formatDecimal, formatInteger, readDecimal, readInteger } from './number.ts'

describe('readInteger', () => {
  it.each([
    ['1234', 1234],
    ['1,234,567', 1_234_567],
    ['１，２３４', 1234],
    ['-5', -5],
    ['−5', -5],
    ['△1,000', -1000],
    ['▲ 3', -3],
    ['－７', -7],
    ['+8', 8],
    [' 007 ', 7],
    ['12.0', 12],
    ['-0', 0],
    ['9007199254740991', Number.MAX_SAFE_INTEGER],
  ])('reads %s', (text, number) => expect(readInteger(text)).toEqual({ ok: true, value: number }))

  it.each(['', '1.5', '1,23', '12,34,567', '1e3', 'abc', '九', '9007199254740993', '--1', '1 2', '1,234,'])(
    'refuses %j',
    text => expect(readInteger(text).ok).toBe(false),
  )

  it('reads what is shown', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), number => {
        expect(readInteger(formatInteger(number))).toEqual({ ok: true, value: number === 0 ? 0 : number })
      }),
    )
  })
})

describe('readDecimal', () => {
  it('keeps digits and writes out the places', () => {
    expect(readDecimal('12.5', 2)).toEqual({ ok: true, value: '12.50' })
    expect(readDecimal('１，２３４．５')).toEqual({ ok: true, value: '1234.5' })
    expect(readDecimal('12.500', 1)).toEqual({ ok: true, value: '12.5' })
    expect(readDecimal('-0.0', 1)).toEqual({ ok: true, value: '0.0' })
    expect(readDecimal('-0.5', 1)).toEqual({ ok: true, value: '-0.5' })
    expect(readDecimal('7', 0)).toEqual({ ok: true, value: '7' })
    expect(readDecimal('0.10000000000000000001')).toEqual({ ok: true, value: '0.10000000000000000001' })
  })

  it.each([
    ['1.234', 2],
    ['1.5', 0],
    ['.5', 1],
    ['5.', 1],
    ['1.2.3', 2],
    ['', 1],
    ['1.2E+05', 2],
  ] as const)('refuses %j with %i places', (text, places) => expect(readDecimal(text, places).ok).toBe(false))

  it('is shown with separators before the point only', () => {
    expect(formatDecimal('1234567.12345')).toBe('1,234,567.12345')
    expect(formatDecimal('-1234')).toBe('-1,234')
    expect(formatDecimal('-123')).toBe('-123')
    expect(formatInteger(1234, { ja: '件', en: 'cases' })).toBe('1,234件')
    expect(formatInteger(1234, { ja: '件', en: 'cases' }, 'en')).toBe('1,234 cases')
    expect(formatInteger(2, { ja: '人', en: '' }, 'en')).toBe('2')
  })
})

it('compareDecimals is exact where floating point is not', () => {
  expect(compareDecimals('0.1', '0.10')).toBe(0)
  expect(compareDecimals('9007199254740993', '9007199254740992')).toBe(1)
  expect(compareDecimals('-0.5', '-0.25')).toBe(-1)
  expect(compareDecimals('10', '9')).toBe(1)
  fc.assert(
    fc.property(fc.bigInt(), fc.bigInt(), fc.nat(6), (a, b, places) => {
      const text = (number: bigint) => {
        const digits = String(number < 0n ? -number : number).padStart(places + 1, '0')
        const cut = digits.length - places
        return `${number < 0n ? '-' : ''}${digits.slice(0, cut)}${places > 0 ? `.${digits.slice(cut)}` : ''}`
      }
      expect(compareDecimals(text(a), text(b))).toBe(a < b ? -1 : a > b ? 1 : 0)
    }),
  )
})

describe('yen', () => {
  it('are shown', () => {
    expect(formatYen(1234567, 'ja')).toBe('1,234,567円')
    expect(formatYen(-1234, 'en')).toBe('-¥1,234')
    expect(formatYen(0, 'en')).toBe('¥0')
  })

  it.each(['1234', '1,234円', '¥1,234', '￥１，２３４', '金1,234円也', '1,234円整', '\\1,234-'])('reads %s', text =>
    expect(readYen(text)).toEqual({ ok: true, value: 1234 }),
  )
  it.each(['-¥1,234', '△1,234円', '-1,234円'])('reads %s', text =>
    expect(readYen(text)).toEqual({ ok: true, value: -1234 }),
  )
  it.each(['1.5円', '12千円', '', '円', '$5'])('refuses %j', text => expect(readYen(text).ok).toBe(false))

  it('are read as they are shown', () => {
    fc.assert(
      fc.property(fc.integer(), fc.constantFrom('ja' as const, 'en' as const), (yen, language) => {
        expect(readYen(formatYen(yen, language))).toEqual({ ok: true, value: yen })
      }),
    )
  })
})
