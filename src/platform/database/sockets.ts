import type { Socket } from 'node:net'

/**
 * The connections of some pools, to be broken together. On a network that swallows everything a query waits for a quarter
 * of an hour, until the system gives up, and its connection with it; broken, the query fails at once and the pool connects
 * anew when it is asked next.
 */
export interface Sockets {
  add<T extends Socket>(socket: T): T
  /** Bytes that have ever come in: while they grow, the other side is there, however slow. */
  received(): number
  /** @returns how many were broken */
  breakAll(): number
}

const broken = (): Error => Object.assign(new Error('the database does not answer'), { code: 'CONNECTION_CLOSED' })

export const createSockets = (): Sockets => {
  const open = new Set<Socket>()
  let before = 0
  return {
    add: socket => {
      open.add(socket)
      socket.once('close', () => {
        open.delete(socket)
        before += socket.bytesRead
      })
      return socket
    },
    received: () => [...open].reduce((sum, socket) => sum + socket.bytesRead, before),
    breakAll: () => {
      const all = [...open]
      for (const socket of all) socket.destroy(broken())
      return all.length
    },
  }
}
