import { setTimeout as sleep } from 'node:timers/promises'
import type { CopyMode, SiteAgent, SiteStatus } from './definition.ts'
import { timing } from './keeper-options.ts'
import type { Look } from './probe.ts'

export interface Teller {
  /** One after the other: the last word that the copy hears is the last that was said. */
  tell(to: SiteAgent, mode: CopyMode): Promise<void>
  /**
   * The copy decides by what it was told whether it may be promoted without a loss. It may not have heard it: it was away,
   * or was made anew since.
   * @param whole the copy has all that was acknowledged
   */
  again(to: SiteAgent, there: SiteStatus, mode: CopyMode, whole: boolean): void
}

export const createTeller = (): Teller => {
  let telling: Promise<void> = Promise.resolve()
  let repeats = false
  const tell = (to: SiteAgent, mode: CopyMode): Promise<void> => {
    const told = telling.then(() => to.told(mode))
    telling = told.catch(() => {})
    return told
  }
  return {
    tell,
    again: (to, there, mode, whole) => {
      if (repeats || there.content !== 'copy' || there.told?.mode === mode || (mode === 'together' && !whole)) return
      repeats = true
      void tell(to, mode)
        .catch(() => {})
        .finally(() => {
          repeats = false
        })
    },
  }
}

/** Whether commits wait for a copy that lives: it must have said something new lately. */
export const createPulse = (): ((seen: Look) => boolean) => {
  let reply = { text: '', at: 0 }
  return seen => {
    if (seen.reply !== null && seen.reply !== reply.text) reply = { text: seen.reply, at: performance.now() }
    return seen.state === 'streaming' && seen.sync === 'sync' && performance.now() - reply.at < timing.silence
  }
}

/** Whether the copy has on its disk what the log held at an earlier look, when commits waited for it already. */
export const hasAll = (before: Look | null, seen: Look): boolean =>
  before?.sync === 'sync' && seen.sync === 'sync' && seen.flushed !== null && seen.flushed >= before.written

/**
 * Waits until the copy has what the log held when commits had begun to wait: what came before it counted at one site.
 * @throws Error when it does not within so many looks, twenty a second
 */
export const waitForAll = async (look: () => Promise<Look | undefined>, tries = 200): Promise<void> => {
  let first: Look | null = null
  for (let left = tries; left > 0; left -= 1) {
    const seen = await look()
    if (seen?.sync === 'sync') first ??= seen
    if (seen && hasAll(first, seen)) return
    await sleep(50)
  }
  throw new Error('the copy did not get what it lacked in time')
}
