import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Milliseconds that all parts before the database may take together, and the database by itself; what is acknowledged is
 * on the disk before. Together, since a database that does not answer holds each part that asks it something.
 */
const usualPatience = 15_000
/** Share of it that a part gets in any case: one that hangs takes no time from those that need none. */
const least = 1 / 15

export interface Stopping {
  /** One that comes when the others stop already, such as jobs that begin while a site opens, is stopped at once. */
  add(name: string, stop: () => Promise<void> | void): void
  /**
   * Stops the parts, the last one that was started first. A part that does not end in time (it waits for a database or a
   * site that no longer answers) is left behind and said, so that those after it still stop, the database server last.
   */
  stop(): Promise<void>
}

interface Part {
  readonly name: string
  readonly stop: () => Promise<void> | void
}

export const makeStopping = (log: (line: string) => void, patience = usualPatience): Stopping => {
  const parts: Part[] = []
  let stopping: Promise<void> | undefined
  const end = async ({ name, stop }: Part, most: number): Promise<void> => {
    const over = new AbortController()
    const late = sleep(most, 'late' as const, { signal: over.signal }).catch(() => undefined)
    try {
      if ((await Promise.race([stop(), late])) === 'late')
        log(`${name}: did not stop within ${(most / 1000).toFixed(1)} s and is left behind`)
    } catch (error) {
      log(`${name}: while stopping: ${error instanceof Error ? error.message : String(error)}`)
    } finally {
      over.abort()
    }
  }
  const endAll = async (): Promise<void> => {
    const began = performance.now()
    for (let part = parts.pop(); part; part = parts.pop()) {
      const left = parts.length === 0 ? patience : patience - (performance.now() - began)
      await end(part, Math.max(left, patience * least))
    }
  }
  return {
    add: (name, stop) => {
      parts.push({ name, stop })
      if (stopping) stopping = stopping.then(endAll)
    },
    stop: () => {
      stopping ??= endAll()
      return stopping
    },
  }
}
