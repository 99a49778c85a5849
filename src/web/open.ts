import { serve } from '@hono/node-server'
import { OperatorError } from '../base/problem.ts'
import type { Listener } from './server.ts'

export interface OpenListener {
  readonly port: number
  /** Takes no new requests, lets those under way finish. */
  close(): Promise<void>
}

/** @param port 0 takes a free one */
export const openListener = (listener: Listener, port: number, hostname: string): Promise<OpenListener> =>
  new Promise((resolve, reject) => {
    const server = serve({ fetch: listener.fetch as Parameters<typeof serve>[0]['fetch'], port, hostname }, info =>
      resolve({
        port: info.port,
        close: () =>
          new Promise<void>(done => {
            server.close(() => done())
            if ('closeIdleConnections' in server) server.closeIdleConnections()
          }),
      }),
    )
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
