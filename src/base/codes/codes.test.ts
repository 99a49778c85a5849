import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { corporateNumber, corporateNumberCheckDigit, corporateNumberOf } from './corporate-number.ts'
import { nationalCodes } from './index.ts'
import { individualNumber } from './individual-number.ts'
import { municipality, municipalityCheckDigit, readMunicipality } from './municipality.ts'
import { individualNumberCheckDigit, residentCodeCheckDigit } from './personal-number.ts'
import { residentCode } from './resident-code.ts'

const digits = (length: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: length, maxLength: length })
const wide = (text: string) => text.replace(/\d/g, digit => String.fromCharCode(digit.charCodeAt(0) + 0xfee0))

describe.each(nationalCodes.map(code => [code.id, code] as const))('%s', (_, code) => {
  it('reads its good examples unchanged and refuses its bad ones with a hint', () => {
    for (const example of code.examples.good) expect(code.read(example)).toEqual({ ok: true, value: example })
    for (const example of code.examples.bad) {
      const read = code.read(example)
      expect(read.ok, example).toBe(false)
      if (!read.ok) expect(read.problems[0]?.message.ja).toMatch(/桁/)
    }
  })

  it('stores what its pattern says, and reads again what it shows', () => {
    for (const example of code.examples.good) {
      expect(example).toMatch(new RegExp(code.pattern))
      expect(code.read(code.show?.(example) ?? example)).toMatchObject({ ok: true, value: example })
    }
  })

  it('mends width and separators and tells it', () => {
    for (const example of code.examples.good) {
      const read = code.read(` ${wide(example.slice(0, 3))} ${example.slice(3, 5)}－${example.slice(5)}　`)
      expect(read).toMatchObject({ ok: true, value: example })
      expect(read.ok && read.repairs).toHaveLength(1)
    }
  })

  it('refuses words, rounded numbers and wrong lengths', () => {
    for (const text of ['みやぎ', '1.2345E+11', '1', '12345678901234', '4-A2021'])
      expect(code.read(text).ok, text).toBe(false)
    const rounded = code.read('1.23457E+12')
    expect(!rounded.ok && rounded.problems[0]?.message.ja).toContain('表計算')
  })

  it('finds every single slip that its rule can find', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...code.examples.good),
        fc.nat(20),
        fc.integer({ min: 1, max: 9 }),
        (example, at, by) => {
          const index = at % example.length
          const slip = (Number(example[index]) + by) % 10
          const wrong = example.slice(0, index) + slip + example.slice(index + 1)
          const read = code.read(wrong)
          // What is accepted all the same must carry a right check digit, never be mended into something else.
          if (read.ok) expect(read.value).toBe(wrong)
        },
      ),
    )
  })
})

describe('municipality', () => {
  const miyagi =
    '040002 041009 041017 041025 041033 041041 041050 042021 042030 042056 042064 042072 042081 042099 042111 042129 042137 042145 042153 042161 043010 043028 043214 043222 043231 043249 043419 043613 043621 044016 044041 044067 044211 044229 044245 044440 044458 045012 045055 045811 046060 044237'.split(
      ' ',
    )

  it('accepts all codes of Miyagi and no other sixth digit', () => {
    for (const code of miyagi) {
      expect(municipality.read(code)).toEqual({ ok: true, value: code })
      expect(municipalityCheckDigit(code.slice(0, 5))).toBe(code[5])
      const other = String((Number(code[5]) + 1) % 10)
      expect(municipality.read(code.slice(0, 5) + other).ok).toBe(false)
    }
  })

  it('adds the check digit to five digits', () => {
    for (const code of miyagi) {
      const read = municipality.read(code.slice(0, 5))
      expect(read).toMatchObject({ ok: true, value: code, repairs: [{ from: code.slice(0, 5), to: code }] })
    }
  })

  it('puts back a lost zero, alone and with the check digit', () => {
    expect(municipality.read('42021')).toMatchObject({ ok: true, value: '042021', repairs: [{ to: '042021' }] })
    expect(municipality.read('4202')).toMatchObject({ ok: true, value: '042021', repairs: [{ from: '4202' }] })
    expect(municipality.read('４２０２１')).toMatchObject({ ok: true, value: '042021', repairs: [{}, {}] })
  })

  it('asks where five digits can mean two places, unless it is known which there are', () => {
    const read = municipality.read('43214')
    expect(!read.ok && read.problems[0]?.message.ja).toMatch(/432148 とも 043214/)
    expect(readMunicipality('43214', code => code === '043214')).toMatchObject({ ok: true, value: '043214' })
    expect(readMunicipality('43214', () => true).ok).toBe(false)
    expect(readMunicipality('43214', () => false).ok).toBe(false)
  })

  it('never lets a shortened code of Miyagi become another without asking', () => {
    for (const code of miyagi) {
      const read = municipality.read(code.slice(1))
      if (read.ok) expect(read.value).toBe(code)
      expect(readMunicipality(code.slice(1), one => miyagi.includes(one))).toMatchObject({ ok: true, value: code })
    }
  })

  it('refuses a prefecture that there is not', () => {
    for (const body of ['00000', '48100', '04001', '99999'])
      expect(municipality.read(body + municipalityCheckDigit(body)).ok, body).toBe(false)
  })
})

describe('corporate number', () => {
  it.each([
    '7000012050002',
    '1180301018771',
    '1000011000005',
    '1000012010003',
    '8000020040002',
    '8011101028104',
    '4370001011311',
    '7370005002147',
  ])('accepts %s', number => {
    expect(corporateNumber.read(number)).toEqual({ ok: true, value: number })
  })

  it('is made from a local government code', () => {
    expect(corporateNumberOf('040002')).toBe('8000020040002')
    expect(corporateNumberOf('042021')).toBe('1000020042021')
    expect(corporateNumberOf('045811')).toBe('7000020045811')
  })

  it('offers, but does not take, the number of a company registry', () => {
    const read = corporateNumber.read('180301018771')
    expect(!read.ok && read.problems[0]?.message.ja).toContain('1180301018771')
  })

  it('takes exactly one first digit, from 1 to 9', () => {
    fc.assert(
      fc.property(digits(12), body => {
        const accepted = Array.from('0123456789').filter(first => corporateNumber.read(first + body).ok)
        expect(accepted).toEqual([corporateNumberCheckDigit(body)])
        expect(accepted).not.toContain('0')
      }),
    )
  })
})

describe('individual number', () => {
  it.each(
    '123456789018 987654321093 111111111118 379474484458 454972364860 507957100721 983205673214 000000000019 595748906820 254122482440 200000000000'.split(
      ' ',
    ),
  )('accepts %s', number => {
    expect(individualNumber.read(number)).toEqual({ ok: true, value: number })
  })

  it.each(['507957100722', '983205673210'])('refuses %s', number => {
    expect(individualNumber.read(number).ok).toBe(false)
  })
})

describe('resident code', () => {
  it.each('24727059608 24846016224 25208017643 12345678903 00000000019 99999999995 72980635130 94232805980'.split(' '))(
    'accepts %s',
    code => {
      expect(residentCode.read(code)).toEqual({ ok: true, value: code })
    },
  )

  it('refuses 25208017644', () => expect(residentCode.read('25208017644').ok).toBe(false))
})

describe.each([
  ['individual number', individualNumber, 11, individualNumberCheckDigit],
  ['resident code', residentCode, 10, residentCodeCheckDigit],
] as const)('%s', (_, code, length, checkDigit) => {
  it('takes exactly one last digit', () => {
    fc.assert(
      fc.property(digits(length), body => {
        expect(Array.from('0123456789').filter(last => code.read(body + last).ok)).toEqual([checkDigit(body)])
      }),
    )
  })

  it('does not guess a lost leading zero: it could be any digit', () => {
    expect(code.read(code.examples.good[1]?.slice(1) ?? '').ok).toBe(false)
  })

  it('repeats the number in no message', () => {
    fc.assert(
      fc.property(digits(length), fc.constantFrom(...'0123456789'), fc.boolean(), (body, last, wider) => {
        const number = body + last
        const read = code.read(wider ? wide(number) : `${number.slice(0, 4)} ${number.slice(4)}`)
        const told = JSON.stringify(read.ok ? (read.repairs ?? []) : read.problems)
        for (const run of told.match(/\d{4,}/g) ?? []) expect(number).not.toContain(run)
        expect(told).not.toContain(wide(number).slice(0, 4))
      }),
    )
  })
})

it('check digit functions refuse what is not a body', () => {
  expect(() => municipalityCheckDigit('0420')).toThrow(RangeError)
  expect(() => corporateNumberCheckDigit('18030101877x')).toThrow(RangeError)
})
