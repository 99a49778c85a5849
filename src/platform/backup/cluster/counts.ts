import { setTimeout as sleep } from 'node:timers/promises'
import type { Sql, Transaction } from '../../database/connection.ts'

export type Counts = Readonly<Record<string, number>>

/** Every table with records; not pgboss, whose rows are work and not records. */
const tablesOf = async (sql: Sql | Transaction): Promise<readonly string[]> => {
  const rows = await sql<{ name: string }[]>`
    select format('%I.%I', n.nspname, c.relname) as name
    from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'r' and n.nspname in ('musubi', 'ledger', 'register', 'history', 'auth')
    order by 1`
  return rows.map(row => row.name)
}

/** Rows per table as the transaction or connection sees them. */
export const countRows = async (sql: Sql | Transaction): Promise<Counts> => {
  const tables = await tablesOf(sql)
  const counts: Record<string, number> = {}
  for (const table of tables) {
    const [row] = await sql.unsafe<{ n: string }[]>(`select count(*) as n from ${table}`)
    counts[table] = Number(row?.n ?? 0)
  }
  return counts
}

export interface RestorePoint {
  readonly lsn: string
  readonly at: string
  readonly counts: Counts
}

const attempts = 100

const isBusy = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === '55P03' || error.code === '40P01')

/**
 * Puts a named mark into the log and counts every table exactly as of it. For the mark all tables are locked against
 * writers for a few milliseconds; counting then goes on beside them, in the snapshot of that moment. A table that a long
 * writer holds is waited for 100 ms only (less than PostgreSQL needs to see a deadlock, so that no writer ever loses
 * against this), then everything is let go and tried again.
 * @returns counts are empty when long writers left no moment
 */
export const markAndCount = async (admin: Sql, name: string): Promise<RestorePoint> => {
  const tables = await tablesOf(admin)
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    try {
      return await tryMark(admin, name, tables)
    } catch (error) {
      if (!isBusy(error)) throw error
      await sleep(50 + Math.random() * 250)
    }
  }
  const [row] = await admin<{ lsn: string; at: string }[]>`
    select pg_create_restore_point(${name})::text as lsn, clock_timestamp() as at`
  return { lsn: row?.lsn ?? '', at: row?.at ?? '', counts: {} }
}

const tryMark = async (admin: Sql, name: string, tables: readonly string[]): Promise<RestorePoint> => {
  const counting = Promise.withResolvers<Counts>()
  counting.promise.catch(() => {})
  const marked = await admin.begin('isolation level repeatable read', async tx => {
    // Statements that take no snapshot, so that the snapshot is of the moment when all tables are held.
    await tx.unsafe(`set local lock_timeout = '100ms'`)
    await tx.unsafe(`lock table ${tables.join(', ')} in share mode`)
    const [row] = await tx<{ snapshot: string; lsn: string; at: string }[]>`
      select pg_export_snapshot() as snapshot, pg_create_restore_point(${name})::text as lsn, clock_timestamp() as at`
    if (row === undefined) throw new Error('no restore point')
    const taken = Promise.withResolvers<void>()
    admin
      .begin('isolation level repeatable read read only', async counter => {
        await counter.unsafe(`set transaction snapshot '${row.snapshot}'`)
        taken.resolve()
        return countRows(counter)
      })
      .then(counting.resolve, error => {
        taken.reject(error)
        counting.reject(error)
      })
    await taken.promise
    return row
  })
  return { lsn: marked.lsn, at: marked.at, counts: await counting.promise }
}
