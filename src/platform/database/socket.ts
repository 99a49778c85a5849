import { Socket } from 'node:net'

/** What the driver says about where to. */
interface Place {
  readonly host: readonly string[]
  readonly port: readonly number[]
  readonly path: string | false
}

/**
 * A connection that the other side ends is an error. `postgres` 3.4.9 takes an end without one, before it has signed in,
 * for a reason to connect again at once and for ever: behind a proxy that has no leader to offer, a query would wait
 * without an answer, while connections turn thousands of times a second. For one host only, and without TLS: for
 * TLS the driver takes the listener away again.
 */
export const openSocket = ({ host, port, path }: Place): Socket => {
  const socket = new Socket()
  socket.once('end', () => {
    if (!socket.writableEnded)
      socket.destroy(Object.assign(new Error('the server closed the connection'), { code: 'CONNECTION_CLOSED' }))
  })
  return path ? socket.connect(path) : socket.connect(port[0] ?? 5432, host[0] ?? 'localhost')
}

/**
 * Seconds before a connection is opened anew. The driver's own pause grows to twenty, so that a platform would be away for
 * long after a new leader is there.
 */
export const pauseBefore = (failures: number): number => (0.5 + Math.random() / 2) * Math.min(3 ** failures / 100, 0.5)
