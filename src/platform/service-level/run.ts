import type { Clock } from '../../base/clock.ts'
import type { Database } from '../database/connection.ts'
import { inTenants } from '../database/transaction.ts'
import type { Health } from '../health/health.ts'
import type { Outage } from './definition.ts'
import { beatMs, gapAtStart, outagesOf } from './outages.ts'
import type { Recorder } from './recorder.ts'
import { addCounted, addOutage, beat, measureSince, places } from './store.ts'

export interface MeasuringParts {
  readonly recorder: Recorder
  readonly database: Database
  readonly clock: Clock
  readonly operator: string
  /** Machine and data folder: a start here replaces the one before. */
  readonly place: string
  /** Since when the published copy was served, because there was no database to start with. */
  readonly copySince?: Date | undefined
  readonly health?: Pick<Health, 'status' | 'onChange'>
  /** Other counts that are kept as often. */
  readonly also?: readonly (() => Promise<void>)[]
  readonly everyMs?: number
  readonly log: (error: unknown) => void
}

export interface Measuring {
  /** Keeps what is in memory now. @throws where the database does not take it; it is then kept for the next time */
  flush(): Promise<void>
  stop(): Promise<void>
}

/**
 * Tells the gap since the last sign of life, and from then on keeps what was counted and gives signs of life. A killed process
 * loses what it counted since the last one. While the database is away everything stays in memory.
 */
export const startMeasuring = async (parts: MeasuringParts): Promise<Measuring> => {
  const { recorder, database, clock, operator, place, also = [] } = parts
  const now = () => clock.now().getTime()
  let outages: Outage[] = []

  await inTenants(database.app, [operator], async tx => {
    // Of several processes that start at once only the first finds the gap.
    await tx`select pg_advisory_xact_lock(hashtextextended('service-level start', 0))`
    for (const gap of gapAtStart(await places(tx), place, now(), parts.copySince?.getTime()))
      await addOutage(tx, operator, gap)
    await measureSince(tx, now())
    await beat(tx, place, now())
  })
  for (const work of also) await work()

  const keepCounted = async (): Promise<void> => {
    const counted = recorder.take()
    try {
      await addCounted(database.app, counted)
    } catch (error) {
      recorder.giveBack(counted)
      throw error
    }
  }
  const keepOutages = async (): Promise<void> => {
    const whole = outages
    outages = []
    try {
      await inTenants(database.app, [operator], async tx => {
        for (const outage of whole) await addOutage(tx, operator, outage)
      })
    } catch (error) {
      outages = [...whole, ...outages]
      throw error
    }
  }
  const once = async (): Promise<void> => {
    // The sign of life first: it must not wait for what fails.
    await beat(database.app, place, now())
    await keepCounted()
    if (outages.length > 0) await keepOutages()
    for (const work of also) await work()
  }
  let running: Promise<void> | undefined
  const flush = (): Promise<void> => {
    running ??= once().finally(() => {
      running = undefined
    })
    return running
  }
  const tick = (): void => {
    // What cannot be kept while the database is away is no news.
    if (parts.health && parts.health.status().state !== 'up') return
    flush().catch(parts.log)
  }
  const timer = setInterval(tick, parts.everyMs ?? beatMs)
  timer.unref()
  const note = parts.health ? outagesOf(parts.health.status(), one => outages.push(one)) : undefined
  const forget = note && parts.health?.onChange(note)
  return {
    flush,
    stop: async () => {
      clearInterval(timer)
      forget?.()
      await running?.catch(() => {})
      try {
        await once()
        await beat(database.app, place, now(), true)
      } catch (error) {
        parts.log(error)
      }
    },
  }
}
