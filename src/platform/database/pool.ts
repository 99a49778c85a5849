import { Socket } from 'node:net'
import { checkServerIdentity } from 'node:tls'
import postgres from 'postgres'
import { firstHostOf, wantsLeader } from './address.ts'
import type { Sql } from './connection.ts'
import { guardQueries } from './guard.ts'
import { openLeaderSocket } from './leader.ts'
import { watchTransactions } from './live-transaction.ts'
import { openSocket, type Place, pauseBefore } from './socket.ts'
import type { Sockets } from './sockets.ts'
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
  /**
   * Where the server is at this moment, asked at each new connection: after a failover the pool finds the other site by
   * itself. The URL then tells user, password and database only.
   */
  readonly where?: Whereabouts | undefined
  /** Commits wait for this site only: entries about looking while the other site is lost. */
  readonly localCommit?: boolean
  /** A prepared statement is planned each time for the values that it has then. */
  readonly forValues?: boolean
  /** Only to a server whose certificate is of this authority and names this host. */
  readonly tls?: { readonly ca: Buffer; readonly host: string }
  /** Seconds for a connection to be made. Default 5. */
  readonly patience?: number
  /** Gets every connection of the pool. */
  readonly sockets?: Sockets | undefined
}

export type Whereabouts = () => { readonly host: string; readonly port: number }

const closed = (): Error => Object.assign(new Error('the server closed the connection'), { code: 'CONNECTION_CLOSED' })

/**
 * A socket that says some turns of the event loop later that it is closed. The driver (postgres 3.4.9) forgets its socket
 * at once and then still writes: the `rollback` of a transaction that has just failed, or what waited to be sent. The
 * first ends the process with a TypeError, the second leaves the next connection in its place silent for ever. So its
 * queries fail first, while the dead socket is still there to be written to in vain.
 */
const lateSocket = (): Socket => {
  const socket = new Socket()
  const own: unknown = Reflect.get(socket, 'emit')
  const emit = (...given: readonly unknown[]): unknown =>
    typeof own === 'function' ? Reflect.apply(own, socket, given) : undefined
  Reflect.set(socket, 'emit', (event: unknown, ...given: readonly unknown[]) => {
    if (event !== 'close') return emit(event, ...given)
    emit('error', closed())
    setImmediate(() => setImmediate(() => emit('close', false)))
    return true
  })
  return socket
}

const sockets = new WeakMap<Whereabouts, Set<Socket>>()

/** Closes all connections of the pools that ask this function: what they talk to serves no longer. */
export const dropConnections = (where: Whereabouts): void => {
  for (const socket of sockets.get(where) ?? []) socket.destroy()
  sockets.delete(where)
}

/**
 * A socket on its way to wherever the server is. The driver writes at once, which waits in the socket until it is
 * connected; that it fails comes as an event, never as an exception, which would lose a connection of the pool.
 */
const socketTo = (where: Whereabouts) => (): Socket => {
  const { host, port } = where()
  const socket = lateSocket()
  const all = sockets.get(where) ?? new Set<Socket>()
  sockets.set(where, all.add(socket))
  socket.once('close', () => all.delete(socket))
  // Until the driver listens itself, some microtasks later.
  socket.on('error', () => {})
  return socket.connect(port, host)
}

/**
 * Blanks that make the first message of a connection so long that the driver sends it at once. A shorter one it puts beside what
 * it had not yet sent on the connection before, and waits for a timer that it took away when that one was lost: the
 * connection would be out of the pool for ever. With the old bytes before it the message is refused by the server, and the next
 * attempt is a clean one.
 */
const atOnce = ' '.repeat(1024)

type Open = (place: Place) => Socket | Promise<Socket>

const opening = (url: string, { where, sockets }: PoolOptions): Open => {
  const open: Open = where ? socketTo(where) : wantsLeader(url) ? openLeaderSocket(url) : openSocket
  if (!sockets) return open
  return place => {
    const socket = open(place)
    return socket instanceof Promise ? socket.then(sockets.add) : sockets.add(socket)
  }
}

/** The driver gives no name for an address, and Node would then look for `localhost` in the certificate. */
const tlsOf = ({ ca, host }: NonNullable<PoolOptions['tls']>) => ({
  ca,
  checkServerIdentity: (_: string, certificate: Parameters<typeof checkServerIdentity>[1]) =>
    checkServerIdentity(host, certificate),
})

/** A pool on one role of the database; nothing is connected before the first query. */
export const openPool = (url: string, options: PoolOptions = {}): Sql => {
  const several = wantsLeader(url)
  const settings: postgres.Options<typeof types> & { max_pipeline: number; socket: unknown } = {
    max: options.max ?? 10,
    // Not `read-write`: for that the driver looks at a setting that PostgreSQL 14 and newer report as off on copies too.
    ...(several ? { target_session_attrs: 'primary' as const } : {}),
    socket: opening(url, options),
    ...(options.tls ? { ssl: tlsOf(options.tls) } : {}),
    backoff: pauseBefore,
    types,
    fetch_types: false,
    prepare: true,
    onnotice: () => {},
    connect_timeout: options.patience ?? 5,
    connection: {
      TimeZone: 'UTC',
      DateStyle: `ISO${atOnce}`,
      application_name: options.name ?? 'musubi',
      // Many people at once want the cores; starting two workers costs a search 5 ms, more than the whole search takes.
      max_parallel_workers_per_gather: '0',
      ...(options.forValues ? { plan_cache_mode: 'force_custom_plan' } : {}),
      ...(options.localCommit ? { synchronous_commit: 'local' } : {}),
    },
    // At its own limit (100 queries on a connection) the driver would run a `begin` without reserving the connection.
    max_pipeline: options.pipeline ?? 1_000_000,
  }
  const sql = postgres(several ? firstHostOf(url) : url, settings)
  guardQueries(sql)
  watchTransactions(sql)
  return sql
}
