import { Socket } from 'node:net'

/** What the driver says about where to. */
export interface Place {
  readonly host: readonly string[]
  readonly port: readonly number[]
  readonly path: string | false
}

/**
 * A connection that closes fails everything that waits on it. `postgres` 3.4.9 leaves out two cases:
 *
 * 1. An end before it has signed in is a reason for it to connect again at once and for ever: behind a proxy that has no leader to
 *    offer, a query would wait without an answer, while connections turn thousands of times a second.
 * 2. What it sends between an error of the socket and its close stays in its list, so that on the next connection each answer
 *    goes to the wrong query.
 *
 * Our listener comes before the driver's and in the same moment. Not for TLS, for which the driver takes it away again;
 * there the proxy that speaks TLS stands on the same machine.
 */
export const openSocket = ({ host, port, path }: Place): Socket => {
  const socket = new Socket()
  socket.once('close', () => {
    socket.emit('error', Object.assign(new Error('the server closed the connection'), { code: 'CONNECTION_CLOSED' }))
  })
  return path ? socket.connect(path) : socket.connect(port[0] ?? 5432, host[0] ?? 'localhost')
}

/**
 * Seconds before a connection is opened anew. The driver's own pause grows to twenty, so that a platform would be away for
 * long after a new leader is there.
 */
export const pauseBefore = (failures: number): number => (0.5 + Math.random() / 2) * Math.min(3 ** failures / 100, 0.5)
