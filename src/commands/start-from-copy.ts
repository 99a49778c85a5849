import { existsSync, readdirSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { systemClock } from '../base/clock.ts'
import { OperatorError } from '../base/problem.ts'
import { visitor } from '../platform/access/session.ts'
import type { Database } from '../platform/database/connection.ts'
import { openPool } from '../platform/database/pool.ts'
import { isUnreachable } from '../platform/database/unreachable.ts'
import { alwaysAway } from '../platform/health/health.ts'
import type { Zone } from '../platform/routing/route.ts'
import type { OpenListener } from '../web/open.ts'
import { createListener, type Listener } from '../web/server.ts'
import { buildPlatform } from './build-platform.ts'
import { commonSettings, copyFolder, copyOf } from './listener-settings.ts'
import type { OpenDatabase } from './open-database.ts'
import type { Listen, Running, StartOptions } from './start.ts'
import { say } from './terminal.ts'

const hasCopy = (folder: string): boolean =>
  existsSync(copyFolder(folder)) && readdirSync(copyFolder(folder)).some(name => name.endsWith('.page'))

/**
 * Whether a start that failed may go on with the copy of the public pages: the database cannot be reached, and this folder
 * served one before. A first start, a wrong password or a wrong database are an operator's mistakes, and are refused.
 */
export const mayServeCopy = (error: unknown, { folder, copyMegabytes }: StartOptions): boolean =>
  error instanceof OperatorError && isUnreachable(error.cause) && Boolean(copyMegabytes) && hasCopy(folder)

/** Pools that lead nowhere, for definitions that want a database; nothing is ever asked of them. */
const noDatabase = (): Database => {
  const nowhere = (name: string) => openPool('postgres://nobody@127.0.0.1:1/none', { max: 1, name })
  const [owner, app, reader, lists] = [nowhere('owner'), nowhere('app'), nowhere('reader'), nowhere('lists')]
  return { owner, app, reader, lists, close: async () => {} }
}

/** A port that is open from the beginning and answers with whatever listener there is by now. */
interface Front {
  readonly open: OpenListener
  current: Listener
}

interface Parts {
  readonly options: StartOptions
  readonly listen: Listen
  readonly open: () => Promise<OpenDatabase>
  readonly startOn: (opened: OpenDatabase, options: StartOptions, listen: Listen) => Promise<Running>
  /** Why the database cannot be had. */
  readonly error: unknown
}

/** Milliseconds between two attempts to join the database. */
const betweenAttempts = 2_000
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
const originOf = (host: string, port: number): string => `http://${host.includes(':') ? `[${host}]` : host}:${port}`

/** Serves the copy of the public pages, and everything as soon as the database is there. */
export const startFromCopy = async ({ options, listen, open, startOn, error }: Parts): Promise<Running> => {
  const { region, systems, folder, host } = options
  const clock = options.clock ?? systemClock
  const staffOrigin = options.staffOrigin ?? originOf(host, options.staffPort)
  const built = await buildPlatform({
    region,
    systems,
    database: noDatabase(),
    folder,
    clock,
    staffOrigin,
    migrations: options.migrations,
  })
  const away = alwaysAway(clock.now())
  const copy = copyOf(options)
  // Nothing else is served: which pages there are must be known before the first visitor asks.
  await copy?.settled()
  const common = {
    ...(await commonSettings(options, built, clock)),
    health: away,
    conditions: away.conditions,
    visitor: { ...visitor, organisation: built.services.system.organisation },
    resolveActor: () => visitor,
    onRefusal: () => {},
  }
  const front = async (zone: Zone): Promise<Front> => {
    const origin = zone === 'staff' ? staffOrigin : options.publicOrigin
    const listener = createListener({
      ...common,
      zone,
      ...(origin ? { origin } : {}),
      ...(copy && zone === 'public' ? { copy } : {}),
    })
    const made: { current: Listener; open?: OpenListener } = { current: listener }
    const opened = await listen(zone, { fetch: (request, env) => made.current.fetch(request, env) })
    return Object.assign(made, { open: opened })
  }
  say(`${messageOf(error)}`)
  say('serving the last copy of the public pages until the database answers')
  const fronts: Readonly<Record<Zone, Front>> = { public: await front('public'), staff: await front('staff') }

  const copySince = clock.now()
  const ended = new AbortController()
  let joined: Running | undefined
  const join = async (): Promise<void> => {
    let said = messageOf(error)
    while (!ended.signal.aborted) {
      await sleep(betweenAttempts, undefined, { signal: ended.signal }).catch(() => {})
      if (ended.signal.aborted) return
      try {
        joined = await startOn(await open(), { ...options, copySince }, async (zone, listener) => {
          fronts[zone].current = listener
          return { port: fronts[zone].open.port, close: async () => {} }
        })
        say('the database answers; the platform is whole again')
        return
      } catch (reason) {
        if (messageOf(reason) !== said) say(messageOf(reason))
        said = messageOf(reason)
      }
    }
  }
  const joining = join()
  return {
    built,
    fromCopy: true,
    publicUrl: options.publicOrigin ?? originOf(host, fronts.public.open.port),
    staffUrl: staffOrigin,
    stop: async () => {
      ended.abort()
      await Promise.all([fronts.public.open.close(), fronts.staff.open.close()])
      await joining
      await joined?.stop()
    },
  }
}
