import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { permitKinds } from '../registers/kinds.ts'
import { authorities, authorityChoiceOf, isAuthorityCode } from './authorities.ts'
import { wasteCodes } from './index.ts'
import { jwnetCode } from './jwnet-code.ts'
import { wasteOperatorNumber } from './operator-number.ts'
import { partsOfPermitNumber, permitNumberOf, showPermitNumber, wastePermitNumber } from './permit-number.ts'
import { wasteChoices, wastes } from './wastes.ts'

describe.each(wasteCodes)('$id', code => {
  test.each(code.examples.good)('%s is read as it is, without repairs', text => {
    expect(code.read(text)).toEqual({ ok: true, value: text })
    expect(text).toMatch(new RegExp(code.pattern))
  })
  test.each(code.examples.bad)('%s is refused with a message in both languages', text => {
    const read = code.read(text)
    expect(read.ok).toBe(false)
    if (!read.ok) for (const { message } of read.problems) expect(message.ja && message.en).toBeTruthy()
  })
})

describe('permit number', () => {
  // Miyagi's two permits and Iwate's permit of one and the same operator: the fifth digit differs, the last six do not.
  test.each([
    ['00400012304', { authority: '004', kind: '0', free: '0', operator: '012304' }],
    ['00450012304', { authority: '004', kind: '5', free: '0', operator: '012304' }],
    ['00315012304', { authority: '003', kind: '1', free: '5', operator: '012304' }],
  ])('%s has its parts', (number, parts) => {
    expect(partsOfPermitNumber(number)).toEqual(parts)
    expect(permitNumberOf(parts)).toBe(number)
  })

  test.each([
    ['0400012304', '00400012304', 1],
    ['1300012345', '01300012345', 1],
    ['13-00-012345', '01300012345', 2],
    ['400012304', '00400012304', 1],
    ['第００４００－０１２３０４号', '00400012304', 1],
    [' 00400012304 ', '00400012304', 0],
  ])('%s is read as %s with %i repairs told', (text, number, repairs) => {
    const read = wastePermitNumber.read(text)
    expect(read).toMatchObject({ ok: true, value: number })
    expect(read.ok ? (read.repairs ?? []).length : -1).toBe(repairs)
  })

  test('a number rounded by a spreadsheet is refused, not guessed', () => {
    expect(wastePermitNumber.read('4.00012E+08').ok).toBe(false)
  })

  test('the older form is shown as such, and never cuts a city’s number', () => {
    expect(showPermitNumber('00400012304', true)).toBe('0400012304')
    expect(showPermitNumber('00400012304', false)).toBe('00400012304')
    expect(showPermitNumber('13000012304', true)).toBe('13000012304')
  })

  test('property: losing the zeros in front never changes what is read', () => {
    const authority = fc.integer({ min: 1, max: 47 }).map(number => String(number).padStart(3, '0'))
    const digits = (length: number) => fc.stringMatching(new RegExp(`^\\d{${length}}$`))
    fc.assert(
      fc.property(authority, digits(1), digits(1), digits(6), (a, b, c, d) => {
        const number = a + b + c + d
        expect(wastePermitNumber.read(number)).toEqual({ ok: true, value: number })
        expect(wastePermitNumber.read(number.replace(/^0+/, ''))).toMatchObject({ ok: true, value: number })
      }),
    )
  })
})

test('lost zeros of 固有番号 and of a waste code come back and are told', () => {
  expect(wasteOperatorNumber.read('12304')).toMatchObject({
    value: '012304',
    repairs: [{ from: '12304', to: '012304' }],
  })
  expect(jwnetCode.read('600')).toMatchObject({ value: '0600', repairs: [{ from: '600', to: '0600' }] })
  expect(jwnetCode.read('0600001')).toMatchObject({ value: '0600', repairs: [{ to: '0600' }] })
})

test('authorities: prefectures 001 to 047, cities from 050; Sendai waits for confirmation', () => {
  expect(authorities.slice(0, 47).map(({ code }) => Number(code))).toEqual(
    Array.from({ length: 47 }, (_, at) => at + 1),
  )
  expect(authorities.find(({ name }) => name.ja === '宮城県')?.code).toBe('004')
  expect(authorities.find(({ name }) => name.ja === '沖縄県')?.code).toBe('047')
  expect(authorities.filter(({ confirmed }) => !confirmed).map(({ code }) => code)).toEqual(['054'])
  expect(['000', '048', '049', '200', '4', '1a1'].some(isAuthorityCode)).toBe(false)
  expect(['001', '047', '050', '131'].every(isAuthorityCode)).toBe(true)
  expect([authorityChoiceOf('004'), authorityChoiceOf('099')]).toEqual(['004', 'other'])
})

describe('waste codes', () => {
  test('are distinct, of four digits, and name things apart', () => {
    const words = wasteChoices.flatMap(({ code, label }) => [code, label.ja, label.en])
    expect(new Set(words).size).toBe(words.length)
    expect(wastes.every(({ code }) => /^\d{4}$/.test(code))).toBe(true)
  })
  test.each([
    ['0100', '燃え殻'],
    ['4000', '動物系固形不要物'],
    ['1100', 'ゴムくず'],
    ['7300', '感染性廃棄物'],
    ['7440', '廃水銀等'],
  ])('%s is %s', (code, name) => {
    expect(wastes.find(waste => waste.code === code)?.name.ja).toBe(name)
  })
  test('the invented table is not ours: neither 1101 nor seven digits of 11 for animal solids', () => {
    expect(wastes.some(({ code }) => code.startsWith('2') && code !== '2000')).toBe(false)
    expect(wastes.find(({ code }) => code === '2000')?.confirmed).toBe(false)
  })
  test('specially controlled wastes are those of 7xxx', () => {
    for (const { code, group } of wastes) expect(group === 'specially-controlled').toBe(code.startsWith('7'))
  })
})

test('kinds follow the official order: 0 and 5 are without transshipment, 1 and 6 with', () => {
  const of = (code: string) => permitKinds.find(kind => kind.code === code)
  expect([of('0')?.transshipment, of('1')?.transshipment]).toEqual([false, true])
  expect([of('5')?.transshipment, of('6')?.transshipment]).toEqual([false, true])
  expect(permitKinds.map(({ code }) => code).join('')).toBe('0123456789')
  expect(
    permitKinds
      .filter(({ special }) => special)
      .map(({ code }) => code)
      .join(''),
  ).toBe('56789')
})
