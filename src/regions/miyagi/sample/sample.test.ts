import { describe, expect, test } from 'vitest'
import { createRandom } from '../../../base/random.ts'
import { municipalitiesOn } from '../../../platform/region.ts'
import { region } from '../index.ts'
import { sampleNames, samplePerson, wasteTrades } from './names.ts'
import { samplePhone, samplePlace } from './places.ts'
import { towns } from './towns.ts'

describe('sample names', () => {
  const names = sampleNames('operators', 4000, wasteTrades)

  test('4,000 are distinct, marked as sample and read in katakana', () => {
    expect(new Set(names.map(({ name }) => name)).size).toBe(4000)
    for (const { name, kana } of names) {
      expect(name).toContain('見本')
      expect(kana).toMatch(/^[ァ-ヴー]+$/)
    }
  })

  test('the same seed gives the same names; a longer list begins with the shorter', () => {
    expect(sampleNames('operators', 4000, wasteTrades)).toEqual(names)
    expect(sampleNames('operators', 10, wasteTrades)).toEqual(names.slice(0, 10))
    expect(sampleNames('others', 10, wasteTrades)).not.toEqual(names.slice(0, 10))
  })

  test.each(['髙', '﨑', '邉', '濱', '齋', '竈'])('glyph %s occurs often enough to be met in lists', glyph => {
    expect(names.filter(({ name }) => name.includes(glyph)).length).toBeGreaterThan(20)
  })

  test('more than the words can make is refused with the number', () => {
    expect(() => sampleNames('x', 1_000_000, wasteTrades)).toThrow(/1000000 names asked for, 5500 can be made/)
  })

  test('people are all of the family 見本', () => {
    const random = createRandom('people')
    for (let draw = 0; draw < 50; draw += 1) expect(samplePerson(random).name.startsWith('見本 ')).toBe(true)
  })
})

describe('sample places', () => {
  const codes = municipalitiesOn(region, '2026-11-22')
    .filter(entry => entry.code !== '041009')
    .map(({ code }) => code)

  test('every municipality and ward has towns, and no other code', () => {
    expect([...new Set(towns.map(({ municipality }) => municipality))].sort()).toEqual(codes)
  })

  test('points stay within the town’s radius, of which no town has more than 2.5 km', () => {
    const random = createRandom('places')
    for (let draw = 0; draw < 2000; draw += 1) {
      const { address, point } = samplePlace(random)
      const town = towns.find(one => one.town === address.town && one.municipality === address.municipality)
      if (!town) throw new Error(address.town)
      const north = (point.latitude - town.latitude) * 111.2
      const east = (point.longitude - town.longitude) * 111.2 * Math.cos((town.latitude * Math.PI) / 180)
      expect(Math.hypot(north, east)).toBeLessThan(town.radius + 0.01)
      expect(town.radius).toBeLessThanOrEqual(2.5)
    }
  })

  test('the same stream gives the same places; a municipality may be asked for', () => {
    const draw = () => Array.from({ length: 5 }, (_, index) => samplePlace(createRandom(`p${index}`), '045811'))
    expect(draw()).toEqual(draw())
    expect(draw().every(({ address }) => address.municipality === '045811')).toBe(true)
    expect(() => samplePlace(createRandom('p'), '131016')).toThrow(RangeError)
  })

  test('phone numbers are of an exchange that does not exist', () => {
    expect([samplePhone(7), samplePhone(10_007)]).toEqual(['022-000-0007', '022-000-0007'])
  })
})
