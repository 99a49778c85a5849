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
  readonly operation: 'create' | 'change' | 'remove'
  readonly data: JsonObject
  readonly entry: string
  readonly sample: boolean | null
}

const hashOf = (register: Register, row: HistoryRow): string =>
  revisionHash({
    register: register.id,
    id: row.id,
    tenant: row.tenant,
    version: row.version,
    sample: row.sample === true,
    operation: row.operation,
    data: row.data,
  }).toString('hex')

async function* revisions(tx: Transaction, register: Register): AsyncGenerator<StoredRevision> {
  const query = tx`select h.tenant, h.id, h.version, h.operation, h.data, h.entry, r.sample
    from ${tx(`history.${register.table}`)} h left join ${tx(`register.${register.table}`)} r on r.tenant = h.tenant and r.id = h.id
    order by h.entry, h.id, h.version`
  for await (const row of streamRows<HistoryRow & { readonly [column: string]: unknown }>(tx, query))
    yield { record: row.id, version: row.version, hash: hashOf(register, row), entry: row.entry }
}

interface LastRevision {
  readonly last_version: number | null
  readonly last_operation: HistoryRow['operation'] | null
  readonly last_data: JsonObject | null
}

/**
 * A row fits its last revision when version, removal and contents are the same. The contents are compared under today's
 * definition, since a renamed field renames the column but never rewrites a revision.
 */
async function* rows(tx: Transaction, register: Register): AsyncGenerator<StoredRow> {
  const columns = ['tenant', 'id', 'version', 'sample', 'removed_at', ...columnNames(register)]
  const query = tx`select ${tx(columns.map(column => `r.${column}`))}, last.version as last_version, last.operation as last_operation, last.data as last_data
    from ${tx(`register.${register.table}`)} r left join lateral (
      select version, operation, data from ${tx(`history.${register.table}`)} h where h.tenant = r.tenant and h.id = r.id order by h.version desc limit 1
    ) last on true`
  for await (const row of streamRows<LastRevision & { readonly [column: string]: unknown }>(tx, query)) {
    const id = String(row['id'])
    const { last_version: version, last_operation: operation, last_data: data } = row
    if (version === null || operation === null || data === null) {
      yield { record: id, actual: '', revision: null }
      continue
    }
    const stored: HistoryRow = {
      tenant: String(row['tenant']),
      id,
      version,
      operation,
      data,
      entry: '',
      sample: row['sample'] === true,
    }
    const revision = hashOf(register, stored)
    const present = columnsToStored(register, row)
    const fits =
      Number(row['version']) === version &&
      (row['removed_at'] !== null) === (operation === 'remove') &&
      canonicalJson(present) === canonicalJson(currentData(register.definition.fields, data))
    yield {
      record: id,
      revision,
      actual: fits ? revision : hashOf(register, { ...stored, version: Number(row['version']), data: present }),
    }
  }
}

/** What `musubi verify` needs to know of a register: its revisions and rows, hashed anew from what lies in the database. */
export const recordReader = (register: Register): RecordReader => ({
  register: register.id,
  revisions: tx => revisions(tx, register),
  rows: tx => rows(tx, register),
})
