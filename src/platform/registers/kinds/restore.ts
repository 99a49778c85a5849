import type { Field, FieldKindId, ValueByKind } from '../field.ts'
import { isObject } from './cells.ts'
import type { FieldKind } from './kind.ts'

/**
 * The value that `toJson` once wrote, out of a place that only the platform writes to (an encrypted cell, a revision, a
 * row inside a record). Only its form is looked at: what was right when it was stored must be readable after the rules
 * changed. It goes through `load`, whose cells are the parts of the JSON by the columns' names.
 */
export const restored = <K extends FieldKindId>(
  kind: FieldKind<K>,
  field: Field & { kind: K },
  json: unknown,
): ValueByKind[K] | null => {
  const columns = kind.columns(field)
  if (columns.length === 1) return kind.load([json], field)
  if (json === null || json === undefined) return null
  if (!isObject(json)) throw new TypeError(`stored JSON of a ${kind.kind} is not an object`)
  return kind.load(
    columns.map(({ suffix }) => json[suffix.slice(1)]),
    field,
  )
}
