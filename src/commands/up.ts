import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Clock, systemClock } from '../base/clock.ts'
import { OperatorError } from '../base/problem.ts'
import { loadOrganisations, sampleAccess, samplePassword, samplePeople } from '../platform/access/sample.ts'
import { visitor } from '../platform/access/session.ts'
import { removeOld } from '../platform/access/sessions/service.ts'
import { signInPaths } from '../platform/access/sign-in/routes.tsx'
import { createPrivateFile, keyFolder } from '../platform/database/private-file.ts'
import { inTenants } from '../platform/database/transaction.ts'
import { type JobDefinition, startJobs } from '../platform/jobs/runner.ts'
import { outsideFolders } from '../platform/ledger/outside.ts'
import { startSequencer } from '../platform/ledger/sequencer.ts'
import { record } from '../platform/ledger/service.ts'
import type { RegionDefinition } from '../platform/region.ts'
import { reindexIfMarked } from '../platform/registers/reindex.ts'
import { requestRefused } from '../platform/routing/events.ts'
import type { SystemDefinition } from '../platform/system.ts'
import { loadAssets } from '../web/assets/assets.ts'
import type { ListenerOptions } from '../web/options.ts'
import { createListener, openListener } from '../web/server.ts'
import { type Built, buildPlatform } from './build-platform.ts'
import { openDatabase } from './open-database.ts'
import { organisationsOf } from './organisations.ts'
import { progress, say } from './terminal.ts'

export interface UpOptions {
  readonly region: RegionDefinition
  readonly systems: readonly SystemDefinition[]
  readonly folder: string
  readonly sample: boolean
  readonly publicPort: number
  readonly staffPort: number
  readonly host: string
  readonly clock?: Clock
  /** Folder of the systems' migrations; default: this project's own. */
  readonly migrations?: string
  /** Requests of one address; default: the listeners' own limit. */
  readonly rate?: ListenerOptions['rate']
}

export interface Running {
  readonly built: Built
  readonly publicUrl: string
  readonly staffUrl: string
  stop(): Promise<void>
}

/** What was loaded once is not loaded again; kept in the database, so that it shares the data's fate. */
const sampleMark = 'sample'

const loadSample = async (built: Built, options: UpOptions): Promise<void> => {
  const { database } = built.services
  const [loaded] = await database.owner`select 1 from musubi.setting where name = ${sampleMark}`
  if (loaded) return
  const enter = built.access.enter
  const roles = (key: 'officer' | 'chief' | 'municipal') =>
    options.systems.flatMap(system => system.sampleRoles?.[key] ?? [])
  const organisations = organisationsOf(options.region, built.services.clock)
  const people = samplePeople(organisations, {
    officer: roles('officer'),
    chief: roles('chief'),
    municipal: roles('municipal'),
  })
  await sampleAccess(database.app, enter, people)
  for (const system of options.systems)
    await system.sample?.(built.services, progress(`sample data: ${system.title.en}`))
  await database.owner`insert into musubi.setting (name, value) values (${sampleMark}, ${database.owner.json({ loaded: built.services.clock.now().toISOString() })}) on conflict (name) do nothing`
  await database.owner.unsafe('analyze')
}

const platformJobs = (built: Built): readonly JobDefinition[] => [
  {
    id: 'remove-old-sessions',
    title: { ja: '終わったサインインを消す', en: 'Remove ended sessions' },
    cron: '15 3 * * *',
    run: async () => {
      await removeOld(built.services.database.owner, built.access.settings)
    },
  },
  {
    id: 'expire-proposals',
    title: { ja: '期限の過ぎた起案を閉じる', en: 'End proposals whose time is over' },
    cron: '5 * * * *',
    run: async () => {
      await built.services.registers.approvals.expire(built.services.systemAct())
    },
  },
  {
    id: 'send-messages',
    title: { ja: 'メールを送る', en: 'Send mail' },
    cron: '* * * * *',
    run: async () => {
      await built.services.messages.send(built.services.systemAct())
    },
  },
]

/** Starts the platform: database, migrations, sample, sequencer, jobs, both listeners. @throws OperatorError */
export const start = async (options: UpOptions): Promise<Running> => {
  const { region, systems, folder } = options
  const clock = options.clock ?? systemClock
  const opened = await openDatabase(folder, say, options.migrations)
  const closers: (() => Promise<void>)[] = [() => opened.close()]
  const stop = async () => {
    for (const close of closers.toReversed()) await close()
    closers.length = 0
  }
  try {
    const { database, urls } = opened
    await loadOrganisations(database.app, organisationsOf(region, clock))
    const host = options.host === '0.0.0.0' ? 'localhost' : options.host
    const staffOrigin = process.env['MUSUBI_STAFF_ORIGIN'] ?? `http://${host}:${options.staffPort}`
    const publicOrigin = process.env['MUSUBI_PUBLIC_ORIGIN']
    const built = await buildPlatform({
      region,
      systems,
      database,
      folder,
      clock,
      staffOrigin,
      ...(options.migrations ? { migrations: options.migrations } : {}),
    })
    const { services, logger, access } = built
    for (const service of services.registers.all()) {
      const done = await reindexIfMarked(database, service.register, services.registers.tools)
      if (done > 0) say(`search texts of ${service.register.id} made anew: ${done} records`)
    }
    const sequencer = startSequencer({
      owner: database.owner,
      signer: built.signer,
      outside: outsideFolders(folder),
      clock,
      log: say,
    })
    closers.push(() => sequencer.stop())
    if (options.sample) await loadSample(built, options)
    mkdirSync(keyFolder(folder), { recursive: true, mode: 0o700 })
    const secret = Buffer.from(createPrivateFile(join(keyFolder(folder), 'web.key'), newSecret).trim(), 'base64')
    const common: Omit<ListenerOptions, 'zone' | 'visitor'> = {
      site: { prefecture: region.prefecture.name, service: region.service },
      routes: built.routes,
      menu: built.menu,
      clock,
      logger,
      secret,
      assets: await loadAssets(),
      resolveActor: headers => access.sessions.resolveActor(headers),
      onRefusal: ({ actor, route, permission, path }) => {
        // Visitors who find the sign-in page are no event; a signed-in person who is refused is one.
        if (actor.kind !== 'person') return
        return inTenants(database.app, actor.tenants, async tx => {
          await record(
            tx,
            {
              event: requestRefused,
              tenant: actor.organisation,
              actor: actor.person,
              body: { permission, route: `${route.method} ${route.path}`, path },
            },
            clock.now(),
          )
        })
      },
      sample: options.sample,
      trustedProxies: Number(process.env['MUSUBI_TRUSTED_PROXIES'] ?? 0),
      ...(options.rate === undefined ? {} : { rate: options.rate }),
    }
    const publicVisitor = { ...visitor, organisation: services.system.organisation }
    const publicListener = await openListener(
      createListener({
        ...common,
        zone: 'public',
        visitor: publicVisitor,
        ...(publicOrigin ? { origin: publicOrigin } : {}),
      }),
      options.publicPort,
      options.host,
    )
    closers.push(() => publicListener.close())
    const staffListener = await openListener(
      createListener({ ...common, zone: 'staff', visitor: publicVisitor, signIn: signInPaths, origin: staffOrigin }),
      options.staffPort,
      options.host,
    )
    closers.push(() => staffListener.close())
    const jobs = await startJobs(
      urls.owner,
      [...platformJobs(built), ...systems.flatMap(system => system.jobs?.(services) ?? [])],
      logger,
    )
    closers.push(() => jobs.stop())
    return { built, publicUrl: `http://${host}:${publicListener.port}`, staffUrl: staffOrigin, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

const newSecret = (): string => `${Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64')}\n`

const portOf = (name: string, usual: number): number => {
  const text = process.env[name]
  if (!text) return usual
  const port = Number(text)
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new OperatorError(`${name}=${text} is not a port: give a number from 0 to 65535.`)
  return port
}

/** `musubi up`: runs until it is told to stop. */
export const up = async (
  parameters: readonly string[],
  region: RegionDefinition,
  systems: readonly SystemDefinition[],
  folder: string,
): Promise<number> => {
  const unknown = parameters.find(parameter => parameter !== '--no-sample')
  if (unknown !== undefined) throw new OperatorError(`up does not know "${unknown}". It takes --no-sample.`)
  const began = performance.now()
  const sample = !parameters.includes('--no-sample')
  const running = await start({
    region,
    systems,
    folder,
    sample,
    publicPort: portOf('PORT', 8080),
    staffPort: portOf('STAFF_PORT', 8081),
    host: process.env['HOST'] ?? '127.0.0.1',
  })
  const stopped = Promise.withResolvers<number>()
  let stopping = false
  const onSignal = () => {
    if (stopping) return
    stopping = true
    say('stopping …')
    running.stop().then(
      () => stopped.resolve(0),
      error => stopped.reject(error),
    )
  }
  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)
  if (sample) {
    say(`sample sign-ins (password ${samplePassword}):`)
    for (const person of samplePeople(organisationsOf(region, systemClock), { officer: [], chief: [], municipal: [] }))
      say(`  ${person.email}  ${person.title.ja} / ${person.title.en}`)
  }
  say(`data: ${folder}; started in ${((performance.now() - began) / 1000).toFixed(1)} s`)
  process.stdout.write(`ready  public ${running.publicUrl}  staff ${running.staffUrl}\n`)
  return stopped.promise
}
