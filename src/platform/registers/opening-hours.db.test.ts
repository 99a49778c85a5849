import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../../test/database.ts'
import { addDays } from '../../base/calendar/days.ts'
import { isHoliday } from '../../base/calendar/holidays.ts'
import { dayInJapan } from '../../base/clock.ts'
import { isOpenAt, type OpeningHours } from '../../base/hours.ts'

let db: TestDatabase
beforeAll(async () => {
  db = await freshDatabase()
})
afterAll(() => db.drop())

const span = fc
  .tuple(fc.integer({ min: 0, max: 1439 }), fc.integer({ min: 1, max: 1440 }))
  .map(([from, length]) => ({ from, to: from + length }))
const spans = fc.array(span, { maxLength: 2 })
// Around Culture Day 2026, a month with holidays on a Tuesday and a Monday, and over the end of a year.
const day = fc
  .tuple(fc.constantFrom('2026-11-01', '2026-12-28'), fc.integer({ min: 0, max: 24 }))
  .map(([from, days]) => addDays(from, days))
const hours: fc.Arbitrary<OpeningHours> = fc.record({
  week: fc.array(spans, { minLength: 7, maxLength: 7 }),
  holidays: fc.option(spans),
  closedNth: fc.array(fc.record({ nth: fc.integer({ min: 1, max: 5 }), weekday: fc.integer({ min: 0, max: 6 }) }), {
    maxLength: 6,
  }),
  exceptions: fc.array(fc.record({ day, spans }), { maxLength: 8 }),
  note: fc.constant(''),
})
const moment = fc
  .tuple(day, fc.integer({ min: 0, max: 24 * 60 * 60 - 1 }))
  .map(([on, second]) => new Date(Date.parse(`${on}T00:00:00+09:00`) + second * 1000))

const holidaysAt = (at: Date) => [dayInJapan(at), addDays(dayInJapan(at), -1)].filter(isHoliday)

test('SQL says open exactly when TypeScript does', async () => {
  const cases = fc.sample(fc.tuple(hours, moment), 4000)
  const expected = cases.map(([value, at]) => isOpenAt(value, at, isHoliday))
  // Both answers must be common, or agreeing would mean little.
  expect(expected.filter(open => open).length).toBeGreaterThan(400)
  const rows = cases.map(([value, at], n) => ({ n, hours: value, moment: at, holidays: holidaysAt(at) }))
  const answers = await db.database.reader<{ open: boolean }[]>`
    select published.open_at(hours, moment, array(select jsonb_array_elements_text(holidays))::date[]) as open
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb)
      as t(n int, hours jsonb, moment timestamptz, holidays jsonb) order by n`
  const wrong = cases.filter((_, n) => answers[n]?.open !== expected[n])
  expect(wrong.slice(0, 1)).toEqual([])
})

test('without hours nothing is said to be open', async () => {
  const [row] = await db.database.reader`select published.open_at(null, now(), '{}') is true as open`
  expect(row?.['open']).toBe(false)
})
