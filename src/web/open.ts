import { Server, type ServerResponse } from 'node:http'
import { serve } from '@hono/node-server'
import { OperatorError } from '../base/problem.ts'
import type { Listener } from './server.ts'

export interface OpenListener {
  readonly port: number
  /** Takes no new connections, lets requests under way finish, and asks for no more on a connection than one. */
  close(): Promise<void>
}

/** Milliseconds for requests under way; who has not sent or taken all by then is cut off. */
const usualGrace = 10_000
/** Milliseconds between two looks for connections that have become idle. */
const betweenLooks = 50

/**
 * Node itself closes only what is idle at the moment of the call: a browser that keeps asking on a connection of before, or one
 * that never sends the rest of its request, would hold the listener open for ever.
 */
const closerOf = (server: Server, grace: number): (() => Promise<void>) => {
  const answers = new Set<ServerResponse>()
  let closing = false
  const last = (answer: ServerResponse): void => {
    if (!answer.headersSent) answer.setHeader('connection', 'close')
  }
  server.prependListener('request', (_, answer) => {
    if (closing) last(answer)
    answers.add(answer)
    answer.once('close', () => answers.delete(answer))
  })
  return () =>
    new Promise<void>(done => {
      closing = true
      for (const answer of answers) last(answer)
      const looks = setInterval(() => server.closeIdleConnections(), betweenLooks)
      const end = setTimeout(() => server.closeAllConnections(), grace)
      server.close(() => {
        clearInterval(looks)
        clearTimeout(end)
        done()
      })
      server.closeIdleConnections()
    })
}

/** @param port 0 takes a free one */
export const openListener = (
  listener: Listener,
  port: number,
  hostname: string,
  grace = usualGrace,
): Promise<OpenListener> =>
  new Promise((resolve, reject) => {
    const fetch = listener.fetch as Parameters<typeof serve>[0]['fetch']
    const server = serve({ fetch, port, hostname }, info => resolve({ port: info.port, close }))
    if (!(server instanceof Server)) throw new Error('the listener speaks HTTP/1.1')
    const close = closerOf(server, grace)
    server.on('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new OperatorError(`Port ${port} is in use by another program; choose another one.`)
          : error.code === 'EACCES'
            ? new OperatorError(`Port ${port} may not be opened by this user; choose one above 1023.`)
            : error,
      ),
    )
  })
