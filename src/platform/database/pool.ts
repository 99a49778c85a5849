import postgres from 'postgres'
import { firstHostOf, wantsLeader } from './address.ts'
import type { Sql } from './connection.ts'
import { guardQueries } from './guard.ts'
import { openLeaderSocket } from './leader.ts'
import { watchTransactions } from './live-transaction.ts'
import { openSocket, pauseBefore } from './socket.ts'
import { types } from './types.ts'

export interface PoolOptions {
  /** Most connections at once. */
  readonly max?: number
  /** Shown in `pg_stat_activity`. */
  readonly name?: string
  /**
   * Statements that may wait on a connection behind a slow one, for a pool that sends no transactions; the others stay in
   * the pool's own queue until any connection is free.
   */
  readonly pipeline?: number
}

/** A pool on one role of the database; nothing is connected before the first query. */
export const openPool = (url: string, options: PoolOptions = {}): Sql => {
  const several = wantsLeader(url)
  const settings: postgres.Options<typeof types> & { max_pipeline: number; socket: unknown } = {
    max: options.max ?? 10,
    // Not `read-write`: for that the driver looks at a setting that PostgreSQL 14 and newer report as off on copies too.
    ...(several ? { target_session_attrs: 'primary' as const } : {}),
    socket: several ? openLeaderSocket(url) : openSocket,
    backoff: pauseBefore,
    types,
    fetch_types: false,
    prepare: true,
    onnotice: () => {},
    connect_timeout: 5,
    connection: { TimeZone: 'UTC', DateStyle: 'ISO', application_name: options.name ?? 'musubi' },
    // At its own limit (100 queries on a connection) the driver would run a `begin` without reserving the connection.
    max_pipeline: options.pipeline ?? 1_000_000,
  }
  const sql = postgres(several ? firstHostOf(url) : url, settings)
  guardQueries(sql)
  watchTransactions(sql)
  return sql
}
