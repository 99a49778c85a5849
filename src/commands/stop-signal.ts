import { say } from './terminal.ts'

/** Milliseconds. npm passes Ctrl-C on to a process that has already got it from the terminal. */
const sameKeystroke = 1_000

export interface StopSignal {
  readonly signal: AbortSignal
  readonly asked: Promise<void>
}

/**
 * Ctrl-C, a service manager's SIGTERM, a closed terminal, or the end of the older Node that handed over: each asks once to
 * stop cleanly. Ctrl-C a second time ends at once; the database server then lives on and the next start adopts it.
 */
export const stopSignal = (): StopSignal => {
  const controller = new AbortController()
  const { promise: asked, resolve } = Promise.withResolvers<void>()
  let askedAt = 0
  const stop = (): void => {
    if (controller.signal.aborted) {
      if (performance.now() - askedAt > sameKeystroke) process.exit(130)
      return
    }
    askedAt = performance.now()
    say('stopping …')
    controller.abort()
    resolve()
  }
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, stop)
  process.once('disconnect', stop)
  process.channel?.unref()
  return { signal: controller.signal, asked }
}
