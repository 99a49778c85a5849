import holidayJp from '@holiday-jp/holiday_jp'
import type { Bilingual } from '../bilingual.ts'
import { addDays, partsOf, weekdayOf } from './days.ts'

const named: ReadonlyMap<string, Bilingual> = new Map(
  Object.entries(holidayJp.holidays).map(([day, holiday]) => [day, { ja: holiday.name, en: holiday.name_en }]),
)

const known = [...named.keys()].sort()

/** Days between which holidays are known; later ones follow the law as it stands. Outside, no day counts as a holiday. */
export const holidaysKnown = { from: known[0] ?? '', to: known.at(-1) ?? '' } as const

export const holidayName = (day: string): Bilingual | undefined => named.get(day)

/** A national holiday (国民の祝日に関する法律), substitute and bridging holidays included. */
export const isHoliday = (day: string): boolean => named.has(day)

/** Offices are closed: weekend, holiday, 29 December to 3 January (Local Autonomy Act 4-2). */
export const isClosedDay = (day: string): boolean => {
  const { month, day: date } = partsOf(day)
  return weekdayOf(day) > 5 || isHoliday(day) || (month === 12 && date >= 29) || (month === 1 && date <= 3)
}

const moved = (day: string, step: 1 | -1): string => {
  let at = day
  while (isClosedDay(at)) at = addDays(at, step)
  return at
}

/** The day itself where offices are open, else the next day on which they are (a time limit moves so: Civil Code 142). */
export const nextOpenDay = (day: string): string => moved(day, 1)

/** The day itself where offices are open, else the last day before on which they were. */
export const previousOpenDay = (day: string): string => moved(day, -1)
