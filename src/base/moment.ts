import type { Language } from './bilingual.ts'

const options = {
  timeZone: 'Asia/Tokyo',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
} as const
const formats = {
  ja: new Intl.DateTimeFormat('ja-JP', { ...options, month: 'long' }),
  en: new Intl.DateTimeFormat('en-GB', { ...options, month: 'short' }),
} as const

/** A moment as people in Japan read it: 2026年11月22日 14:05. @param iso ISO 8601 */
export const showMoment = (iso: string, language: Language): string => formats[language].format(new Date(iso))
