import type { Json } from '../../../base/json.ts'
import { DefinitionError } from '../../../base/problem.ts'

/** PostgreSQL types that fields are kept in. `bytea` holds what is encrypted. */
export type ColumnType =
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
  | 'bytea'

/** What a column's values keep to; the database refuses others whoever writes them. */
export interface ColumnLimits {
  /** Characters (code points, variation selectors not counted). */
  readonly maxLength?: number
  /** Numbers as digits. */
  readonly min?: string
  readonly max?: string
  /** All codes that may stand here, retired ones included. */
  readonly codes?: readonly string[]
}

/** Where the values of existing records come from when a column is new: one group of a pattern over another column. */
export interface SplitSource {
  readonly column: string
  /** Regular expression in the part of the language that PostgreSQL and JavaScript share. */
  readonly pattern: string
  /** Counted from 1. */
  readonly group: number
}

/** A column of a register's table, and all that generating SQL needs to know of the field that it belongs to. */
export interface TableColumn {
  readonly name: string
  readonly type: ColumnType
  readonly class: 'public' | 'internal' | 'personal' | 'special'
  readonly required: boolean
  readonly unique: boolean
  /** Register whose record the id names. */
  readonly references?: string
  /** Earlier names, of this column or of the field it belongs to. */
  readonly formerly: readonly string[]
  /** Looked up by equality (blind index of an encrypted value). */
  readonly indexed?: boolean
  readonly limits?: ColumnLimits
  /** Value that existing records get where a field that becomes required is empty. */
  readonly fill?: Json
  readonly splitFrom?: SplitSource
  /** Kept, no longer asked for. */
  readonly retired?: boolean
}

/** A register as a table: what generated SQL and the snapshot of the last generation hold. Plain JSON. */
export interface TableSpec {
  readonly register: string
  /** Earlier ids of the register. */
  readonly formerly: readonly string[]
  readonly columns: readonly TableColumn[]
  /**
   * Columns whose words find a record, all of them and those that are published. Where these differ, staff search column
   * `search` and the public `search_public`, so that a hit never betrays a value that is not published.
   */
  readonly search: { readonly all: readonly string[]; readonly public: readonly string[] } | null
  /** Columns by which lists are filtered and sorted. */
  readonly filters: readonly string[]
  readonly sorts: readonly string[]
  readonly uniques: readonly (readonly string[])[]
  /** What the published view shows; `when` is SQL over the table's columns. */
  readonly public: { readonly columns: readonly string[]; readonly when?: string } | null
}

/** Whether the public searches a text of its own: some searched columns are published and some are not. */
export const hasPublicSearch = (spec: TableSpec): boolean =>
  spec.public !== null && spec.search !== null && spec.search.public.length < spec.search.all.length

/** Columns that every register has; a field cannot take their names. */
export const commonColumns: readonly string[] = [
  'tenant',
  'id',
  'version',
  'sample',
  'search',
  'search_public',
  'grams',
  'created_at',
  'updated_at',
  'removed_at',
]

const registerName = /^[a-z][a-z0-9_]{0,49}$/
const columnName = /^[a-z][A-Za-z0-9_]{0,57}$/
/** The view of a register's rows for lists ends like this, so that no register may. */
export const listSuffix = '_list'

/** @throws DefinitionError naming register and column */
export const checkTableSpec = (spec: TableSpec): void => {
  const wrong = (message: string) => new DefinitionError(`register ${spec.register}: ${message}`)
  if (!registerName.test(spec.register) || spec.register.endsWith(listSuffix))
    throw wrong(`an id has up to 50 of a-z, 0-9 and _, starts with a letter and does not end in ${listSuffix}`)
  const names = new Set(commonColumns)
  for (const column of spec.columns) {
    if (!columnName.test(column.name)) throw wrong(`column ${column.name}: a name has up to 58 letters, digits and _`)
    if (names.has(column.name)) throw wrong(`column ${column.name} stands twice or is one that every register has`)
    names.add(column.name)
  }
  const mentioned = [
    ...spec.filters,
    ...spec.sorts,
    ...spec.uniques.flat(),
    ...(spec.search?.all ?? []),
    ...(spec.public?.columns ?? []),
  ]
  const missing = mentioned.find(name => !names.has(name))
  if (missing !== undefined) throw wrong(`column ${missing} is used and does not exist`)
  const searched = spec.search?.public.find(name => spec.columns.find(of => of.name === name)?.class !== 'public')
  if (searched !== undefined) throw wrong(`column ${searched} is searched by the public and is not public`)
  const secret = spec.columns.find(of => of.class === 'special' && spec.search?.all.includes(of.name))
  if (secret) throw wrong(`column ${secret.name} is encrypted; its words cannot be searched`)
  const leaked = spec.columns.find(column => column.class !== 'public' && spec.public?.columns.includes(column.name))
  if (leaked) throw wrong(`column ${leaked.name} is published but its class is ${leaked.class}`)
}
