import { Socket } from 'node:net'
import postgres from 'postgres'
import { type Address, formatAddress, parseAddress } from './address.ts'
import { openSocket } from './socket.ts'

/** The one of several hosts that accepts changes. */
interface Place {
  readonly host: string
  readonly port: number
}

/** Milliseconds for which an answer is good: a pool opens its connections in one go. */
const reuse = 500
/** Seconds. */
const patience = 2

const placeOf = (text: string): Place => {
  const [host = 'localhost', port = '5432'] = text.split(':')
  return { host, port: Number(port) }
}

/** @throws Error unless the host is there and takes changes */
const ask = async (address: Address, hosts: string): Promise<Place> => {
  const sql = postgres(formatAddress({ ...address, hosts }), {
    max: 1,
    connect_timeout: patience,
    fetch_types: false,
    // As in the pools; the types of the driver do not know it.
    ...({ socket: openSocket } satisfies object),
  })
  try {
    const [row] = await sql<{ copy: boolean }[]>`select pg_is_in_recovery() as copy`
    if (row?.copy !== false) throw Object.assign(new Error(`${hosts} is a copy`), { code: 'ECONNREFUSED' })
    return placeOf(hosts)
  } finally {
    void sql.end({ timeout: 0 })
  }
}

/** Asks all hosts at once, so that one that fell silent holds up nobody. @throws the first host's error when none leads */
const search = async (address: Address): Promise<Place> => {
  try {
    return await Promise.any(address.hosts.split(',').map(host => ask(address, host)))
  } catch (error) {
    throw error instanceof AggregateError ? error.errors[0] : error
  }
}

const known = new Map<string, { readonly until: number; readonly place: Promise<Place> }>()

const leaderOf = (url: string): Promise<Place> => {
  const before = known.get(url)
  if (before && before.until > performance.now()) return before.place
  const place = search(parseAddress(url))
  known.set(url, { until: performance.now() + reuse, place })
  place.catch(() => known.delete(url))
  return place
}

/**
 * For the pools: the driver's own search among several hosts takes a copy for the leader (`pool.ts`), never gives up, and
 * so leaves a request without an answer while there is none.
 */
export const openLeaderSocket = (url: string) => async (): Promise<Socket> => {
  try {
    const { host, port } = await leaderOf(url)
    return openSocket({ host: [host], port: [port], path: false })
  } catch (error) {
    // Not thrown: the driver would lose the connection out of its pool.
    return new Socket().destroy(error instanceof Error ? error : new Error(String(error)))
  }
}

/** For `pg`, which knows one host only: goes to the leader, whatever host it is told. */
export const leaderStream = (url: string): Socket => {
  const socket = new Socket()
  const connect = socket.connect.bind(socket)
  socket.connect = () => {
    leaderOf(url).then(
      ({ host, port }) => connect(port, host),
      error => socket.destroy(error),
    )
    return socket
  }
  return socket
}
