import { setTimeout as sleep } from 'node:timers/promises'

/** Milliseconds that one part may take to stop; what is acknowledged is on the disk before. */
const usualPatience = 15_000

/**
 * Stops the parts, the last one that was started first. A part that does not end in time (it waits for a database or a
 * site that no longer answers) is left behind and said, so that those after it, the database server last, still stop.
 */
export const stopAll = async (
  parts: readonly (() => Promise<void>)[],
  log: (line: string) => void,
  patience = usualPatience,
): Promise<void> => {
  for (const stop of parts.toReversed()) {
    const over = new AbortController()
    const late = sleep(patience, 'late' as const, { signal: over.signal }).catch(() => undefined)
    try {
      if ((await Promise.race([stop(), late])) === 'late')
        log(`a part of the platform did not stop within ${patience / 1000} s and is left behind`)
    } catch (error) {
      log(`while stopping: ${error instanceof Error ? error.message : String(error)}`)
    } finally {
      over.abort()
    }
  }
}
