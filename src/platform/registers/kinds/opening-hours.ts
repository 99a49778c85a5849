import { isDay } from '../../../base/calendar/days.ts'
import { describeHours, readHours, writeHours } from '../../../base/hours.ts'
import { canonicalJson, type Json } from '../../../base/json.ts'
import { bad, good } from '../../../base/problem.ts'
import type { HoursSpan, OpeningHoursValue } from '../field.ts'
import { isObject, jsonCell } from './cells.ts'
import type { FieldKind } from './kind.ts'
import { withoutValues } from './range.ts'
import { noSearch } from './scalar.ts'
import { oneText } from './typing.ts'

const isWhole = (value: unknown, from: number, to: number): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= from && value <= to

const isSpan = (value: unknown): value is HoursSpan =>
  isObject(value) && isWhole(value.from, 0, 1439) && isWhole(value.to, 1, 2880) && value.from < value.to

const isSpans = (value: unknown): value is readonly HoursSpan[] => Array.isArray(value) && value.every(isSpan)

const isNth = (value: unknown): value is { nth: number; weekday: number } =>
  isObject(value) && isWhole(value.nth, 1, 5) && isWhole(value.weekday, 0, 6)

const isException = (value: unknown): value is { day: string; spans: readonly HoursSpan[] } =>
  isObject(value) && typeof value.day === 'string' && isDay(value.day) && isSpans(value.spans)

const spans = (list: readonly HoursSpan[]) => list.map(({ from, to }) => ({ from, to }))

/** Value and JSON are one form; this copies what belongs to it and leaves out the rest. */
const shaped = (value: unknown): OpeningHoursValue | undefined => {
  if (!isObject(value)) return undefined
  const { week, holidays, closedNth, exceptions, note } = value
  if (!Array.isArray(week) || week.length !== 7 || !week.every(isSpans)) return undefined
  if (holidays !== null && !isSpans(holidays)) return undefined
  if (!Array.isArray(closedNth) || !closedNth.every(isNth)) return undefined
  if (!Array.isArray(exceptions) || !exceptions.every(isException) || typeof note !== 'string') return undefined
  return {
    week: week.map(spans),
    holidays: holidays === null ? null : spans(holidays),
    closedNth: closedNth.map(({ nth, weekday }) => ({ nth, weekday })),
    exceptions: exceptions.map(one => ({ day: one.day, spans: spans(one.spans) })),
    note,
  }
}

const json = (value: OpeningHoursValue): Json => ({
  week: value.week.map(spans),
  holidays: value.holidays === null ? null : spans(value.holidays),
  closedNth: value.closedNth.map(({ nth, weekday }) => ({ nth, weekday })),
  exceptions: value.exceptions.map(one => ({ day: one.day, spans: spans(one.spans) })),
  note: value.note,
})

const spansSchema = {
  type: 'array',
  items: {
    type: 'object',
    properties: {
      from: { type: 'integer', minimum: 0, maximum: 1439 },
      to: { type: 'integer', minimum: 1, maximum: 2880 },
    },
    required: ['from', 'to'],
    additionalProperties: false,
  },
} as const

const maxNote = 1000

export const openingHours: FieldKind<'openingHours'> = {
  kind: 'openingHours',
  columns: () => [{ suffix: '', type: 'jsonb' }],
  store: value => [value],
  load: cells => {
    const cell = jsonCell(cells[0])
    if (cell === null) return null
    const value = shaped(cell)
    if (!value) throw new TypeError('a database cell did not hold opening hours')
    return value
  },
  parts: () => [{ suffix: '' }],
  read: texts => {
    const text = oneText(texts)
    if (text === '') return good(null)
    const result = withoutValues(readHours(text))
    if (result.ok && result.value.note.length > maxNote)
      return bad({ ja: `備考は${maxNote}文字以内にしてください。`, en: `The note may have ${maxNote} characters.` })
    return result
  },
  write: value => [value === null ? '' : writeHours(value)],
  toJson: json,
  fromJson: input => {
    if (input === null || input === undefined) return good(null)
    const expected = bad({
      ja: '{"week", "holidays", "closedNth", "exceptions", "note"} の形で、時間は重ならない順に、0時からの分で送ってください。',
      en: 'Send {"week", "holidays", "closedNth", "exceptions", "note"}; times in minutes from midnight, in order, not overlapping.',
    })
    const value = shaped(input)
    if (!value || value.note.length > maxNote) return expected
    // What the text form cannot say in the same way (overlaps, disorder, something twice) is not sound either.
    const again = readHours(writeHours(value))
    return again.ok && canonicalJson(json(again.value)) === canonicalJson(json(value)) ? good(value) : expected
  },
  schema: () => ({
    type: 'object',
    properties: {
      week: { type: 'array', minItems: 7, maxItems: 7, items: spansSchema, description: 'Monday first' },
      holidays: { anyOf: [spansSchema, { type: 'null' }] },
      closedNth: {
        type: 'array',
        items: {
          type: 'object',
          properties: {
            nth: { type: 'integer', minimum: 1, maximum: 5 },
            weekday: { type: 'integer', minimum: 0, maximum: 6, description: '0 is Monday' },
          },
          required: ['nth', 'weekday'],
          additionalProperties: false,
        },
      },
      exceptions: {
        type: 'array',
        items: {
          type: 'object',
          properties: { day: { type: 'string', format: 'date' }, spans: spansSchema },
          required: ['day', 'spans'],
          additionalProperties: false,
        },
      },
      note: { type: 'string', maxLength: maxNote },
    },
    required: ['week', 'holidays', 'closedNth', 'exceptions', 'note'],
    additionalProperties: false,
  }),
  show: (value, _field, language) => describeHours(value, language).join(language === 'ja' ? '、' : '; '),
  searchTexts: noSearch,
  filters: ['openAt', 'filled'],
  sortable: false,
}
