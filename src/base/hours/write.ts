import { groupDays, runsOf } from './groups.ts'
import type { HoursSpan, OpeningHours } from './opening.ts'

export const dayLetters = '月火水木金土日祝'

const letter = (day: number): string => dayLetters.charAt(day)

const daysText = (days: readonly number[]): string =>
  runsOf(days)
    .map(([from, to]) =>
      to - from < 2
        ? Array.from({ length: to - from + 1 }, (_, at) => letter(from + at)).join('')
        : `${letter(from)}-${letter(to)}`,
    )
    .join('')

const time = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`

const spansText = (spans: readonly HoursSpan[]): string =>
  spans.length === 0 ? '休' : spans.map(span => `${time(span.from)}-${time(span.to)}`).join(',')

/**
 * One line that `readHours` reads back as the same hours (a note's outer white space aside):
 * `月-金 09:00-18:00; 土 09:00-13:00; 日祝 休; 第3水 休; 2026-12-31 休; 備考 …`.
 */
export const writeHours = (hours: OpeningHours): string =>
  [
    ...groupDays(hours).map(group => `${daysText(group.days)} ${spansText(group.spans)}`),
    ...hours.closedNth.map(one => `第${one.nth}${letter(one.weekday)} 休`),
    ...hours.exceptions.map(one => `${one.day} ${spansText(one.spans)}`),
    ...(hours.note === '' ? [] : [`備考 ${hours.note}`]),
  ].join('; ')
