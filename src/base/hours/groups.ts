import type { HoursSpan, OpeningHours } from './opening.ts'

/** Place of the holidays behind the seven weekdays (0 is Monday). */
export const holidayIndex = 7

export interface DayGroup {
  /** Weekdays from 0 (Monday), and 7 for holidays. */
  readonly days: readonly number[]
  readonly spans: readonly HoursSpan[]
}

const sameSpans = (a: readonly HoursSpan[], b: readonly HoursSpan[]): boolean =>
  a.length === b.length && a.every((span, index) => span.from === b[index]?.from && span.to === b[index]?.to)

/** Weekdays and holidays with the same hours together, open ones first, by their first day. */
export const groupDays = (hours: OpeningHours): readonly DayGroup[] => {
  const all = [...hours.week.slice(0, 7), ...(hours.holidays ? [hours.holidays] : [])]
  const groups: { days: number[]; spans: readonly HoursSpan[] }[] = []
  for (const [day, spans] of all.entries()) {
    const group = groups.find(one => sameSpans(one.spans, spans))
    if (group) group.days.push(day)
    else groups.push({ days: [day], spans })
  }
  return [...groups.filter(group => group.spans.length > 0), ...groups.filter(group => group.spans.length === 0)]
}

/** Neighbouring weekdays as runs: 0 1 2 3 4 6 → [0, 4] [6, 6]. Holidays stand alone. */
export const runsOf = (days: readonly number[]): readonly (readonly [number, number])[] => {
  const runs: [number, number][] = []
  for (const day of days) {
    const last = runs.at(-1)
    if (last && last[1] === day - 1 && day !== holidayIndex) last[1] = day
    else runs.push([day, day])
  }
  return runs
}
