import type { Bilingual, Language } from '../../../base/bilingual.ts'
import type { Json, JsonObject } from '../../../base/json.ts'
import { bad, good, type Result } from '../../../base/problem.ts'
import type { Field, FieldKindId, ValueByKind } from '../field.ts'
import type { ColumnSpec, FieldKind, FilterOperator, KindContext } from './kind.ts'
import { oneText } from './typing.ts'

/** Kinds whose value is one text, number or boolean: one part, one column, JSON as it stands. */
export type ScalarKindId = {
  [K in FieldKindId]: ValueByKind[K] extends string | number | boolean ? K : never
}[FieldKindId]

/** What a scalar kind says of itself; the rest of the contract follows. */
export interface ScalarKind<K extends ScalarKindId> {
  readonly kind: K
  readonly column: ColumnSpec['type']
  /** @returns the value in a database cell that is not null, or throws */
  cell(cell: unknown, field: Field & { kind: K }): ValueByKind[K] | null
  /** Reads a text that is trimmed and not empty. */
  parse(text: string, field: Field & { kind: K }, context: KindContext): Result<ValueByKind[K]>
  print(value: ValueByKind[K], field: Field & { kind: K }): string
  /** Reads JSON that is not null, strictly. */
  fromJson(json: unknown, field: Field & { kind: K }, context: KindContext): Result<ValueByKind[K]>
  schema(field: Field & { kind: K }, context: KindContext): JsonObject
  show(value: ValueByKind[K], field: Field & { kind: K }, language: Language, context: KindContext): string
  searchTexts(value: ValueByKind[K], field: Field & { kind: K }, context: KindContext): readonly string[]
  readonly filters: readonly FilterOperator[]
  readonly sortable: boolean
}

export const scalarKind = <K extends ScalarKindId>(spec: ScalarKind<K>): FieldKind<K> => ({
  kind: spec.kind,
  columns: () => [{ suffix: '', type: spec.column }],
  store: value => [value],
  load: (cells, field) => (cells[0] === null || cells[0] === undefined ? null : spec.cell(cells[0], field)),
  parts: () => [{ suffix: '' }],
  read: (texts, field, context) => {
    const text = oneText(texts)
    return text === '' ? good(null) : spec.parse(text, field, context)
  },
  write: (value, field) => [value === null ? '' : spec.print(value, field)],
  toJson: (value): Json => value,
  fromJson: (json, field, context) =>
    json === null || json === undefined ? good(null) : spec.fromJson(json, field, context),
  schema: spec.schema,
  show: spec.show,
  searchTexts: spec.searchTexts,
  filters: spec.filters,
  sortable: spec.sortable,
})

/**
 * Strict reading of JSON for kinds whose value is a text: it must be the one form that the platform itself writes, so
 * that a client learns of a wrong form at once instead of reading back something else than it sent.
 */
export const exactText =
  <F>(parse: (text: string, field: F, context: KindContext) => Result<string>, expected: Bilingual) =>
  (json: unknown, field: F, context: KindContext): Result<string> => {
    if (typeof json !== 'string' || json === '') return bad(expected)
    const result = parse(json, field, context)
    if (!result.ok) return result
    return result.value === json ? good(json) : bad(expected)
  }

export const noSearch = (): readonly string[] => []
