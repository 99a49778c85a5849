import type { Sql } from '../database/connection.ts'
import { openPool, type Whereabouts } from '../database/pool.ts'

/** How the copy stands, as the serving database sees it. */
export interface Look {
  /** This platform arranges the copies: it has the lock of those who could, and has it until its connection ends. */
  readonly leads: boolean
  readonly timeline: number
  /** `streaming` when the log flows. */
  readonly state: string | null
  /** `sync` when commits wait for it. */
  readonly sync: string | null
  /** The copy's own clock at its last word; only that it changes counts. */
  readonly reply: string | null
  /** Where the log of the serving database ends, and what the copy has of it on its disk; bytes since its beginning. */
  readonly written: number
  readonly flushed: number | null
  /** Bytes of the log that the copy does not have on its disk. */
  readonly behind: number | null
  /** Seconds between a change and its being on the copy's disk. */
  readonly seconds: number | null
}

export interface Probe {
  look(copy: string): Promise<Look>
  /** Ends what waits for a lost copy. @returns how many */
  endWaiting(): Promise<number>
  close(): Promise<void>
}

const patience = 2_000
/** Of the session: it ends with the connection of a platform that died, and the next one that looks has it. */
const leadership = 0x6d75_7369

/**
 * Looks at the serving database as its superuser. A server that hangs (a stopped process, a cut network) keeps its
 * connection for ever, so a look that takes too long throws it away.
 */
export const openProbe = (password: string, where: Whereabouts): Probe => {
  let sql: Sql | undefined
  const open = (): Sql => {
    sql ??= openPool(`postgres://postgres:${password}@site/musubi`, {
      max: 1,
      name: 'musubi-keeper',
      where,
      patience: 2,
    })
    return sql
  }
  const drop = (): void => {
    void sql?.end({ timeout: 0 }).catch(() => {})
    sql = undefined
  }
  const within = async <T>(work: (sql: Sql) => Promise<T>): Promise<T> => {
    const { promise: late, reject } = Promise.withResolvers<never>()
    const timer = setTimeout(() => reject(new Error('the database does not answer')), patience)
    try {
      return await Promise.race([work(open()), late])
    } catch (error) {
      drop()
      throw error
    } finally {
      clearTimeout(timer)
    }
  }
  return {
    look: copy =>
      within(async pool => {
        const [row] = await pool<Look[]>`
          select exists (select from pg_locks where locktype = 'advisory' and pid = pg_backend_pid() and granted
              and classid = 0 and objid = ${leadership} and objsubid = 1)
              or pg_try_advisory_lock(${leadership}::bigint) as leads,
            ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::int as timeline,
            r.state, r.sync_state as sync, r.reply_time::text as reply,
            pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::float8 as written,
            pg_wal_lsn_diff(r.flush_lsn, '0/0')::float8 as flushed,
            pg_wal_lsn_diff(pg_current_wal_lsn(), r.flush_lsn)::float8 as behind,
            coalesce(extract(epoch from r.flush_lag), 0)::float8 as seconds
          from (select) one left join pg_stat_replication r on r.application_name = ${copy}`
        if (!row) throw new Error('no answer')
        return row
      }),
    endWaiting: () =>
      within(async pool => {
        const rows = await pool`
          select pg_terminate_backend(pid) from pg_stat_activity where wait_event = 'SyncRep' and pid <> pg_backend_pid()`
        return rows.length
      }),
    close: async () => {
      await sql?.end({ timeout: 1 }).catch(() => {})
      sql = undefined
    },
  }
}
