import type { Language } from '../bilingual.ts'
import { formatDay } from '../calendar/wareki.ts'
import { groupDays, runsOf } from './groups.ts'
import { type HoursSpan, minutesOfDay, type OpeningHours } from './opening.ts'

const names: Record<Language, readonly string[]> = {
  ja: ['月', '火', '水', '木', '金', '土', '日', '祝日'],
  en: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun', 'public holidays'],
}

const longNames = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']
const ordinals = ['1st', '2nd', '3rd', '4th', '5th']

const time = (minutes: number, language: Language): string => {
  const late = minutes > minutesOfDay
  const within = late ? minutes - minutesOfDay : minutes
  const text = `${Math.floor(within / 60)}:${String(within % 60).padStart(2, '0')}`
  if (!late) return text
  return language === 'ja' ? `翌${text}` : `${text} (next day)`
}

/** Times of one day: 9:00〜13:00、14:00〜18:00, or closed. */
export const describeSpans = (spans: readonly HoursSpan[], language: Language): string => {
  if (spans.length === 0) return language === 'ja' ? '休み' : 'closed'
  const [dash, comma] = language === 'ja' ? ['〜', '、'] : ['–', ', ']
  return spans
    .map(span =>
      span.from === 0 && span.to === minutesOfDay
        ? language === 'ja'
          ? '24時間'
          : '24 hours'
        : `${time(span.from, language)}${dash}${time(span.to, language)}`,
    )
    .join(comma)
}

const daysText = (days: readonly number[], language: Language): string => {
  const name = (day: number) => names[language][day] ?? ''
  const [dash, comma] = language === 'ja' ? ['〜', '・'] : ['–', ', ']
  return runsOf(days)
    .flatMap(([from, to]) =>
      to - from < 2 ? (from === to ? [name(from)] : [name(from), name(to)]) : [`${name(from)}${dash}${name(to)}`],
    )
    .join(comma)
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** Lines for people: weekdays, holidays, closed days of the month, days with other hours, the note. */
export const describeHours = (hours: OpeningHours, language: Language): string[] => [
  ...groupDays(hours).map(
    group => `${capital(daysText(group.days, language))} ${describeSpans(group.spans, language)}`,
  ),
  ...hours.closedNth.map(one =>
    language === 'ja'
      ? `第${one.nth}${names.ja[one.weekday]}曜日 休み`
      : `Closed on the ${ordinals[one.nth - 1]} ${longNames[one.weekday]} of the month`,
  ),
  ...hours.exceptions.map(one => `${formatDay(one.day, language)} ${describeSpans(one.spans, language)}`),
  ...(hours.note === '' ? [] : [hours.note]),
]
