import { addDays, partsOf, weekdayOf } from '../calendar/days.ts'

/** Minutes from midnight; `to` may pass 1440 for hours past midnight (25:30 is 1530) and is itself no longer open. */
export interface HoursSpan {
  readonly from: number
  readonly to: number
}

/** The plain form of a register's opening hours. */
export interface OpeningHours {
  /** Monday first: seven lists of spans, an empty list is closed. */
  readonly week: readonly (readonly HoursSpan[])[]
  /** Spans on national holidays; null where the weekday's hours hold. */
  readonly holidays: readonly HoursSpan[] | null
  /** Closed whatever the week and holidays say; weekday 0 is Monday: `{nth: 3, weekday: 2}` is the third Wednesday. */
  readonly closedNth: readonly { readonly nth: number; readonly weekday: number }[]
  /** Days (YYYY-MM-DD) with other hours than usual; an empty list is closed. They win over everything else. */
  readonly exceptions: readonly { readonly day: string; readonly spans: readonly HoursSpan[] }[]
  readonly note: string
}

export const minutesOfDay = 1440

/** The spans that begin on a day. */
export const hoursOn = (
  hours: OpeningHours,
  day: string,
  isHoliday: (day: string) => boolean,
): readonly HoursSpan[] => {
  const exception = hours.exceptions.find(one => one.day === day)
  if (exception) return exception.spans
  const weekday = weekdayOf(day) - 1
  const nth = Math.ceil(partsOf(day).day / 7)
  if (hours.closedNth.some(one => one.nth === nth && one.weekday === weekday)) return []
  if (hours.holidays && isHoliday(day)) return hours.holidays
  return hours.week[weekday] ?? []
}

/** Japan is nine hours ahead of UTC all year. */
const offsetMs = 9 * 3_600_000

/** Whether it is open at a moment (UTC), spans of the day before that pass midnight included. */
export const isOpenAt = (hours: OpeningHours, moment: Date, isHoliday: (day: string) => boolean): boolean => {
  const local = new Date(moment.getTime() + offsetMs)
  const day = local.toISOString().slice(0, 10)
  const minute = local.getUTCHours() * 60 + local.getUTCMinutes()
  const covers = (spans: readonly HoursSpan[], at: number) => spans.some(span => span.from <= at && at < span.to)
  return (
    covers(hoursOn(hours, day, isHoliday), minute) ||
    covers(hoursOn(hours, addDays(day, -1), isHoliday), minute + minutesOfDay)
  )
}
