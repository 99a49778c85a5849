import { describe, expect, test } from 'vitest'
import { municipalitiesOn } from '../../platform/region.ts'
import { areas } from './areas.ts'
import { region } from './index.ts'
import { municipalities } from './municipalities.ts'

const digits = (text: string): number[] => [...text].map(Number)

/** 全国地方公共団体コード: 6a+5b+4c+3d+2e; the last digit of 11 − (sum mod 11). */
const municipalityCheck = (body: string): number =>
  (11 - (digits(body).reduce((sum, digit, index) => sum + digit * (6 - index), 0) % 11)) % 10

/** 法人番号: 9 − (ΣP·Q mod 9), Q = 1, 2, 1, 2 … from the right. */
const corporateCheck = (body: string): number =>
  9 - (digits(body).reduceRight((sum, digit, index) => sum + digit * ((body.length - 1 - index) % 2 ? 2 : 1), 0) % 9)

const kanaOnly = /^[ぁ-ゖー]+$/

describe('Miyagi’s municipalities', () => {
  test('the formulas themselves agree with published specimens', () => {
    expect(municipalityCheck('04000')).toBe(2)
    expect(municipalityCheck('13101')).toBe(6)
    // 国税庁, 国立国会図書館 and トヨタ自動車.
    expect(corporateCheck('000012050002')).toBe(7)
    expect(corporateCheck('000011000005')).toBe(1)
    expect(corporateCheck('180301018771')).toBe(1)
  })

  test.each(municipalities)('$code $name.ja: code and corporate number have right check digits', entry => {
    expect(entry.code).toMatch(/^04\d{4}$/)
    expect(municipalityCheck(entry.code.slice(0, 5))).toBe(Number(entry.code[5]))
    if (entry.corporateNumber === undefined) return
    expect(entry.corporateNumber).toBe(`${corporateCheck(`000020${entry.code}`)}000020${entry.code}`)
  })

  test('the prefecture’s own code and number', () => {
    const { code, corporateNumber } = region.prefecture
    expect(municipalityCheck(code.slice(0, 5))).toBe(Number(code[5]))
    expect(corporateNumber).toBe(`${corporateCheck(`000020${code}`)}000020${code}`)
  })

  test('14 cities, 20 towns, 1 village and 5 wards now', () => {
    const now = municipalitiesOn(region, '2026-11-22')
    const count = (kind: string) => now.filter(entry => entry.kind === kind).length
    expect([count('city'), count('town'), count('village'), count('ward')]).toEqual([14, 20, 1, 5])
  })

  test('13 cities, 21 towns and 1 village in the plan’s years; Tomiya became a city on 2016-10-10', () => {
    const kinds = (day: string) =>
      municipalitiesOn(region, day)
        .filter(entry => entry.kind !== 'ward')
        .map(entry => entry.kind)
    const then = kinds('2016-10-09')
    expect(then).toHaveLength(35)
    expect(then.filter(kind => kind === 'city')).toHaveLength(13)
    expect(then.filter(kind => kind === 'town')).toHaveLength(21)
    const code = (day: string) => municipalitiesOn(region, day).find(entry => entry.kana.startsWith('とみや'))?.code
    expect(code('2016-10-09')).toBe('044237')
    expect(code('2016-10-10')).toBe('042161')
  })

  test('codes are unique and in order; names, kana and areas are complete', () => {
    const codes = municipalities.map(({ code }) => code)
    expect(codes).toEqual([...new Set(codes)].sort())
    for (const entry of municipalities) {
      expect(entry.kana, entry.code).toMatch(kanaOnly)
      expect(entry.name.en, entry.code).toMatch(/^[A-Z][A-Za-z ]+$/)
      expect(areas.map(({ id }): string => id)).toContain(entry.area)
      const suffix = { city: '市', town: '町', village: '村', ward: '区' }[entry.kind]
      expect(entry.name.ja.endsWith(suffix), entry.name.ja).toBe(true)
      expect(entry.county === undefined, entry.name.ja).toBe(entry.kind === 'city' || entry.kind === 'ward')
      expect(entry.city === undefined).toBe(entry.kind !== 'ward')
    }
  })

  test('points lie within the prefecture', () => {
    for (const { point, code } of municipalities) {
      expect(point.latitude > 37.77 && point.latitude < 39.01, code).toBe(true)
      expect(point.longitude > 140.27 && point.longitude < 141.68, code).toBe(true)
    }
  })

  test('every municipality has one office of each kind', () => {
    for (const kind of ['health', 'promotion'] as const) {
      const served = region.offices.filter(office => office.kind === kind).flatMap(office => office.municipalities)
      const now = municipalitiesOn(region, '2026-11-22').filter(entry => entry.kind !== 'ward')
      expect([...served].sort()).toEqual(now.map(({ code }) => code))
    }
  })
})
