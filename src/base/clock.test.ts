import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { type ClockStep, dayInJapan, fixedClock, steadyClock } from './clock.ts'

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

describe('a steady clock', () => {
  const steps: ClockStep[] = []
  const at = (seconds: number) => new Date(Date.UTC(2026, 10, 22, 3, 0, seconds))
  const steady = (times: readonly number[]) => {
    let next = 0
    steps.length = 0
    const clock = steadyClock({ now: () => at(times[Math.min(next++, times.length - 1)] ?? 0) }, step =>
      steps.push(step),
    )
    return times.map(() => (clock.now().getTime() - at(0).getTime()) / 1000)
  }

  test('stands still while it is put right by a little', () => {
    expect(steady([10, 12, 9, 11, 13])).toEqual([10, 12, 12, 12, 13])
    expect(steps).toEqual([])
  })

  test('follows when it is set back by more, and says so once', () => {
    expect(steady([100, 40, 41, 42])).toEqual([100, 40, 41, 42])
    expect(steps).toEqual([{ from: at(100), to: at(40), seconds: 60 }])
  })

  test('goes ahead as it is set', () => {
    expect(steady([0, 3600, 3601])).toEqual([0, 3600, 3601])
    expect(steps).toEqual([])
  })
})
