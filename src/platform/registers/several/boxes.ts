import { evaluate } from '../../../base/condition.ts'
import type { Problem } from '../../../base/problem.ts'
import type { Fields, RecordValues } from '../field.ts'
import { fieldToJson, kindOf, readField, requiredMessage, writeField } from '../kinds/index.ts'
import { type FormValues, textsOf } from '../kinds/input.ts'
import type { KindContext } from '../kinds/kind.ts'

/** Texts of boxes by field id, as typed. */
export type Texts = Readonly<Record<string, readonly string[]>>

export interface BoxesRead {
  readonly values: Partial<RecordValues>
  readonly texts: Texts
  readonly problems: readonly Problem[]
}

export const textsOfValues = (fields: Fields, values: Partial<RecordValues>): Texts =>
  Object.fromEntries(Object.entries(fields).map(([id, field]) => [id, writeField(field, values[id] ?? null)]))

/** Hidden inputs that say again what the boxes said, for a page that only shows it. */
export const hiddenTexts = (fields: Fields, texts: Texts): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([id, field]) =>
      kindOf(field)
        .parts(field)
        .map(({ suffix }, at) => [id + suffix, texts[id]?.[at] ?? '']),
    ),
  )

/** Reads every box, so that all mistakes are told at once; what is not asked for under its condition is dropped. */
export const readBoxes = (fields: Fields, form: FormValues, context: KindContext): BoxesRead => {
  const values: Record<string, RecordValues[string]> = {}
  const texts: Record<string, readonly string[]> = {}
  const problems: Problem[] = []
  for (const [id, field] of Object.entries(fields)) {
    const typed = textsOf(id, field, form)
    texts[id] = typed
    const read = readField(id, field, typed, context)
    if (!read.ok) problems.push(...read.problems)
    values[id] = read.ok ? read.value : null
    if (read.ok && read.value === null && field.required) problems.push({ field: id, message: requiredMessage(field) })
  }
  const json = Object.fromEntries(
    Object.entries(fields).map(([id, field]) => [id, fieldToJson(field, values[id] ?? null)]),
  )
  for (const [id, field] of Object.entries(fields))
    if (field.when && !evaluate(field.when, json, context.today)) values[id] = null
  return { values, texts, problems }
}
