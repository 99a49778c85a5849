import { OperatorError } from '../../base/problem.ts'
import { describeAddress } from './address.ts'
import type { Database, Sql } from './connection.ts'
import { openPool, type Whereabouts } from './pool.ts'
import { switchPools } from './reading-here.ts'
import { createSockets, type Sockets } from './sockets.ts'

export interface RoleUrls {
  readonly owner: string
  readonly app: string
  readonly public: string
}

export interface Connected extends Database {
  /** The connections of all pools. */
  readonly sockets: Sockets
}

/** Connections of each pool: together below half of PostgreSQL's default of 100, so that a second platform fits in. */
const sizes = { owner: 4, app: 16, public: 7, lists: 5, here: 4 }

/** The oldest PostgreSQL with everything that the migrations use. */
const oldestVersion = 15
/** Milliseconds. The driver tries several hosts for ever. */
const patience = 15_000

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing answers there; is the server running, and are host and port right?',
  ENOTFOUND: 'the host name is not known.',
  EAI_AGAIN: 'the host name cannot be looked up at the moment.',
  ETIMEDOUT: 'the host does not answer in time.',
  EHOSTUNREACH: 'the host cannot be reached.',
  ENETUNREACH: 'the network cannot be reached.',
  ECONNRESET: 'the server closed the connection.',
  CONNECT_TIMEOUT: 'the host does not answer in time.',
  CONNECTION_CLOSED: 'the server closed the connection.',
  '28P01': 'the password is wrong.',
  '28000': 'the server does not let this user in (its pg_hba.conf, or no such user).',
  '3D000': 'there is no such database.',
  '42501': 'the user may not connect to this database.',
  '53300': 'the server has no connection left.',
  '57P03': 'the server is still starting up; try again in a moment.',
}

/** One sentence for the terminal. Unknown errors keep PostgreSQL's words; no URL and no password is in them. */
const explain = (error: unknown, url: string): OperatorError => {
  if (error instanceof OperatorError) return error
  const reason = reasons[codeOf(error)] ?? `${error instanceof Error ? error.message : error}`
  return new OperatorError(`The database ${describeAddress(url)} cannot be used: ${reason}`, { cause: error })
}

/** Runs a first query with patience of its own. */
export const tryFirst = async <T>(url: string, query: PromiseLike<T>): Promise<T> => {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(Object.assign(new Error('timeout'), { code: 'ETIMEDOUT' })), patience)
  try {
    return await Promise.race([query, late])
  } catch (error) {
    throw explain(error, url)
  } finally {
    clearTimeout(timer)
  }
}

/** @throws OperatorError for a server older than PostgreSQL 15 */
export const checkVersion = async (sql: Sql, url: string): Promise<void> => {
  const [row] = await tryFirst(
    url,
    sql<{ number: number; name: string }[]>`
      select current_setting('server_version_num')::int as number, current_setting('server_version') as name`,
  )
  if (row && row.number < oldestVersion * 10_000) {
    throw new OperatorError(
      `The database ${describeAddress(url)} is PostgreSQL ${row.name}; Musubi needs ${oldestVersion} or newer.`,
    )
  }
}

/**
 * Opens the pools of the three roles, each proven by a first query.
 * @throws OperatorError, one sentence without the password: unreachable, wrong password, not permitted, too old
 */
export const connect = async (urls: RoleUrls, where?: Whereabouts): Promise<Connected> => {
  const sockets = createSockets()
  const owner = openPool(urls.owner, { max: sizes.owner, name: 'musubi-owner', where, sockets })
  const app = openPool(urls.app, { max: sizes.app, name: 'musubi-app', where, sockets })
  const reader = openPool(urls.public, { max: sizes.public, name: 'musubi-public', pipeline: 2, where, sockets })
  const lists = openPool(urls.public, {
    max: sizes.lists,
    name: 'musubi-lists',
    pipeline: 2,
    forValues: true,
    where,
    sockets,
  })
  const here = where && openPool(urls.app, { max: sizes.here, name: 'musubi-here', where, sockets, localCommit: true })
  const all = [owner, app, reader, lists, ...(here ? [here] : [])]
  const close = async () => {
    await Promise.all(all.map(sql => sql.end({ timeout: 5 })))
  }
  try {
    await Promise.all([
      checkVersion(owner, urls.owner),
      tryFirst(urls.app, app`select 1`),
      tryFirst(urls.public, reader`select 1`),
    ])
  } catch (error) {
    await Promise.all(all.map(sql => sql.end({ timeout: 0 })))
    throw error
  }
  return { owner, app: here ? switchPools(app, here) : app, reader, lists, close, sockets }
}
