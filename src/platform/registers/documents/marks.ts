import { isDay } from '../../../base/calendar/days.ts'
import { formatEraDay } from '../../../base/calendar/wareki.ts'
import type { DocumentDefinition } from '../definition.ts'
import type { RecordValues } from '../field.ts'
import { showField } from '../kinds/index.ts'
import type { KindContext } from '../kinds/kind.ts'
import type { Register, RegisterField } from '../register.ts'

const mark = /\{([A-Za-z][A-Za-z0-9]*(?:\.[a-z]+)?)\}/g

export const fillMarks = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replace(mark, (whole, name: string) => values[name] ?? whole)

/** The Gregorian year that stands beside the era on pages. */
const gregorian = /（\d{4}年）/g

/** A value as an official letter writes it: days by era, everything else as people read it in Japanese. */
export const officialText = (field: RegisterField, value: RecordValues[string], context: KindContext): string => {
  if (value === null || value === undefined) return ''
  if (field.field.kind === 'date' && typeof value === 'string' && isDay(value)) return formatEraDay(value)
  // A line for each sub-record; days by era alone there too.
  if (field.field.kind === 'rows' && Array.isArray(value)) {
    const { field: rows } = field
    return value.map(row => showField(rows, [row] as typeof value, 'ja', context).replace(gregorian, '')).join('\n')
  }
  const text = showField(field.field, value, 'ja', context)
  // A moment is shown with its Gregorian year beside the era; a letter has the era alone.
  return field.field.kind === 'dateTime' ? text.replace(gregorian, '') : text
}

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
