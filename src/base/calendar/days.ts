/** Days are texts, YYYY-MM-DD, proleptic Gregorian, without a time zone. Functions throw RangeError on anything else. */

const pattern = /^(\d{4})-(\d{2})-(\d{2})$/
const dayMs = 86_400_000

interface Parts {
  readonly year: number
  readonly month: number
  readonly day: number
}

const pad = (number: number, length: number): string => String(number).padStart(length, '0')

/** Number of days of a month; `month` counts from 1. */
export const lengthOfMonth = (year: number, month: number): number => {
  const date = new Date(Date.UTC(2000, 0, 1))
  date.setUTCFullYear(year, month, 0)
  return date.getUTCDate()
}

/** The day as text, or undefined where there is no such day. */
export const dayOf = (year: number, month: number, day: number): string | undefined =>
  Number.isInteger(year) && year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1
    ? day <= lengthOfMonth(year, month)
      ? `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`
      : undefined
    : undefined

export const isDay = (text: string): boolean => {
  const match = pattern.exec(text)
  return match !== null && dayOf(Number(match[1]), Number(match[2]), Number(match[3])) === text
}

/** @throws RangeError when the text is not a day */
export const partsOf = (day: string): Parts => {
  const match = pattern.exec(day)
  const parts = { year: Number(match?.[1]), month: Number(match?.[2]), day: Number(match?.[3]) }
  if (dayOf(parts.year, parts.month, parts.day) !== day) throw new RangeError(`not a day: ${day}`)
  return parts
}

/** Days since 1970-01-01. */
const numberOf = (day: string): number => {
  partsOf(day)
  return Date.parse(`${day}T00:00:00Z`) / dayMs
}

const dayOfNumber = (number: number): string => {
  const text = new Date(number * dayMs).toISOString().slice(0, 10)
  if (!isDay(text)) throw new RangeError('outside the years 1 to 9999')
  return text
}

export const addDays = (day: string, days: number): string => dayOfNumber(numberOf(day) + days)

/** From the first to the second day; negative when the second is earlier. */
export const daysBetween = (from: string, to: string): number => numberOf(to) - numberOf(from)

/** Monday is 1, Sunday 7 (ISO 8601). */
export const weekdayOf = (day: string): number => ((((numberOf(day) + 3) % 7) + 7) % 7) + 1

const movedMonth = (day: string, months: number): Parts => {
  const { year, month, day: date } = partsOf(day)
  const index = year * 12 + month - 1 + months
  return { year: Math.floor(index / 12), month: (((index % 12) + 12) % 12) + 1, day: date }
}

/** The same day of another month; its last day where that month is shorter (31 January + 1 month is 28 February). */
export const addMonths = (day: string, months: number): string => {
  const { year, month, day: date } = movedMonth(day, months)
  const moved = dayOf(year, month, Math.min(date, lengthOfMonth(year, month)))
  if (moved === undefined) throw new RangeError('outside the years 1 to 9999')
  return moved
}

export const addYears = (day: string, years: number): string => addMonths(day, years * 12)

/**
 * Last day of a period of whole months that begins with `start` (起算日, itself counted: Civil Code 140 as to which day
 * that is). Civil Code 143(2): the day before the corresponding day of the last month, or that month's last day where it
 * has no corresponding day.
 */
export const endOfPeriodOfMonths = (start: string, months: number): string => {
  const { year, month, day } = movedMonth(start, months)
  const corresponding = dayOf(year, month, day)
  return corresponding === undefined ? addMonths(start, months) : addDays(corresponding, -1)
}

/** The same for whole years: five years from 2026-11-22 end with 2031-11-21. */
export const endOfPeriod = (start: string, years: number): string => endOfPeriodOfMonths(start, years * 12)
