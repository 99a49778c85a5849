import { fill } from '../../../base/bilingual.ts'
import { addDays, isDay } from '../../../base/calendar/days.ts'
import { formatDay, readDay } from '../../../base/calendar/wareki.ts'
import { bad, good, type Result } from '../../../base/problem.ts'
import { foldWidth } from '../../../base/text/fold.ts'
import type { DateField } from '../field.ts'
import { textCell } from './cells.ts'
import type { KindContext } from './kind.ts'
import { withoutValues } from './range.ts'
import { noSearch, scalarKind } from './scalar.ts'
import { repair, tidy } from './typing.ts'

const expected = {
  ja: '実在する日付を「2026-04-01」の形で送ってください。',
  en: 'Send a day that exists, as 2026-04-01.',
}

/** Days that a spreadsheet's five-digit number can mean here: 1927-05-18 to 2099-12-31. */
const serial = { from: 10_000, to: 73_050 }

const within = (day: string, field: DateField): Result<string> => {
  const show = (limit: string) => ({ ja: formatDay(limit, 'ja', { era: true }), en: formatDay(limit, 'en') })
  if (field.min !== undefined && day < field.min)
    return bad(
      fill({ ja: '{day}以後の日付にしてください。', en: 'The day must be {day} or later.' }, { day: show(field.min) }),
    )
  if (field.max !== undefined && day > field.max)
    return bad(
      fill(
        { ja: '{day}以前の日付にしてください。', en: 'The day must be {day} or earlier.' },
        { day: show(field.max) },
      ),
    )
  return good(day)
}

const parse = (text: string, field: DateField, context: KindContext): Result<string> => {
  const typed = foldWidth(tidy(text))
  const number = /^\d{5}$/.test(typed) ? Number(typed) : 0
  if (number >= serial.from && number <= serial.to) {
    // Spreadsheets count days from 1900 and believe in 29 February 1900, so day 0 is 1899-12-30 for all later days.
    const day = addDays('1899-12-30', number)
    const result = within(day, field)
    if (!result.ok) return result
    return good(day, [
      repair(typed, day, {
        ja: '表計算ソフトの日付の通し番号を日付に直しました。',
        en: 'A spreadsheet’s serial number was read as a day.',
      }),
    ])
  }
  const read = withoutValues(readDay(text, context.today))
  if (!read.ok) return read
  const result = within(read.value, field)
  return result.ok ? read : result
}

export const date = scalarKind({
  kind: 'date',
  column: 'date',
  cell: cell => textCell(cell)?.slice(0, 10) ?? null,
  parse,
  print: value => value,
  fromJson: (json, field) => (typeof json === 'string' && isDay(json) ? within(json, field) : bad(expected)),
  schema: () => ({ type: 'string', format: 'date' }),
  show: (value, _field, language) => formatDay(value, language, { era: language === 'ja' }),
  searchTexts: noSearch,
  filters: ['equal', 'from', 'to', 'filled'],
  sortable: true,
})
