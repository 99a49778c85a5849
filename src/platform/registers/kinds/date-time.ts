import { isDay } from '../../../base/calendar/days.ts'
import { formatDay, readDay } from '../../../base/calendar/wareki.ts'
import { bad, good, type Result } from '../../../base/problem.ts'
import { foldWidth } from '../../../base/text/fold.ts'
import type { DateTimeField } from '../field.ts'
import { textCell } from './cells.ts'
import type { KindContext } from './kind.ts'
import { noSearch, scalarKind } from './scalar.ts'
import { tidy } from './typing.ts'

const expected = {
  ja: '日付と時刻を入力してください（例 令和8年4月1日 9:30、2026-04-01 9:30）。',
  en: 'Enter a day and a time, for example 2026-04-01 9:30.',
}
const expectedJson = {
  ja: '日時を時差つきの RFC 3339 の形で送ってください（例 2026-04-01T09:30:00+09:00）。',
  en: 'Send a moment with its offset as in RFC 3339, for example 2026-04-01T09:30:00+09:00.',
}

/** Japan has kept UTC+9 without summer time since 1952. */
const japanMs = 9 * 3_600_000

const rfc3339 =
  /^(\d{4}-\d{2}-\d{2})[Tt ](?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:[Zz]|[+-](?:[01]\d|2[0-3])(?::?[0-5]\d)?)$/

/** The moment in UTC with milliseconds (what is finer is cut off), or undefined. */
const moment = (text: string): string | undefined => {
  const [, day] = rfc3339.exec(text) ?? []
  if (day === undefined || !isDay(day)) return undefined
  const iso = text
    .toUpperCase()
    .replace(' ', 'T')
    .replace(/([+-]\d\d)$/, '$1:00')
    .replace(/([+-]\d\d)(\d\d)$/, '$1:$2')
  const ms = Date.parse(iso)
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString()
}

// 9:30, 9:30:15.250, 9時, 9時30分, 午後3時
const timed =
  /^(.+?)(?:\s*T|\s+|(?<=[日)]))\s*(午前|午後)?\s*(\d{1,2})(?::(\d{2})(?::(\d{2})(?:\.(\d{1,3}))?)?|時(?:(\d{1,2})分?)?)$/u

const parse = (text: string, _field: DateTimeField, context: KindContext): Result<string> => {
  const typed = foldWidth(tidy(text))
  const exact = moment(typed)
  if (exact !== undefined) return good(exact)
  const [, dayText, half, hourText, colonMinutes, seconds, fraction, kanjiMinutes] = timed.exec(typed) ?? []
  if (dayText === undefined) return bad(expected)
  const day = readDay(dayText, context.today)
  if (!day.ok) return bad(expected)
  const hour = Number(hourText)
  const minute = Number(colonMinutes ?? kanjiMinutes ?? 0)
  const second = Number(seconds ?? 0)
  const lastHour = half === undefined ? 23 : 12
  if (hour > lastHour || minute > 59 || second > 59) return bad(expected)
  const hours = half === '午後' ? (hour % 12) + 12 : half === '午前' ? hour % 12 : hour
  const ms = Number((fraction ?? '').padEnd(3, '0'))
  const midnight = Date.parse(`${day.value}T00:00:00Z`) - japanMs
  return good(new Date(midnight + ((hours * 60 + minute) * 60 + second) * 1000 + ms).toISOString())
}

/** Day and time of day in Japan: `2026-04-01` and `9:30` (with seconds only where there are any). */
const inJapan = (value: string): { readonly day: string; readonly time: string } => {
  const iso = new Date(Date.parse(value) + japanMs).toISOString()
  const time = iso
    .slice(11, 23)
    .replace(/\.000$/, '')
    .replace(/^(\d\d:\d\d):00$/, '$1')
  return { day: iso.slice(0, 10), time: time.replace(/^0/, '') }
}

export const dateTime = scalarKind({
  kind: 'dateTime',
  column: 'timestamptz',
  cell: cell => {
    const text = cell instanceof Date ? cell.toISOString() : textCell(cell)
    const iso = text === null ? undefined : moment(text)
    if (iso === undefined) throw new TypeError('a database cell did not hold a moment')
    return iso
  },
  parse,
  print: value => {
    const { day, time } = inJapan(value)
    return `${day} ${time}`
  },
  fromJson: json => {
    const iso = typeof json === 'string' && !json.includes(' ') ? moment(json) : undefined
    return iso === undefined ? bad(expectedJson) : good(iso)
  },
  schema: () => ({ type: 'string', format: 'date-time' }),
  show: (value, _field, language) => {
    const { day, time } = inJapan(value)
    return `${formatDay(day, language, { era: language === 'ja' })} ${time}`
  },
  searchTexts: noSearch,
  filters: ['from', 'to', 'filled'],
  sortable: true,
})
