import { describe, expect, test } from 'vitest'
import { placedMeasures } from '../../platform/plan/measure.ts'
import { departments } from './departments.ts'
import { plan } from './plan.ts'

const all = placedMeasures(plan)
const measure = (id: string) => {
  const found = all.find(placed => placed.measure.id === id)
  if (!found) throw new Error(`no entry ${id}`)
  return found.measure
}

describe('the plan', () => {
  test('39 measures, 12 sites and 5 systems of its text', () => {
    const count = (...bases: string[]) => all.filter(placed => bases.includes(placed.measure.basis)).length
    expect([count('measure'), count('site'), count('text', 'topic')]).toEqual([39, 12, 5])
    expect(new Set(all.map(placed => placed.measure.id)).size).toBe(56)
  })

  test('every entry stands under its own field and section, measures numbered without gaps', () => {
    for (const { field, section, measure: entry } of all) {
      expect(section.id).toBe(`${field.number}-${section.number}`)
      expect(entry.id.startsWith(`${section.id}-`)).toBe(true)
      const letter = { measure: '', site: 'S', text: 'T', topic: 'T' }[entry.basis]
      expect(entry.id.slice(section.id.length + 1)).toMatch(new RegExp(`^${letter}[1-9]$`))
    }
    for (const section of plan.fields.flatMap(field => field.sections)) {
      const numbered = section.measures.filter(entry => entry.basis === 'measure').map(entry => entry.id)
      expect(numbered).toEqual(numbered.map((_, index) => `${section.id}-${index + 1}`))
    }
  })

  test('sections and their numbers of measures, as in the plan', () => {
    const sizes = plan.fields.flatMap(field =>
      field.sections.map(section => [
        section.id,
        section.measures.filter(entry => entry.basis === 'measure').length,
        section.measures.filter(entry => entry.basis === 'site').length,
      ]),
    )
    expect(sizes).toEqual([
      ['2-3', 5, 0],
      ['3-1', 6, 4],
      ['3-2', 2, 0],
      ['4-1', 3, 4],
      ['4-2', 4, 0],
      ['5-1', 7, 0],
      ['5-2', 7, 0],
      ['5-3', 3, 0],
      ['5-4', 2, 4],
    ])
  })

  // Baseline, target and unit as the plan prints them.
  test.each([
    ['2-3-3', 'stock', 0, 2, 'グループ', '2012-03-31', '2017-03-31'],
    ['3-1-2', 'cumulative', 14, 21, '校', '2013-06-30', '2016-03-31'],
    ['3-1-5', 'stock', 0, 5000, '件', '2014-03-31', '2017-03-31'],
    ['3-1-6', 'per-fiscal-year', 0, 2500, '件', '2013-09-30', '2017-03-31'],
    ['4-1-1', 'stock', 330, 2000, '施設', '2014-07-31', '2017-03-31'],
    ['4-1-2', 'stock', 61, 61, '件', '2013-12-31', '2017-03-31'],
    ['4-1-3', 'external', 40.9, null, '分', '2013-12-31', '2017-03-31'],
    ['4-2-1', 'per-fiscal-year', 130, 170, '人', '2014-03-31', '2017-03-31'],
    ['4-2-3', 'per-fiscal-year', 22, 40, '人', '2014-03-31', '2017-03-31'],
    ['5-1-1', 'external', 2740, 2940, '億円', '2012-03-31', '2017-03-31'],
    ['5-1-5', 'cumulative', 1, 5, '件', '2012-12-31', '2017-03-31'],
    ['5-2-4', 'distinct-people', 694, 874, '名', '2013-10-31', '2017-03-31'],
    ['5-2-5', 'distinct-people', 139, 229, '人', '2014-03-31', '2017-03-31'],
  ])('%s: %s from %s to %s %s', (id, kind, baseline, target, unit, baselineDay, targetDay) => {
    const indicator = measure(id).indicator
    expect(indicator).toMatchObject({
      kind,
      unit: { ja: unit },
      baseline: { value: baseline, day: baselineDay },
      target: { value: target, day: targetDay },
    })
  })

  test('no other entry has an indicator', () => {
    expect(all.filter(placed => placed.measure.indicator)).toHaveLength(13)
  })

  test('a target without a number says what it is', () => {
    expect(measure('4-1-3').indicator?.target.words?.ja).toBe('平成27年全国平均')
    for (const { measure: entry } of all)
      if (entry.indicator?.target.value === null) expect(entry.indicator.target.words).toBeDefined()
  })

  test('only measures carry marks and bars; what the text does not carry is not invented', () => {
    for (const { measure: entry } of all) {
      expect(entry.mark !== undefined, entry.id).toBe(entry.basis === 'measure')
      expect(entry.schedule.length > 0, entry.id).toBe(entry.basis === 'measure')
    }
    const isNew = all.filter(placed => placed.measure.mark === 'new').map(placed => placed.measure.id)
    expect(isNew).toEqual(['3-1-1', '3-1-5', '3-1-6', '3-2-2', '5-2-1', '5-4-1', '5-4-2'])
  })

  test('ten entries are systems by the plan’s own word', () => {
    expect(all.filter(placed => placed.measure.nature.includes('system'))).toHaveLength(10)
  })

  test('departments exist, and every measure and site names one', () => {
    const known = departments.map(({ id }): string => id)
    for (const { measure: entry } of all) {
      for (const id of entry.departments) expect(known, entry.id).toContain(id)
      if (entry.basis === 'measure' || entry.basis === 'site') expect(entry.departments, entry.id).toHaveLength(1)
    }
    expect(departments.some(department => 'successor' in department)).toBe(false)
  })

  test('titles and purposes stand in both languages', () => {
    for (const { measure: entry } of all) {
      expect(entry.purpose.ja.endsWith('。'), entry.id).toBe(true)
      for (const text of [entry.title.en, entry.purpose.en]) expect(text, entry.id).toMatch(/^[\x20-\x7e]{5,}$/)
    }
  })
})
