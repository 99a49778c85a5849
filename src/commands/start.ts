import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Clock, dayInJapan, systemClock } from '../base/clock.ts'
import { listOrganisations } from '../platform/access/people/organisations.ts'
import { loadOrganisations } from '../platform/access/sample.ts'
import { visitor } from '../platform/access/session.ts'
import { signInPaths } from '../platform/access/sign-in/routes.tsx'
import { answers } from '../platform/database/connect.ts'
import { createPrivateFile, keyFolder } from '../platform/database/private-file.ts'
import { readingHere } from '../platform/database/reading-here.ts'
import { inTenants } from '../platform/database/transaction.ts'
import { startJobs } from '../platform/jobs/runner.ts'
import { outsideFolders } from '../platform/ledger/outside.ts'
import { startSequencer } from '../platform/ledger/sequencer.ts'
import { record } from '../platform/ledger/service.ts'
import { quotaWaiting } from '../platform/quotas/settings.ts'
import type { RegionDefinition } from '../platform/region.ts'
import { reindexIfMarked } from '../platform/registers/reindex.ts'
import { requestRefused } from '../platform/routing/events.ts'
import { stoppedText } from '../platform/sites/definition.ts'
import type { Keeper } from '../platform/sites/keeper-view.ts'
import { bannerText } from '../platform/sites/report.ts'
import { startSites } from '../platform/sites/service.ts'
import type { SystemDefinition } from '../platform/system.ts'
import { loadAssets } from '../web/assets/assets.ts'
import { fairGate, usualShares } from '../web/fair/fair.ts'
import { openListener } from '../web/open.ts'
import type { ListenerOptions, WriteGate } from '../web/options.ts'
import { openCopy } from '../web/published-copy/copy.ts'
import { startWalk } from '../web/published-copy/walk.ts'
import { createListener } from '../web/server.ts'
import { type Built, buildPlatform } from './build-platform.ts'
import { readCopiesSettings } from './copies-settings.ts'
import { refuseStale } from './definitions.ts'
import { migrationsFolder, openDatabase } from './open-database.ts'
import { organisationsOf } from './organisations.ts'
import { platformJobs } from './platform-jobs.ts'
import { checkSameKeys } from './same-keys.ts'
import { loadSample } from './sample.ts'
import type { Settings } from './settings.ts'
import { say } from './terminal.ts'

export interface StartOptions {
  readonly region: RegionDefinition
  readonly systems: readonly SystemDefinition[]
  readonly folder: string
  readonly sample: boolean
  /** With a second site on this machine, for a trial. */
  readonly standby?: boolean
  readonly publicPort: number
  readonly staffPort: number
  readonly host: string
  /** As people type them, when a proxy stands before the listeners. */
  readonly publicOrigin?: string
  readonly staffOrigin?: string
  readonly trustedProxies?: number
  readonly mapTiles?: Settings['mapTiles']
  /** Most megabytes of the copy of public pages; none without it. */
  readonly copyMegabytes?: number
  readonly clock?: Clock
  /** Ends the start; what was begun is rolled back or left as a killed start leaves it, and the server is stopped. */
  readonly signal?: AbortSignal
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

/** Addresses that mean "every address of this machine", which nobody can type. */
const isEverywhere = (host: string): boolean => host === '0.0.0.0' || host === '::'
const originOf = (host: string, port: number): string => `http://${host.includes(':') ? `[${host}]` : host}:${port}`

const newSecret = (): string => `${Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64')}\n`

const gateOf = (keeper: Keeper): WriteGate => ({
  stopped: () => {
    const { stopped } = keeper.state()
    return stopped ? stoppedText[stopped.why] : undefined
  },
  reading: readingHere,
})

/** Starts the platform: database, migrations, sample, sequencer, jobs, both listeners. @throws OperatorError */
export const start = async (options: StartOptions): Promise<Running> => {
  const { region, systems, folder } = options
  const clock = options.clock ?? systemClock
  await refuseStale(systems, options.migrations ?? migrationsFolder)
  const opened = await openDatabase(folder, {
    log: say,
    external: process.env.DATABASE_URL,
    migrations: options.migrations,
    standby: options.standby,
  })
  const closers: (() => Promise<void>)[] = [() => opened.close()]
  const stop = async () => {
    for (const close of closers.splice(0).toReversed()) await close()
  }
  // Whoever ends the start while it loads must not wait for the load: without its connections it fails at once.
  const giveUp = () => void opened.database.close()
  options.signal?.addEventListener('abort', giveUp)
  try {
    options.signal?.throwIfAborted()
    const { database, urls } = opened
    const keeper = opened.copies?.keeper
    /** A site that may not write yet shows what it has; the rest of its start follows when it may. */
    const mayWrite = (): boolean => keeper?.state().stopped == null
    const organise = () => loadOrganisations(database.app, organisationsOf(region, clock))
    if (mayWrite()) await organise()
    else keeper?.whenOpen(organise)
    const host = isEverywhere(options.host) ? 'localhost' : options.host
    const staffOrigin = options.staffOrigin ?? originOf(host, options.staffPort)
    const publicOrigin = options.publicOrigin
    const built = await buildPlatform({
      region,
      systems,
      database,
      folder,
      clock,
      staffOrigin,
      migrations: options.migrations,
      keeper,
    })
    const { services, logger, access } = built
    // At the start and not at the first sealed value: copies of the key folder are whole from then on.
    const { tenants } = services.registers.tools.secrets
    for (const body of await listOrganisations(database.app))
      if (body.id === body.tenant && tenants?.destroyed(body.id) === null) tenants.keyFor(body.id)
    if (keeper) {
      startSites({ ...services, keeper, operators: readCopiesSettings().operators })
      closers.push(() => keeper.told(3000))
    }
    const prepare = async (): Promise<void> => {
      await checkSameKeys(database.owner, folder)
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
      await built.backup.startShipping(say)
      closers.push(() => built.backup.stop())
      // What was loaded is provable from the first moment, also to who looks before the next checkpoint is due.
      if (options.sample && (await loadSample(built, options))) await sequencer.flush().catch(() => {})
    }
    if (mayWrite()) await prepare()
    else keeper?.whenOpen(prepare)
    mkdirSync(keyFolder(folder), { recursive: true, mode: 0o700 })
    const secret = Buffer.from(createPrivateFile(join(keyFolder(folder), 'web.key'), newSecret).trim(), 'base64')
    const fair = fairGate({
      ...usualShares,
      waiting: async organisation =>
        (await services.settings.value(organisation, quotaWaiting, dayInJapan(clock.now()))) ?? usualShares.waiting(),
    })
    const common: Omit<ListenerOptions, 'zone' | 'visitor'> = {
      site: { prefecture: region.prefecture.name, service: region.service },
      routes: built.routes,
      menu: built.menu,
      clock,
      logger,
      secret,
      assets: await loadAssets(),
      fair,
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
      alive: () => answers(database.reader),
      sample: options.sample,
      ...(keeper ? { gate: gateOf(keeper) } : {}),
      trustedProxies: options.trustedProxies ?? 0,
      ...(options.mapTiles ? { mapTiles: options.mapTiles } : {}),
      ...(options.rate === undefined ? {} : { rate: options.rate }),
    }
    const copy = options.copyMegabytes
      ? openCopy(join(folder, 'published-copy'), options.copyMegabytes * 1_000_000, say)
      : undefined
    const publicVisitor = { ...visitor, organisation: services.system.organisation }
    const published = createListener({
      ...common,
      zone: 'public',
      visitor: publicVisitor,
      ...(publicOrigin ? { origin: publicOrigin } : {}),
      ...(copy ? { copy } : {}),
    })
    const publicListener = await openListener(published, options.publicPort, options.host)
    closers.push(() => publicListener.close())
    if (copy) {
      const origin = publicOrigin ?? originOf(host, publicListener.port)
      const walk = startWalk({ listener: published, copy, origin })
      closers.push(() => walk.stop())
    }
    const staffListener = await openListener(
      createListener({
        ...common,
        zone: 'staff',
        visitor: publicVisitor,
        signIn: signInPaths,
        origin: staffOrigin,
        ...(keeper ? { degraded: () => bannerText(keeper.state()) } : {}),
      }),
      options.staffPort,
      options.host,
    )
    closers.push(() => staffListener.close())
    const work = async (): Promise<void> => {
      const jobs = await startJobs(
        urls.owner,
        [...platformJobs(built), ...systems.flatMap(system => system.jobs?.(services) ?? [])],
        logger,
        keeper?.where,
      )
      closers.push(() => jobs.stop())
    }
    if (mayWrite()) await work()
    else keeper?.whenOpen(work)
    options.signal?.throwIfAborted()
    return { built, publicUrl: publicOrigin ?? originOf(host, publicListener.port), staffUrl: staffOrigin, stop }
  } catch (error) {
    await stop()
    throw error
  } finally {
    options.signal?.removeEventListener('abort', giveUp)
  }
}
