import type { JsonObject } from '../../base/json.ts'
import type { Statement } from '../database/statement.ts'
import { entryValues, type LedgerEntryRow } from '../ledger/store.ts'
import { entryNames, entryTypes } from './entry-statement.ts'
import type { SearchTexts, StoredData } from './record.ts'
import type { Register } from './register.ts'

/** One revision ready to be written: the row, its history and the ledger entry that covers it. */
export interface RevisionWrite {
  readonly register: Register
  readonly operation: 'create' | 'change' | 'remove'
  readonly tenant: string
  readonly id: string
  /** Version after the write; the row must hold `version - 1` before it, except when it is created. */
  readonly version: number
  readonly sample: boolean
  /** Codes of `heldBy`, one of which the row must hold before the write; null where none is asked for. */
  readonly within?: readonly string[] | null
  readonly search: SearchTexts
  /** Database values of `columnsOf(register)`. */
  readonly cells: readonly unknown[]
  readonly data: StoredData
  readonly hash: Buffer
  readonly at: Date
  readonly actor: string | null
  readonly actorName: string
  readonly reason: string | null
  readonly entry: LedgerEntryRow
}

const quoted = (name: string) => `"${name}"`

export const columnNames = (register: Register): readonly string[] =>
  register.fields.flatMap(field => field.columns.map(column => column.name))

export const columnTypes = (register: Register): readonly string[] =>
  register.fields.flatMap(field => field.columns.map(column => column.type))

/** The columns of the texts by which records are found. */
export const searchColumns = (register: Register): string[] =>
  register.publicSearchFields ? ['search', 'search_public'] : ['search']

const searchCells = ({ search: { search, publicSearch } }: RevisionWrite): string[] =>
  publicSearch === null ? [search] : [search, publicSearch]

const marks = (from: number, types: readonly string[]) =>
  types.map((type, index) => `$${from + index}::${type}`).join(', ')

const historyColumns = 'tenant, id, version, at, actor, actor_name, reason, operation, data, hash, entry'
const historyTypes = [
  'uuid',
  'uuid',
  'int',
  'timestamptz',
  'uuid',
  'text',
  'text',
  'text',
  'jsonb',
  'bytea',
  'uuid',
] as const

const historyValues = (write: RevisionWrite): unknown[] => [
  write.tenant,
  write.id,
  write.version,
  write.at.toISOString(),
  write.actor,
  write.actorName,
  write.reason,
  write.operation,
  write.data as JsonObject,
  write.hash,
  write.entry.id,
]

const texts = new WeakMap<Register, Map<string, string>>()

const textOf = (register: Register, key: string, make: () => string): string => {
  const known = texts.get(register) ?? new Map<string, string>()
  texts.set(register, known)
  const text = known.get(key) ?? make()
  known.set(key, text)
  return text
}

const insertText = (register: Register): string =>
  textOf(register, 'insert', () => {
    const names = searchColumns(register).concat(columnNames(register))
    const types = [...searchColumns(register).map(() => 'text'), ...columnTypes(register)]
    const fixed = ['uuid', 'uuid', 'int', 'boolean', 'timestamptz']
    const rowTypes = [...fixed, ...types]
    const historyFrom = rowTypes.length + 1
    const entryFrom = historyFrom + historyTypes.length
    return `with r as (insert into ${register.rowTable} (tenant, id, version, sample, created_at, updated_at${names.map(name => `, ${quoted(name)}`).join('')})
      values (${marks(1, fixed)}, $5${names.length ? `, ${marks(6, types)}` : ''})),
      h as (insert into ${register.historyTable} (${historyColumns}) values (${marks(historyFrom, historyTypes)}))
      insert into ledger.entry (${entryNames}) values (${marks(entryFrom, entryTypes)})`
  })

const updateText = (register: Register): string =>
  textOf(register, 'update', () => {
    const names = searchColumns(register).concat(columnNames(register))
    const types = [...searchColumns(register).map(() => 'text'), ...columnTypes(register)]
    const fixed = ['uuid', 'uuid', 'int', 'timestamptz', 'timestamptz']
    const historyFrom = fixed.length + types.length + 1
    const entryFrom = historyFrom + historyTypes.length
    const sets = names.map((name, index) => `, ${quoted(name)} = $${6 + index}::${types[index]}`).join('')
    // The last gate: what was checked when the change was drafted is asked again of the row that is written.
    const own = register.heldBy?.columns[0]
    const mark = `$${entryFrom + entryTypes.length}::text[]`
    const within = own ? ` and (${mark} is null or ${quoted(own.name)} = any (${mark}))` : ''
    return `with u as (update ${register.rowTable} set version = $3::int, updated_at = $4::timestamptz, removed_at = $5::timestamptz${sets}
      where tenant = $1::uuid and id = $2::uuid and version = $3::int - 1${within} returning 1),
      h as (insert into ${register.historyTable} (${historyColumns}) values (${marks(historyFrom, historyTypes)})),
      l as (insert into ledger.entry (${entryNames}) values (${marks(entryFrom, entryTypes)}))
      select musubi.expect_one((select count(*) from u), '${register.id}')`
  })

/** One statement that writes row, revision and ledger entry; all or nothing, in one flight. */
export const writeStatement = (write: RevisionWrite): Statement => {
  const { register } = write
  const at = write.at.toISOString()
  const tail = [...historyValues(write), ...entryValues(write.entry)]
  if (write.operation === 'create')
    return {
      text: insertText(register),
      values: [write.tenant, write.id, write.version, write.sample, at, ...searchCells(write), ...write.cells, ...tail],
    }
  return {
    text: updateText(register),
    values: [
      write.tenant,
      write.id,
      write.version,
      at,
      write.operation === 'remove' ? at : null,
      ...searchCells(write),
      ...write.cells,
      ...tail,
      ...(register.heldBy ? [write.within ? [...write.within] : null] : []),
    ],
  }
}

const systemColumns = 'tenant, id, version, sample, created_at, updated_at, removed_at'

/** Select list of the list view, whose rows are never removed. */
export const listColumns = (names: readonly string[]): string =>
  ['tenant', 'id', 'version', 'sample', 'created_at', 'updated_at', ...names.map(quoted)].join(', ')

export const rowColumns = (register: Register, names: readonly string[] = columnNames(register)): string =>
  [systemColumns, ...names.map(quoted)].join(', ')

/** The whole row of one record, under row security. */
export const selectText = (register: Register): string =>
  textOf(register, 'select', () => `select ${rowColumns(register)} from ${register.rowTable} where id = $1::text::uuid`)

/** One published record, as the role of the public pages. */
export const publicSelectText = (register: Register): string =>
  textOf(register, 'public', () => {
    const names = register.publicFields.flatMap(field => field.columns.map(column => quoted(column.name)))
    return `select id, version, sample, updated_at${names.map(name => `, ${name}`).join('')} from ${register.publishedView} where id = $1::text::uuid`
  })
