import { addDays, isDay } from '../../base/calendar/days.ts'
import { addDurations, noDurations, within } from './buckets.ts'
import type { Maintenance, Outage, ServiceClass } from './definition.ts'
import { outageConcerns, windowExcludes } from './definition.ts'
import { clip, type Interval, lengthOf, without } from './intervals.ts'
import type { DayCounts } from './store.ts'

const minuteMs = 60_000

/** `2026-11` */
export const isMonth = (text: string): boolean => isDay(`${text}-01`)
export const firstDay = (month: string): string => `${month}-01`
/** First day of the next month. */
export const dayAfter = (month: string): string => `${addDays(firstDay(month), 31).slice(0, 7)}-01`
export const monthBefore = (month: string): string => addDays(firstDay(month), -1).slice(0, 7)

const startOf = (day: string): number => Date.parse(`${day}T00:00:00+09:00`)
export const timeOf = (days: { readonly from: string; readonly to: string }): Interval => ({
  from: startOf(days.from),
  to: startOf(days.to),
})
export const daysOf = (month: string) => ({ from: firstDay(month), to: dayAfter(month) })

/** What was known of a class beside the requests. */
export interface Known {
  readonly of: ServiceClass
  readonly outages: readonly Outage[]
  readonly windows: readonly Maintenance[]
  /** When counting began. */
  readonly since: number
  readonly now: number
}

export interface Figures {
  readonly requests: number
  readonly failed: number
  /** Minutes that count: measured, and no announced maintenance. */
  readonly serviceMinutes: number
  readonly maintenanceMinutes: number
  /** Minutes of outages. */
  readonly downMinutes: number
  /** Minutes' worth of failed requests outside of them: a minute in which a third failed is a third of a minute. */
  readonly failedMinutes: number
  /** Percent; null while nothing was measured. */
  readonly availability: number | null
  /** Milliseconds; Infinity beyond the last bound; null without requests. */
  readonly p50: number | null
  readonly p95: number | null
}

export interface DayFigures extends Figures {
  readonly day: string
}

/** Times that the failed requests of a class are not counted in: they count as a whole or not at all. */
export const excludedOf = ({
  of,
  outages,
  windows,
}: Pick<Known, 'of' | 'outages' | 'windows'>): readonly Interval[] => [
  ...outages.filter(one => outageConcerns(one, of)),
  ...windows.filter(one => windowExcludes(one, of)),
]

/** Figures of a stretch of time, from the counts of its days. */
export const figuresOf = (days: readonly DayCounts[], time: Interval, known: Known): Figures => {
  const { of, outages, windows, since, now } = known
  const measured = { from: Math.max(time.from, since), to: Math.min(time.to, now) }
  const whole = measured.to > measured.from ? [measured] : []
  const maintenance = clip(
    windows.filter(one => windowExcludes(one, of)),
    measured,
  )
  const service = without(whole, maintenance)
  const down = without(
    clip(
      outages.filter(one => outageConcerns(one, of)),
      measured,
    ),
    maintenance,
  )
  const sum = (field: (day: DayCounts) => number) => days.reduce((total, day) => total + field(day), 0)
  const durations = days.reduce<readonly number[]>((all, day) => addDurations(all, day.durations), noDurations())
  const serviceMinutes = lengthOf(service) / minuteMs
  const downMinutes = lengthOf(down) / minuteMs
  const failedMinutes = sum(day => day.failedMinutes)
  return {
    requests: sum(day => day.requests),
    failed: sum(day => day.failed),
    serviceMinutes,
    maintenanceMinutes: lengthOf(maintenance) / minuteMs,
    downMinutes,
    failedMinutes,
    availability:
      serviceMinutes > 0
        ? 100 * Math.max(0, 1 - Math.min(serviceMinutes, downMinutes + failedMinutes) / serviceMinutes)
        : null,
    p50: within(durations, 0.5),
    p95: within(durations, 0.95),
  }
}

/** The same for each day that has begun, of the days from one to another. */
export const eachDay = (
  counts: readonly DayCounts[],
  days: { readonly from: string; readonly to: string },
  known: Known,
): readonly DayFigures[] => {
  const all: DayFigures[] = []
  for (let day = days.from; day < days.to; day = addDays(day, 1)) {
    const time = timeOf({ from: day, to: addDays(day, 1) })
    if (time.from >= known.now || time.to <= known.since) continue
    all.push({
      day,
      ...figuresOf(
        counts.filter(one => one.day === day),
        time,
        known,
      ),
    })
  }
  return all
}

/** Cut off and not rounded: 99.496 % is not 99.50 %. */
export const showPercent = (value: number): string => (Math.floor(value * 1000 + 1e-6) / 1000).toFixed(3)
