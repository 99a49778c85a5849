import type { Statement, Trace } from '../database/statement.ts'
import { entryColumns, entryValues, type LedgerEntryRow } from '../ledger/store.ts'

const types: Readonly<Record<(typeof entryColumns)[number], string>> = {
  id: 'uuid',
  at: 'timestamptz',
  event: 'text',
  tenant: 'uuid',
  actor: 'uuid',
  register: 'text',
  record: 'text',
  person: 'uuid',
  content: 'text',
}

export const entryNames = entryColumns.join(', ')

/** PostgreSQL types of an entry's values, in the order of `entryValues`. */
export const entryTypes: readonly string[] = entryColumns.map(column => types[column])

const marks = entryTypes.map((type, index) => `$${index + 1}::${type}`).join(', ')

/** A ledger entry as a statement of its own, sent in the same flight and transaction as what it records. */
export const entryStatement = (row: LedgerEntryRow): Statement => ({
  text: `insert into ledger.entry (${entryNames}) values (${marks})`,
  values: entryValues(row),
})

/** The same, written only when the table shows the record to this transaction. */
export const entryStatementIfVisible = (row: LedgerEntryRow, table: string, id: string): Statement => ({
  text: `insert into ledger.entry (${entryNames}) select ${marks} where exists (select 1 from ${table} where id = $${entryTypes.length + 1}::uuid)`,
  values: [...entryValues(row), id],
})

const traceColumns = entryColumns.map(name => ({ name, type: types[name] }))

/** The same as the trace of a read: written for each row that is seen. */
export const entryTrace = (row: LedgerEntryRow): Trace => ({
  table: 'ledger.entry',
  columns: traceColumns,
  values: entryValues(row),
})
