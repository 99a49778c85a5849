import { partsOf } from './days.ts'

export interface Era {
  readonly ja: string
  readonly en: string
  readonly letter: string
  /** First day; for 明治 the first of the Gregorian calendar (明治6年1月1日), before which days were lunar. */
  readonly from: string
  /** Last day on which documents bear the era: a change by decree on the day itself (1912, 1926) leaves it to both. */
  readonly to: string | null
  /** Gregorian year of its first year (元年). */
  readonly firstYear: number
}

/** Newest first. Era Act (昭和54年法律43号) and the decrees; a new era is one line. */
export const eras: readonly Era[] = [
  { ja: '令和', en: 'Reiwa', letter: 'R', from: '2019-05-01', to: null, firstYear: 2019 },
  { ja: '平成', en: 'Heisei', letter: 'H', from: '1989-01-08', to: '2019-04-30', firstYear: 1989 },
  { ja: '昭和', en: 'Showa', letter: 'S', from: '1926-12-25', to: '1989-01-07', firstYear: 1926 },
  { ja: '大正', en: 'Taisho', letter: 'T', from: '1912-07-30', to: '1926-12-25', firstYear: 1912 },
  { ja: '明治', en: 'Meiji', letter: 'M', from: '1873-01-01', to: '1912-07-30', firstYear: 1868 },
]

export interface EraYear {
  readonly era: Era
  readonly year: number
}

/** The era of a day and the year in it; undefined before 1873, where a Gregorian day has no day of an era. */
export const eraOf = (day: string): EraYear | undefined => {
  const { year } = partsOf(day)
  const era = eras.find(one => one.from <= day)
  return era && { era, year: year - era.firstYear + 1 }
}

/** 令和元年, 令和8年. */
export const eraYearText = ({ era, year }: EraYear): string => `${era.ja}${year === 1 ? '元' : year}年`
