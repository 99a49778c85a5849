import type { Field, Fields, RowsField } from '../field.ts'
import { kindOf } from './index.ts'

/** Values of a submitted form by input name; several of one name stay several. */
export type FormValues = Readonly<Record<string, readonly string[]>>

/** Name of the submit button by which a form asks for one more empty row; its value is the field id. */
export const addRowName = '_add'

/** Name of the box that takes a file out of its field. */
export const removeFileName = (id: string): string => `${id}._remove`

/** Name of the hidden note of a file that came with the form before (see `FileClaims`). */
export const keptFileName = (id: string): string => `${id}._kept`

const rowsText = (id: string, field: RowsField, values: FormValues): string => {
  const indexes = new Set<number>()
  const prefix = `${id}.`
  for (const name of Object.keys(values)) {
    const index = name.startsWith(prefix) ? /^(\d{1,6})\./.exec(name.slice(prefix.length))?.[1] : undefined
    if (index !== undefined) indexes.add(Number(index))
  }
  const rows = [...indexes]
    .sort((a, b) => a - b)
    .map(index =>
      Object.fromEntries(
        Object.entries(field.fields).flatMap(([part, inner]) => {
          const texts = textsOf(`${prefix}${index}.${part}`, inner, values)
          return kindOf(inner)
            .parts(inner)
            .map(({ suffix }, at) => [part + suffix, texts[at] ?? ''] as const)
            .filter(([, text]) => text.trim() !== '')
        }),
      ),
    )
    .filter(row => Object.keys(row).length > 0)
  return rows.length === 0 ? '' : JSON.stringify(rows)
}

/**
 * The texts of a field in a submitted form, as `readField` takes them and `FieldInput` shows them again: one for each
 * part; rows that were left empty are gone.
 */
export const textsOf = (id: string, field: Field, values: FormValues): readonly string[] => {
  if (field.kind === 'rows') return [rowsText(id, field, values)]
  if (field.kind === 'choices') return [(values[id] ?? []).join(';')]
  if (field.kind === 'file' && values[removeFileName(id)]) return ['']
  return kindOf(field)
    .parts(field)
    .map(({ suffix }) => values[id + suffix]?.at(-1) ?? '')
}

/** All texts of a form by field id. */
export const formTexts = (fields: Fields, values: FormValues): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(Object.entries(fields).map(([id, field]) => [id, textsOf(id, field, values)]))
