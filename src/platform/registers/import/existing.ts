import { canonicalJson, type Json } from '../../../base/json.ts'
import type { Transaction } from '../../database/connection.ts'
import type { Secrets } from '../../database/secrets.ts'
import { query, type Row } from '../../database/statement.ts'
import type { RecordValues } from '../field.ts'
import { fieldToJson, storeField } from '../kinds/index.ts'
import type { Register, RegisterField } from '../register.ts'
import { rowColumns } from '../store.ts'

/** Fields that tell records apart, with the column that is looked at: of an encrypted field its blind index. */
export interface Key {
  readonly fields: readonly RegisterField[]
  readonly columns: readonly { readonly name: string; readonly type: string }[]
}

export const keyOf = (register: Register, ids: readonly string[]): Key => {
  const fields = ids.map(id => register.field(id))
  return {
    fields,
    columns: fields.flatMap(field =>
      field.class === 'special' ? field.columns.slice(1, 2) : field.columns.slice(0, 1),
    ),
  }
}

/** Texts of a record's key as PostgreSQL reads them; null where a part is empty, which is equal to nothing. */
export const keyTexts = (
  key: Key,
  values: Partial<RecordValues>,
  register: Register,
  secrets: Secrets,
): readonly string[] | null => {
  const texts: string[] = []
  for (const field of key.fields) {
    const value = values[field.id] ?? null
    if (value === null) return null
    if (field.class === 'special') {
      const text = canonicalJson(fieldToJson(field.field, value))
      texts.push(`\\x${secrets.blindIndex(text, { register: register.id, field: field.id }).toString('hex')}`)
    } else texts.push(String(storeField(field.field, value)[0]))
  }
  return texts
}

export const keyText = (texts: readonly string[]): string => texts.join('\u0001')

/** The key of a row as `keyTexts` writes it; numerics and moments are compared as the database prints them. */
const rowKey = (row: Row, width: number): string =>
  keyText(Array.from({ length: width }, (_, index) => String(row[`key_${index}`])))

/**
 * Rows of one organisation by key. The database itself prints the key that was asked for beside the row found, so that
 * `1.50` finds `1.5`.
 */
export const rowsByKey = async (
  tx: Transaction,
  register: Register,
  tenant: string,
  key: Key,
  wanted: readonly (readonly string[])[],
  columns: 'all' | 'id',
): Promise<ReadonlyMap<string, Row>> => {
  if (wanted.length === 0) return new Map()
  const arrays = key.columns.map((_, at) => `$${at + 2}::text[]`).join(', ')
  const texts = key.columns.map((_, at) => `key_${at}`).join(', ')
  const typed = key.columns.map(({ type }, at) => `key_${at}::${type} as value_${at}`).join(', ')
  const meets = key.columns.map(({ name }, at) => `t."${name}" = k.value_${at}`).join(' and ')
  const selected = (columns === 'all' ? rowColumns(register) : 'id')
    .split(', ')
    .map(name => `t.${name}`)
    .join(', ')
  // One index look-up a key, whatever the planner believes of a table that this transaction is filling. The casts stand
  // apart: beside the condition they would keep row security from using the index.
  const rows = await query(tx, {
    text: `with k as materialized (select ${texts}, ${typed} from unnest(${arrays}) k(${texts}))
      select ${key.columns.map((_, at) => `k.key_${at}`).join(', ')}, ${selected}
      from k cross join lateral (select * from ${register.rowTable} t where t.tenant = $1::uuid and ${meets} and t.removed_at is null offset 0) t`,
    prepare: false,
    values: [tenant, ...key.columns.map((_, at) => wanted.map(one => one[at] ?? ''))],
  })
  return new Map(rows.map(row => [rowKey(row, key.columns.length), row]))
}

/** Rows by id, of every organisation that the actor may see; removed ones too. */
export const rowsById = async (
  tx: Transaction,
  register: Register,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Row>> => {
  if (ids.length === 0) return new Map()
  const rows = await query(tx, {
    text: `select ${rowColumns(register)} from ${register.rowTable} where id = any ($1::text[]::uuid[])`,
    values: [ids],
  })
  return new Map(rows.map(row => [String(row['id']), row]))
}

/** Whether two contents are the same, whatever order their keys have. */
export const sameJson = (a: Json | undefined, b: Json | undefined): boolean => {
  if (a === b) return true
  if (a === undefined || a === null || b === undefined || b === null) return (a ?? null) === (b ?? null)
  return typeof a === 'object' && typeof b === 'object' && canonicalJson(a) === canonicalJson(b)
}
