import type { Clock } from '../base/clock.ts'
import { type Health, startHealth } from '../platform/health/health.ts'
import { makeProbe } from '../platform/health/probe.ts'
import type { OpenDatabase } from './open-database.ts'
import { say } from './terminal.ts'

/** Seconds that a request waits for a database that is away. */
export const usualPatience = 5

/**
 * Watches the database of a platform that serves. When it is away all connections are broken: what hangs in them fails at
 * once, and the next query connects anew instead of waiting for the system to give a silent connection up.
 * @param patience seconds: a fifth passes before anybody looks, two looks share most of the rest
 */
export const watchDatabase = ({ database, urls, copies }: OpenDatabase, patience: number, clock: Clock): Health => {
  const { sockets } = database
  const probe = makeProbe({ url: urls.app, where: copies?.keeper.where, sockets, patienceMs: patience * 350 })
  const health = startHealth({ probe: probe.look, now: () => clock.now(), log: line => say(`database: ${line}`) })
  health.onChange(({ state }) => {
    if (state === 'away') sockets.breakAll()
  })
  return {
    ...health,
    stop: async () => {
      await health.stop()
      await probe.close()
    },
  }
}
