import { setTimeout as sleep } from 'node:timers/promises'
import type { SiteEvent } from './keeper-view.ts'

/** Keeps what happened until it has been told, in order: an event that cannot be entered at the moment is told again. */
export interface Announcer {
  note(event: SiteEvent): void
  listen(tell: (event: SiteEvent) => Promise<void>): void
  /** Goes on telling; at once, and without being waited for. */
  go(): void
  /** Waits until all is told, no longer than this. */
  told(ms: number): Promise<void>
  end(): Promise<void>
}

export const createAnnouncer = (log: (line: string) => void): Announcer => {
  const events: SiteEvent[] = []
  let tell: ((event: SiteEvent) => Promise<void>) | undefined
  let telling: Promise<void> | undefined
  /** What was said last: the same reason is not repeated twice a second. */
  let said = ''
  let ended = false
  const tellAll = async (): Promise<void> => {
    while (tell && events[0] && !ended) {
      try {
        await tell(events[0])
        events.shift()
        said = ''
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error)
        if (why !== said) log(`sites: an event could not be entered: ${why}`)
        said = why
        return
      }
    }
  }
  return {
    note: event => {
      events.push(event)
    },
    listen: next => {
      tell = next
    },
    go: () => {
      telling ??= tellAll().finally(() => {
        telling = undefined
      })
    },
    told: async ms => {
      for (const until = performance.now() + ms; tell && events.length > 0 && performance.now() < until && !ended; )
        await sleep(50)
    },
    end: async () => {
      ended = true
      await telling
    },
  }
}
