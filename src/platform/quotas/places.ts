import type { Sql, Transaction } from '../database/connection.ts'

type What = 'import' | 'export'

/** The keys of the locks that stand for places, as PostgreSQL makes them. */
const keyOf = (what: What, organisation: string): string => `place ${what} ${organisation} `

/**
 * One of so many places, held by a lock of the transaction: it ends with it, also when the process is killed, and holds in all
 * processes.
 * @returns false when all are taken
 */
export const takePlace = async (tx: Transaction, what: What, organisation: string, most: number): Promise<boolean> => {
  // One by one: a query that tried all of them would take all of them.
  for (let place = 1; place <= most; place += 1) {
    const [row] = await tx<{ taken: boolean }[]>`
      select pg_try_advisory_xact_lock(hashtextextended(${`${keyOf(what, organisation)}${place}`}, 0)) as taken`
    if (row?.taken) return true
  }
  return false
}

/** Places that are taken now. Those beyond a hundred cannot be, by the limits of the settings. */
export const placesHeld = async (
  app: Sql,
  organisation: string,
): Promise<{ readonly imports: number; readonly exports: number }> => {
  const [row] = await app<{ imports: number; exports: number }[]>`
    with held as (
      select (classid::bigint << 32) | objid::bigint as key from pg_locks
      where locktype = 'advisory' and objsubid = 1 and granted
        and database = (select oid from pg_database where datname = current_database()))
    select
      (select count(*)::int from generate_series(1, 100) n
        where hashtextextended(${keyOf('import', organisation)} || n, 0) in (select key from held)) as imports,
      (select count(*)::int from generate_series(1, 100) n
        where hashtextextended(${keyOf('export', organisation)} || n, 0) in (select key from held)) as exports`
  return { imports: row?.imports ?? 0, exports: row?.exports ?? 0 }
}
