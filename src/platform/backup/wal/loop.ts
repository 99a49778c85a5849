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

/** Brings the log into the repository every few seconds, as long as the platform runs. */
export const startShipping = (backup: Pick<Backup, 'ship'>, seconds: number, log: (line: string) => void): Shipping => {
  let status: ShippingStatus = { last: undefined, problem: undefined }
  let stopping = false
  let wake = (): void => {}

  const once = async (): Promise<void> => {
    try {
      const last = await backup.ship()
      if (status.problem) log('backup: the log is shipped again')
      if (last.gap && !status.last?.gap) log('backup: a part of the log is missing; run "musubi backup" for a new base')
      status = { last, problem: undefined }
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
