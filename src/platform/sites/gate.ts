import type { Stopped } from './definition.ts'
import type { SiteEvent } from './keeper-view.ts'

/** Whether something can be changed at the moment, and since when not. */
export interface Gate {
  stopped(): Stopped | null
  stop(why: Stopped['why']): void
  open(): void
  /** The other site serves: a change of address is no disturbance that is told. */
  moved(): void
  /** This site serves again. */
  back(): void
}

interface GateOptions {
  readonly note: (event: SiteEvent) => void
  /** Calls the operators. @returns whether they know already */
  readonly again: () => boolean
  readonly log: (line: string) => void
}

const iso = (): string => new Date().toISOString()

export const createGate = ({ note, again, log }: GateOptions): Gate => {
  let stopped: Stopped | null = null
  return {
    stopped: () => stopped,
    stop: why => {
      if (stopped?.why === why) return
      const known = again()
      if (!stopped) note({ kind: 'stopped', why, again: known })
      stopped = { since: stopped?.since ?? iso(), why }
      log(`sites: writes are stopped: ${why}`)
    },
    open: () => {
      if (!stopped) return
      const seconds = (Date.now() - Date.parse(stopped.since)) / 1000
      note({ kind: 'resumed', stoppedSeconds: Math.round(seconds * 10) / 10 })
      log(`sites: writes go on after ${seconds.toFixed(1)} s`)
      stopped = null
    },
    moved: () => {
      stopped = { since: iso(), why: 'moved' }
      log('sites: this platform serves nothing until its site is promoted')
    },
    back: () => {
      if (stopped?.why === 'moved') stopped = null
    },
  }
}
