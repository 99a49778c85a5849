import type { Language } from '../bilingual.ts'
import { partsOf } from './days.ts'
import { eraOf, eraYearText } from './eras.ts'

/** Fiscal years (会計年度, Local Autonomy Act 208) run from 1 April and bear the year in which they begin. */
export const fiscalYear = (day: string): number => {
  const { year, month } = partsOf(day)
  return month >= 4 ? year : year - 1
}

export const startOfFiscalYear = (year: number): string => `${String(year).padStart(4, '0')}-04-01`
export const endOfFiscalYear = (year: number): string => `${String(year + 1).padStart(4, '0')}-03-31`

/**
 * 令和8年度, FY2026. The era is that of 1 May, so that the year in which it changed on that day is 令和元年度 as the
 * government named it (元号を改める政令等について, 2019-04-01), and 1988 stays 昭和63年度.
 */
export const nameOfFiscalYear = (year: number, language: Language): string => {
  if (language === 'en') return `FY${year}`
  const era = eraOf(`${String(year).padStart(4, '0')}-05-01`)
  return `${era ? eraYearText(era) : `${year}年`}度`
}
