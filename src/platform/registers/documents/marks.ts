import { isDay } from '../../../base/calendar/days.ts'
import { formatEraDay } from '../../../base/calendar/wareki.ts'
import type { DocumentDefinition } from '../definition.ts'
import type { Field, RecordValues, RowsField } from '../field.ts'
import { type FieldValueOf, showField } from '../kinds/index.ts'
import type { KindContext } from '../kinds/kind.ts'
import type { Register, RegisterField } from '../register.ts'

const mark = /\{([A-Za-z][A-Za-z0-9]*(?:\.[a-z]+)?)\}/g

export const fillMarks = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replace(mark, (whole, name: string) => values[name] ?? whole)

type Shown = FieldValueOf | null | undefined

const isRow = (row: unknown): row is Readonly<Record<string, Shown>> => typeof row === 'object' && row !== null

/** One row a line, its parts named. */
const rowsText = (field: RowsField, rows: readonly unknown[], context: KindContext): string =>
  rows
    .filter(isRow)
    .map(row =>
      Object.entries(field.fields)
        .map(([id, part]) => [part.label.ja, fieldText(part, row[id], context)] as const)
        .filter(([, text]) => text !== '')
        .map(([label, text]) => `${label}：${text}`)
        .join('、'),
    )
    .join('\n')

const fieldText = (field: Field, value: Shown, context: KindContext): string => {
  if (value === null || value === undefined) return ''
  if (field.kind === 'date' && typeof value === 'string' && isDay(value)) return formatEraDay(value)
  if (field.kind === 'rows' && Array.isArray(value)) return rowsText(field, value, context)
  const text = showField(field, value, 'ja', context)
  // A moment is shown with its Gregorian year beside the era; a letter has the era alone.
  return field.kind === 'dateTime' ? text.replace(/（\d{4}年）/, '') : text
}

/** A value as an official letter writes it: days by era, everything else as people read it in Japanese. */
export const officialText = (field: RegisterField, value: RecordValues[string], context: KindContext): string =>
  fieldText(field.field, value, context)

/** Fields that a document prints: who may not see one of them may not print it. */
export const fieldsOfDocument = (register: Register, document: DocumentDefinition): readonly RegisterField[] => {
  const ids = new Set<string>()
  for (const line of document.lines) {
    if (line.kind === 'fields') for (const id of line.of) ids.add(id)
    if (line.kind === 'text' || line.kind === 'heading')
      for (const [, name = ''] of line.text.matchAll(mark)) if (register.byId.has(name)) ids.add(name)
  }
  return [...ids].map(id => register.field(id))
}
