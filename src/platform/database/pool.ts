import postgres from 'postgres'
import type { Sql } from './connection.ts'
import { guardQueries } from './guard.ts'
import { types } from './types.ts'

export interface PoolOptions {
  /** Most connections at once. */
  readonly max?: number
  /** Shown in `pg_stat_activity`. */
  readonly name?: string
}

/** A pool on one role of the database; nothing is connected before the first query. */
export const openPool = (url: string, options: PoolOptions = {}): Sql => {
  const sql = postgres(url, {
    max: options.max ?? 10,
    types,
    prepare: true,
    onnotice: () => {},
    connect_timeout: 10,
    connection: { TimeZone: 'UTC', DateStyle: 'ISO', application_name: options.name ?? 'musubi' },
  })
  guardQueries(sql)
  return sql
}
