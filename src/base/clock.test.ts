import { expect, it } from 'vitest'
import { dayInJapan, fixedClock } from './clock.ts'

it('the day in Japan begins nine hours before that of UTC', () => {
  expect(dayInJapan(new Date('2026-03-31T14:59:59Z'))).toBe('2026-03-31')
  expect(dayInJapan(new Date('2026-03-31T15:00:00Z'))).toBe('2026-04-01')
})

it('a fixed clock stands, whatever is done to what it told', () => {
  const clock = fixedClock('2026-11-22T00:00:00Z')
  clock.now().setFullYear(1999)
  expect(clock.now().toISOString()).toBe('2026-11-22T00:00:00.000Z')
})
