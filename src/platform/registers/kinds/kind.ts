import type { Bilingual, Language } from '../../../base/bilingual.ts'
import type { CodeDefinition } from '../../../base/codes/code.ts'
import type { Json, JsonObject } from '../../../base/json.ts'
import type { Result } from '../../../base/problem.ts'
import type { Field, FieldKindId, ValueByKind } from '../field.ts'

/** A column of a register's table. `suffix` follows the field id: `location` + `_latitude`. */
export interface ColumnSpec {
  readonly suffix: string
  /** PostgreSQL type. */
  readonly type:
    | 'text'
    | 'bigint'
    | 'numeric'
    | 'date'
    | 'timestamptz'
    | 'boolean'
    | 'text[]'
    | 'uuid'
    | 'double precision'
    | 'jsonb'
}

/** One box of a form and one column of a CSV file. Most kinds have one; an address has three. */
export interface PartSpec {
  /** Follows the input's name and the heading: `''`, or `.municipality` with its label. */
  readonly suffix: string
  readonly label?: Bilingual
}

/** What a kind needs to know of the world to read and show values. Built once at the start from the region. */
export interface KindContext {
  /** Day in Japan, for dates such as "not in the future". */
  readonly today: string
  municipality(code: string): Bilingual | undefined
  /** All that may be chosen, in the region's order. */
  municipalities(): readonly { readonly code: string; readonly name: Bilingual; readonly kana: string }[]
  /** The code itself, the wards of a city and earlier codes: all that a search for this municipality should find. */
  municipalitiesWithin(code: string): readonly string[]
  isHoliday(day: string): boolean
  /** A code by its id; the start has made sure that it exists. */
  code(id: string): CodeDefinition
}

/** Comparisons that a public or staff list offers for a kind. */
export type FilterOperator = 'equal' | 'oneOf' | 'from' | 'to' | 'includes' | 'filled' | 'openAt' | 'municipality'

/**
 * A kind of field: everything that the platform must know to store, read, show and publish its values. All kinds pass
 * one contract (contract.test.ts): what is written as text, JSON or columns is read back as the same value.
 */
export interface FieldKind<K extends FieldKindId = FieldKindId> {
  readonly kind: K
  columns(field: Field & { kind: K }): readonly ColumnSpec[]
  /** @returns one database value per column, in the order of `columns`; all null when the value is null */
  store(value: ValueByKind[K] | null, field: Field & { kind: K }): readonly unknown[]
  load(cells: readonly unknown[], field: Field & { kind: K }): ValueByKind[K] | null

  parts(field: Field & { kind: K }): readonly PartSpec[]
  /**
   * Reads what a person typed or a file held: one text per part (several for choices come joined with `;`). Trims, folds
   * width, mends what can only mean one thing and tells it as a repair. Empty texts give null; `required` is not checked here.
   */
  read(texts: readonly string[], field: Field & { kind: K }, context: KindContext): Result<ValueByKind[K] | null>
  /** The inverse of `read`: what a form shows again and a CSV file holds. */
  write(value: ValueByKind[K] | null, field: Field & { kind: K }): readonly string[]

  toJson(value: ValueByKind[K], field: Field & { kind: K }): Json
  /** Reads a value of an API request, as strictly as `read` is lenient. */
  fromJson(json: unknown, field: Field & { kind: K }, context: KindContext): Result<ValueByKind[K] | null>
  /** JSON Schema (2020-12) of `toJson`'s result. */
  schema(field: Field & { kind: K }, context: KindContext): JsonObject

  /** One line for people. */
  show(value: ValueByKind[K], field: Field & { kind: K }, language: Language, context: KindContext): string
  /** Texts by which a record is found; the platform folds them. */
  searchTexts(value: ValueByKind[K], field: Field & { kind: K }, context: KindContext): readonly string[]
  readonly filters: readonly FilterOperator[]
  readonly sortable: boolean
}
