import { type Clock, type ClockStep, steadyClock } from '../base/clock.ts'
import { inTenants } from '../platform/database/transaction.ts'
import { clockSetBack } from '../platform/ledger/events.ts'
import { record } from '../platform/ledger/service.ts'
import type { Services } from '../platform/services.ts'
import { say } from './terminal.ts'

export interface WatchedClock {
  readonly clock: Clock
  /** Whom to tell; what happened before is told at once. One that cannot be told now is told with the next. */
  tell(teller: (step: ClockStep) => Promise<void>): void
}

/** The platform's clock, which says when it was set back. */
export const watchedClock = (inner: Clock): WatchedClock => {
  const waiting: ClockStep[] = []
  let teller: ((step: ClockStep) => Promise<void>) | undefined
  let telling = Promise.resolve()
  const tellAll = (): void => {
    telling = telling.then(async () => {
      for (let step = waiting[0]; step && teller; step = waiting[0]) {
        try {
          await teller(step)
          waiting.shift()
        } catch {
          setTimeout(tellAll, 5_000).unref()
          return
        }
      }
    })
  }
  const clock = steadyClock(inner, step => {
    say(`the clock went back by ${step.seconds} seconds: ${step.from.toISOString()} became ${step.to.toISOString()}`)
    waiting.push(step)
    tellAll()
  })
  return {
    clock,
    tell: one => {
      teller = one
      tellAll()
    },
  }
}

/** The ledger's entries keep their order whatever the clock says; this entry says why a later one bears an earlier time. */
export const recordStep = ({ database, system }: Services, { from, to, seconds }: ClockStep): Promise<void> =>
  inTenants(database.app, [system.organisation], async tx => {
    const body = { from: from.toISOString(), to: to.toISOString(), seconds }
    await record(tx, { event: clockSetBack, tenant: system.organisation, actor: null, body }, to)
  })
