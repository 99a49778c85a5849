import type { SiteEvent } from './keeper-view.ts'

export interface Alarm {
  /** Writes were stopped: the letter of that calls the operators, and that the copy is behind, too, needs no second one. */
  called(): void
  /** At each look: whether the copy is late, and by how many bytes. */
  watch(late: boolean, bytes: number | null): void
}

/** Milliseconds for which a copy may be late before anyone is called. */
const patience = 10_000

/** Calls once when a copy is late or lost, and once when that is over. */
export const createAlarm = (tell: (event: SiteEvent) => void, now: () => number = () => performance.now()): Alarm => {
  let lateSince: number | null = null
  let calledAt: number | null = null
  const secondsFrom = (from: number): number => Math.round((now() - from) / 1000)
  return {
    called: () => {
      calledAt ??= now()
    },
    watch: (late, bytes) => {
      if (!late) {
        if (calledAt !== null) tell({ kind: 'recovered', seconds: secondsFrom(calledAt) })
        lateSince = null
        calledAt = null
        return
      }
      lateSince ??= now()
      if (calledAt !== null || now() - lateSince <= patience) return
      calledAt = lateSince
      tell({ kind: 'behind', bytes, seconds: secondsFrom(lateSince) })
    },
  }
}
