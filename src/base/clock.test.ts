import fc from 'fast-check'
import { expect, it } from 'vitest'
import { dayInJapan, fixedClock } from './clock.ts'

it('the day in Japan begins nine hours before that of UTC', () => {
  expect(dayInJapan(new Date('2026-03-31T14:59:59Z'))).toBe('2026-03-31')
  expect(dayInJapan(new Date('2026-03-31T15:00:00Z'))).toBe('2026-04-01')
})

it('is the day that the calendar of the time zone says, in summer time too', () => {
  const calendar = new Intl.DateTimeFormat('en-CA', {
    timeZone: 'Asia/Tokyo',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  })
  const from = new Date('1868-01-01T00:00:00Z')
  fc.assert(
    fc.property(fc.date({ min: from, max: new Date('2300-01-01T00:00:00Z'), noInvalidDate: true }), moment => {
      expect(dayInJapan(moment)).toBe(calendar.format(moment))
    }),
  )
  expect(dayInJapan(new Date('1949-07-01T14:30:00Z'))).toBe('1949-07-02')
})

it('a fixed clock stands, whatever is done to what it told', () => {
  const clock = fixedClock('2026-11-22T00:00:00Z')
  clock.now().setFullYear(1999)
  expect(clock.now().toISOString()).toBe('2026-11-22T00:00:00.000Z')
})
