import { hostname } from 'node:os'
import { type Clock, dayInJapan, systemClock } from '../base/clock.ts'
import { listOrganisations } from '../platform/access/people/organisations.ts'
import { loadOrganisations } from '../platform/access/sample.ts'
import { visitor } from '../platform/access/session.ts'
import { signInPaths } from '../platform/access/sign-in/routes.tsx'
import { readingHere } from '../platform/database/reading-here.ts'
import { inTenants } from '../platform/database/transaction.ts'
import { type ConditionSource, gatherConditions } from '../platform/health/condition.ts'
import { startJobs } from '../platform/jobs/runner.ts'
import { outsideFolders } from '../platform/ledger/outside.ts'
import { startSequencer } from '../platform/ledger/sequencer.ts'
import { record } from '../platform/ledger/service.ts'
import { quotaWaiting } from '../platform/quotas/settings.ts'
import type { RegionDefinition } from '../platform/region.ts'
import { publishedChanges } from '../platform/registers/published-changes.ts'
import { reindexIfMarked } from '../platform/registers/reindex.ts'
import { requestRefused } from '../platform/routing/events.ts'
import type { Zone } from '../platform/routing/route.ts'
import { createRecorder } from '../platform/service-level/recorder.ts'
import { type Measuring, startMeasuring } from '../platform/service-level/run.ts'
import { stoppedText } from '../platform/sites/definition.ts'
import type { Keeper } from '../platform/sites/keeper-view.ts'
import { startSites } from '../platform/sites/service.ts'
import type { SystemDefinition } from '../platform/system.ts'
import { fairGate, usualShares } from '../web/fair/fair.ts'
import { type OpenListener, openListener } from '../web/open.ts'
import type { ListenerOptions, WriteGate } from '../web/options.ts'
import { startWalk } from '../web/published-copy/walk.ts'
import { createListener, type Listener } from '../web/server.ts'
import { type Built, buildPlatform } from './build-platform.ts'
import { recordStep, watchedClock } from './clock-steps.ts'
import { readCopiesSettings } from './copies-settings.ts'
import { refuseStale } from './definitions.ts'
import { commonSettings, copyOf } from './listener-settings.ts'
import { migrationsFolder, type OpenDatabase, openDatabase } from './open-database.ts'
import { organisationsOf } from './organisations.ts'
import { platformJobs } from './platform-jobs.ts'
import { checkSameKeys, destroyLeft } from './same-keys.ts'
import { loadSample } from './sample.ts'
import type { Settings } from './settings.ts'
import { sitesCondition } from './sites-condition.ts'
import { mayServeCopy, startFromCopy } from './start-from-copy.ts'
import { makeStopping } from './stopping.ts'
import { say } from './terminal.ts'
import { usualPatience, watchDatabase } from './watch-database.ts'

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
  /** No request waits longer for a database that is away. Default 5. */
  readonly patienceSeconds?: number
  /** No answer of an ordinary page takes longer. Default 60. */
  readonly answerSeconds?: number
  readonly clock?: Clock
  /** Since when a start without a database has served the copy. */
  readonly copySince?: Date
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
  /** The database could not be reached: the copy of the public pages is served until it can. */
  readonly fromCopy?: true
  stop(): Promise<void>
}

/** Addresses that mean "every address of this machine", which nobody can type. */
const isEverywhere = (host: string): boolean => host === '0.0.0.0' || host === '::'
const originOf = (host: string, port: number): string => `http://${host.includes(':') ? `[${host}]` : host}:${port}`

const gateOf = (keeper: Keeper): WriteGate => ({
  stopped: () => {
    const { stopped } = keeper.state()
    return stopped ? stoppedText[stopped.why] : undefined
  },
  moved: () => (keeper.state().stopped?.why === 'moved' ? stoppedText.moved : undefined),
  reading: readingHere,
})

/** How a finished listener gets its requests: from a port of its own, or from one that is open already. */
export type Listen = (zone: Zone, listener: Listener) => Promise<OpenListener>

/**
 * Starts the platform: database, migrations, sample, sequencer, jobs, both listeners. Where the database cannot be reached
 * and this folder has a copy of the public pages, the copy is served until it can. @throws OperatorError
 */
export const start = async (options: StartOptions): Promise<Running> => {
  const { systems, folder } = options
  await refuseStale(systems, options.migrations ?? migrationsFolder)
  const open = (): Promise<OpenDatabase> =>
    openDatabase(folder, {
      log: say,
      external: process.env.DATABASE_URL,
      migrations: options.migrations,
      standby: options.standby,
    })
  const listen: Listen = (zone, listener) =>
    openListener(listener, zone === 'public' ? options.publicPort : options.staffPort, options.host)
  try {
    return await startOn(await open(), options, listen)
  } catch (error) {
    if (options.signal?.aborted || !mayServeCopy(error, options)) throw error
    return startFromCopy({ options, listen, open, startOn, error })
  }
}

/** Everything over an open database. It is closed when this fails. */
const startOn = async (opened: OpenDatabase, options: StartOptions, listen: Listen): Promise<Running> => {
  const { region, systems, folder } = options
  const steps = watchedClock(options.clock ?? systemClock)
  const { clock } = steps
  const parts = makeStopping(say)
  parts.add('database', () => opened.close())
  // Whoever ends the start while it loads must not wait for the load: without its connections it fails at once.
  const giveUp = () => void opened.database.close()
  options.signal?.addEventListener('abort', giveUp)
  try {
    options.signal?.throwIfAborted()
    const { database, urls } = opened
    const health = watchDatabase(opened, options.patienceSeconds ?? usualPatience, clock)
    parts.add('watch over the database', () => health.stop())
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
    if (keeper) {
      startSites({ ...services, keeper, operators: readCopiesSettings(folder).operators })
      parts.add('messages of the sites', () => keeper.told(3000))
    }
    const prepare = async (): Promise<void> => {
      const { tenants } = services.registers.tools.secrets
      await checkSameKeys(database.owner, folder, tenants)
      for (const left of tenants ? await destroyLeft(database.owner, tenants, clock.now()) : [])
        say(`the key of ${left}, which has left, was in the key folder again: destroyed`)
      // At the start and not at the first sealed value: copies of the key folder are whole from then on.
      for (const body of await listOrganisations(database.app))
        if (body.id === body.tenant && tenants?.destroyed(body.id) === null) tenants.keyFor(body.id)
      await checkSameKeys(database.owner, folder, tenants)
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
      parts.add('sequencer', () => sequencer.stop())
      await built.backup.startShipping(say)
      parts.add('backup', () => built.backup.stop())
      // What was loaded is provable from the first moment, also to who looks before the next checkpoint is due.
      if (options.sample && (await loadSample(built, options))) await sequencer.flush().catch(() => {})
    }
    if (mayWrite()) await prepare()
    else keeper?.whenOpen(prepare)
    steps.tell(step => recordStep(services, step))
    const sources: readonly ConditionSource[] = [
      ...(keeper ? [sitesCondition(keeper)] : []),
      health.conditions,
      services.serviceLevel.conditions,
    ]
    const fair = fairGate({
      ...usualShares,
      waiting: async organisation =>
        (await services.settings.value(organisation, quotaWaiting, dayInJapan(clock.now()))) ?? usualShares.waiting(),
    })
    const recorder = createRecorder(services.system.organisation, () => clock.now().getTime())
    let measuring: Measuring | undefined
    // Closed after the listeners, so that their last answers count.
    parts.add('service levels', () => measuring?.stop())
    const common: Omit<ListenerOptions, 'zone' | 'visitor'> = {
      ...(await commonSettings(options, built, clock)),
      fair,
      served: recorder.count,
      resolveActor: headers => access.sessions.resolveActor(headers),
      onRefusal: ({ actor, route, permission, path }) => {
        // Visitors who find the sign-in page are no event; a person or a machine that is known and refused is one.
        if (actor.kind === 'visitor') return
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
      health,
      conditions: gatherConditions(sources),
      ...(keeper ? { gate: gateOf(keeper) } : {}),
    }
    const copy = copyOf(options)
    const publicVisitor = { ...visitor, organisation: services.system.organisation }
    const published = createListener({
      ...common,
      zone: 'public',
      visitor: publicVisitor,
      ...(publicOrigin ? { origin: publicOrigin } : {}),
      ...(copy ? { copy } : {}),
    })
    const publicListener = await listen('public', published)
    parts.add('public listener', () => publicListener.close())
    if (copy) {
      const origin = publicOrigin ?? originOf(host, publicListener.port)
      const changes = publishedChanges(services.registers, database.app, services.system.tenants)
      const walk = startWalk({ listener: published, copy, origin, changes })
      parts.add('copy of public pages', () => walk.stop())
    }
    const staffListener = await listen(
      'staff',
      createListener({
        ...common,
        // Machines' keys open nothing on the internet's side.
        resolveActor: headers => access.resolveActor(headers),
        zone: 'staff',
        visitor: publicVisitor,
        signIn: signInPaths,
        origin: staffOrigin,
      }),
    )
    parts.add('staff listener', () => staffListener.close())
    const work = async (): Promise<void> => {
      measuring = await startMeasuring({
        recorder,
        database,
        clock,
        operator: services.system.organisation,
        place: `${hostname()}:${folder}`,
        copySince: options.copySince,
        health,
        also: [() => built.quotas.flush(), () => services.serviceLevel.refresh()],
        log: error => logger.warn({ err: error }, 'service levels not kept'),
      })
      const counting = built.quotas
        .countFirst(services.files)
        .catch(error => logger.warn({ err: error }, 'files not counted'))
      parts.add('count of files', () => counting)
      const jobs = await startJobs(
        urls.owner,
        [
          ...platformJobs(built, readCopiesSettings(folder)),
          ...systems.flatMap(system => system.jobs?.(services) ?? []),
        ],
        logger,
        keeper?.where,
      )
      parts.add('jobs', () => jobs.stop())
    }
    if (mayWrite()) await work()
    else keeper?.whenOpen(work)
    options.signal?.throwIfAborted()
    keeper?.opened()
    return {
      built,
      publicUrl: publicOrigin ?? originOf(host, publicListener.port),
      staffUrl: staffOrigin,
      stop: parts.stop,
    }
  } catch (error) {
    await parts.stop()
    throw error
  } finally {
    options.signal?.removeEventListener('abort', giveUp)
  }
}
