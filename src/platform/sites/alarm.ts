import type { SiteEvent } from './keeper-view.ts'

export interface Alarm {
  /**
   * Writes were stopped: the letter of that calls the operators, and that the copy is behind, too, needs no second one.
   * @returns false when they were called before and it is not over yet
   */
  called(): boolean
  /** At each look: whether the copy is late, and by how many bytes. */
  watch(late: boolean, bytes: number | null): void
}

export interface AlarmOptions {
  readonly tell: (event: SiteEvent) => void
  /** Since when an alarm of an earlier process is open, ISO 8601: the operators are not called again, and hear of its end. */
  readonly open?: string | null
  /** Keeps that for the next process. */
  readonly keep?: (since: string | null) => void
  /** Milliseconds since 1970. */
  readonly now?: () => number
}

/** Milliseconds for which a copy may be late before anyone is called. */
const patience = 10_000

/** Calls once when a copy is late or lost, and once when that is over. */
export const createAlarm = ({ tell, open = null, keep = () => {}, now = Date.now }: AlarmOptions): Alarm => {
  let lateSince: number | null = null
  let calledAt: number | null = open === null ? null : Date.parse(open)
  const call = (at: number | null): void => {
    calledAt = at
    keep(at === null ? null : new Date(at).toISOString())
  }
  const secondsFrom = (from: number): number => Math.round((now() - from) / 1000)
  return {
    called: () => {
      if (calledAt !== null) return false
      call(now())
      return true
    },
    watch: (late, bytes) => {
      if (!late) {
        if (calledAt !== null) {
          tell({ kind: 'recovered', seconds: secondsFrom(calledAt) })
          call(null)
        }
        lateSince = null
        return
      }
      lateSince ??= now()
      if (calledAt !== null || now() - lateSince <= patience) return
      call(lateSince)
      tell({ kind: 'behind', bytes, seconds: secondsFrom(lateSince) })
    },
  }
}
