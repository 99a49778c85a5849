import type { Backup } from '../backup.ts'
import type { Shipped } from './shipper.ts'

export interface ShippingStatus {
  /** What was shipped last; undefined before the first time. */
  readonly last: Shipped | undefined
  /** Why the last attempt failed; undefined while it works. */
  readonly problem: string | undefined
}

export interface Shipping {
  status(): ShippingStatus
  /** Ends; what was acknowledged until now is shipped once more. */
  stop(): Promise<void>
}

/** Milliseconds until a base that should close a gap is tried again. */
const mendAgain = 3_600_000

/**
 * Brings the log into the repository every few seconds, as long as the platform runs. When a part of the log is missing,
 * nothing after the gap could be restored until there is a new base: it is made at once.
 */
export const startShipping = (
  backup: Pick<Backup, 'ship'> & { mend(): Promise<void> },
  seconds: number,
  log: (line: string) => void,
): Shipping => {
  let mendedAt = Number.NEGATIVE_INFINITY
  const mend = async (): Promise<void> => {
    if (stopping || performance.now() - mendedAt < mendAgain) return
    mendedAt = performance.now()
    log('backup: a part of the log is missing; a new base is made')
    try {
      await backup.mend()
      log('backup: the new base is made')
    } catch (error) {
      log(`backup: no new base: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  let status: ShippingStatus = { last: undefined, problem: undefined }
  let stopping = false
  let wake = (): void => {}

  const once = async (): Promise<void> => {
    try {
      const last = await backup.ship()
      if (status.problem) log('backup: the log is shipped again')
      status = { last, problem: undefined }
      if (last.gap) await mend()
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error)
      if (status.problem !== problem) log(`backup: ${problem}`)
      status = { ...status, problem }
    }
  }
  const pause = (ms: number): Promise<void> =>
    new Promise(resolve => {
      const timer = setTimeout(resolve, ms)
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  const loop = async (): Promise<void> => {
    while (!stopping) {
      const began = performance.now()
      await once()
      // A slow store or a large folder of files must not keep the machine busy all the time.
      const took = performance.now() - began
      if (!stopping) await pause(Math.max(seconds * 1000, took * 4))
    }
  }
  const running = loop()
  return {
    status: () => status,
    stop: async () => {
      stopping = true
      wake()
      await running
      await once()
    },
  }
}
