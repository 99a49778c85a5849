import type { Sql, Transaction } from '../database/connection.ts'
import type { LedgerEntryInput } from './definition.ts'
import { entryRow, insertEntries } from './store.ts'

/**
 * Enters something in the ledger, in the transaction of what it records.
 *
 * @param at the act's clock, so that a test or a demonstration can stand on any day
 * @returns the entry's id, which a revision keeps
 */
export const record = async (tx: Sql | Transaction, input: LedgerEntryInput, at: Date): Promise<string> => {
  const row = entryRow(input, at)
  await insertEntries(tx, [row])
  return row.id
}

/** Enters several in one statement. @returns their ids in the same order */
export const recordAll = async (
  tx: Sql | Transaction,
  inputs: readonly LedgerEntryInput[],
  at: Date,
): Promise<readonly string[]> => {
  const rows = inputs.map(input => entryRow(input, at))
  await insertEntries(tx, rows)
  return rows.map(row => row.id)
}
