import type { Language } from '../../../base/bilingual.ts'
import { formatDay } from '../../../base/calendar/wareki.ts'

/** A day as the records' own pages show it, so that one page never tells it in two ways. */
export const showDay = (day: string, language: Language): string => formatDay(day, language, { era: language === 'ja' })

export const showPeriod = (from: string, to: string, language: Language): string =>
  `${showDay(from, language)}${language === 'ja' ? ' 〜 ' : ' – '}${showDay(to, language)}`
