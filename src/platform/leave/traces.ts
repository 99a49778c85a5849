import type { Sql } from '../database/connection.ts'
import { countRows, keepsRows, tableName, tenantTables } from './tables.ts'

/** Tables of the sign-in, which hold people without their organisation. */
const signIn = ['auth.user', 'auth.account', 'auth.session', 'auth.passkey', 'auth.twoFactor']

/** Tables whose files will hold bytes of the organisation's rows once these are deleted. */
export const tablesOf = async (owner: Sql, tenant: string): Promise<readonly string[]> => {
  const found: string[] = []
  for (const table of await tenantTables(owner))
    if (!keepsRows(table) && (await countRows(owner, table, tenant)) > 0) found.push(tableName(table))
  const there = await owner<{ name: string }[]>`
    select schemaname || '.' || tablename as name from pg_tables where schemaname || '.' || tablename = any (${signIn}::text[])`
  return [...found, ...there.map(row => row.name)]
}

/** Seconds for which everybody else's work on a table waits for its turn, at most, before it is left to another time. */
const patience = '5s'

const isLocked = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === '55P03'

/**
 * Writes a table and its indexes into new files and drops the old ones, which hold the bytes of deleted rows. `cluster` does
 * what `vacuum full` does, and does it in a transaction, where the wait for the lock can be bounded.
 * @param after a transaction after those that deleted; while an older one runs anywhere, the server keeps the rows for it.
 *   A reader that still looks at the state before holds them too, which nobody but a superuser sees: hence not in the same hour.
 * @returns false when the table was in use for too long, or an older transaction runs
 */
export const writeAnew = async (owner: Sql, name: string, after: string | null): Promise<boolean> => {
  try {
    return await owner.begin(async tx => {
      const [now] = await tx<{ over: boolean }[]>`
        select coalesce(pg_snapshot_xmin(pg_current_snapshot()) > ${after}::text::xid8, true) as over`
      if (!now?.over) return false
      await tx`select set_config('lock_timeout', ${patience}, true)`
      const [index] = await tx<{ name: string }[]>`
        select c.relname as name from pg_index i join pg_class c on c.oid = i.indexrelid
        where i.indrelid = to_regclass(${name.replace(/^(\w+)\.(\w+)$/, '"$1"."$2"')}) and i.indpred is null
          and c.relam = (select oid from pg_am where amname = 'btree')
        order by i.indisprimary desc limit 1`
      // A table that is gone or was never indexed has no order to be written in.
      if (!index) return true
      await tx`cluster ${tx(name)} using ${tx(index.name)}`
      await tx`alter table ${tx(name)} set without cluster`
      return true
    })
  } catch (error) {
    if (isLocked(error)) return false
    throw error
  }
}
