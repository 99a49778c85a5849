import { canonicalJson, type JsonObject } from '../../base/json.ts'
import type { Transaction } from '../database/connection.ts'
import { streamRows } from '../database/cursor.ts'
import type { RecordReader, StoredRevision, StoredRow } from '../ledger/verify-records.ts'
import { currentData } from './former.ts'
import { columnsToStored, revisionHash } from './record.ts'
import type { Register } from './register.ts'
import { columnNames } from './store.ts'

interface HistoryRow {
  readonly tenant: string
  readonly id: string
  readonly version: number
  readonly at: string
  readonly actor: string | null
  readonly actor_name: string
  readonly reason: string | null
  readonly operation: 'create' | 'change' | 'remove'
  readonly data: JsonObject
  readonly hash: Buffer
  readonly entry: string
  readonly sample: boolean | null
}

/** The hash of what lies there; empty, which fits no entry, where the one stored beside it says something else. */
const hashOf = (register: Register, row: HistoryRow): string => {
  const { id, tenant, version, operation, data, at, actor, actor_name: actorName, reason } = row
  const sample = row.sample === true
  const about = { register: register.id, id, tenant, version, sample, operation, data, at, actor, actorName, reason }
  const hash = revisionHash(about)
  return hash.equals(row.hash) ? hash.toString('hex') : ''
}

async function* revisions(tx: Transaction, register: Register): AsyncGenerator<StoredRevision> {
  const query = tx`select h.tenant, h.id, h.version, h.at, h.actor, h.actor_name, h.reason, h.operation, h.data, h.hash, h.entry, r.sample
    from ${tx(`history.${register.table}`)} h left join ${tx(`register.${register.table}`)} r on r.tenant = h.tenant and r.id = h.id
    order by h.entry, h.id, h.version`
  for await (const row of streamRows<HistoryRow & { readonly [column: string]: unknown }>(tx, query))
    yield { record: row.id, version: row.version, hash: hashOf(register, row), entry: row.entry }
}

interface Ends {
  readonly id: string
  readonly first_at: string | null
  readonly last_at: string | null
  readonly last_version: number | null
  readonly last_operation: HistoryRow['operation'] | null
  readonly last_data: JsonObject | null
}

/**
 * A row fits its revisions when it was created with the first, and version, time, removal and contents are those of the
 * last. The contents are compared under today's definition, since a renamed field renames the column but never rewrites a
 * revision.
 */
const stateOf = (register: Register, row: Ends & { readonly [column: string]: unknown }): StoredRow['state'] => {
  const { first_at: firstAt, last_at: lastAt, last_operation: operation, last_data: data } = row
  if (data === null) return 'unfounded'
  const fits =
    Number(row['version']) === row.last_version &&
    row['created_at'] === firstAt &&
    row['updated_at'] === lastAt &&
    row['removed_at'] === (operation === 'remove' ? lastAt : null) &&
    canonicalJson(columnsToStored(register, row)) === canonicalJson(currentData(register.definition.fields, data))
  return fits ? 'fits' : 'altered'
}

async function* rows(tx: Transaction, register: Register): AsyncGenerator<StoredRow> {
  const [table, history] = [tx(`register.${register.table}`), tx(`history.${register.table}`)]
  const columns = ['id', 'version', 'created_at', 'updated_at', 'removed_at', ...columnNames(register)]
  const query = tx`select ${tx(columns.map(column => `r.${column}`))}, first.at as first_at,
      last.at as last_at, last.version as last_version, last.operation as last_operation, last.data as last_data
    from ${table} r
    left join lateral (select at from ${history} h where h.tenant = r.tenant and h.id = r.id order by h.version limit 1) first on true
    left join lateral (
      select at, version, operation, data from ${history} h where h.tenant = r.tenant and h.id = r.id order by h.version desc limit 1
    ) last on true`
  for await (const row of streamRows<Ends & { readonly [column: string]: unknown }>(tx, query))
    yield { record: row.id, state: stateOf(register, row) }
  // A removed record keeps its row: one without is gone behind the platform's back.
  const gone = tx`select distinct h.id from ${history} h
    where not exists (select from ${table} r where r.tenant = h.tenant and r.id = h.id)`
  for await (const { id } of streamRows<{ readonly id: string }>(tx, gone)) yield { record: id, state: 'gone' }
}

/** What `musubi verify` needs to know of a register: its revisions and rows, hashed anew from what lies in the database. */
export const recordReader = (register: Register): RecordReader => ({
  register: register.id,
  revisions: tx => revisions(tx, register),
  rows: tx => rows(tx, register),
})
