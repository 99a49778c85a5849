import { setTimeout as sleep } from 'node:timers/promises'
import type { Bilingual } from '../../base/bilingual.ts'
import { OperatorError } from '../../base/problem.ts'
import { dropConnections, type Whereabouts } from '../database/pool.ts'
import { staysHere, type Upstream } from '../database/server/setup.ts'
import { createAlarm } from './alarm.ts'
import { createAnnouncer } from './announcer.ts'
import type { Alone, CopyMode, Promotion, SiteAgent, SiteStatus } from './definition.ts'
import { createGate } from './gate.ts'
import { alarmBytes, dayMs, type KeeperOptions, nearly, timing } from './keeper-options.ts'
import type { Keeper, SiteEvent } from './keeper-view.ts'
import { type Look, openProbe, type Probe } from './probe.ts'
import { pushFiles, pushKeys } from './push.ts'
import { createPulse, createTeller, hasAll, waitForAll } from './telling.ts'
import { askPatiently, obstacleOf, whoServes } from './who-serves.ts'

const iso = (): string => new Date().toISOString()
const passedOver = 'the other site was promoted meanwhile'
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/**
 * Watches the two sites from the platform's process: which one serves, whether what is acknowledged is at both, and what
 * must stop when it is not. It never promotes by itself: with two votes nobody can tell a dead site from a cut cable. A
 * promotion by command is seen here and followed. A third vote would call `promote` in a person's place.
 */
export const createKeeper = ({ home, away, address, apart = false, log, ends }: KeeperOptions): Keeper => {
  let serving: SiteAgent = home
  let copy: SiteAgent = away
  let pointer = { host: '127.0.0.1', port: 0 }
  let { mode, alone, peer } = home.file()
  let problem: Bilingual | null = null
  let servingStatus: SiteStatus | null = null
  let copyStatus: SiteStatus | null = null
  let look: Look | null = null
  let timeline = 0
  let unproven = false
  let passwords = home.server.passwords()
  let probe: Probe | undefined
  let joining = false
  let joinedAt = Number.NEGATIVE_INFINITY
  let joins = 0
  let goodAt = performance.now()
  let keysAgreedAt = performance.now()
  /** Of the last look that was answered: a loss is counted from there, since nobody knows when in between it came. */
  let answeredAt = performance.now()
  let lostAt: number | null = null
  let rtoMs: number | null = null
  let promotedNow: Promotion | null = null
  let mirroring = false
  let looked = false
  /** The step of the serving site at which its memory was last read or written. */
  let step = home.file().step
  /** Of several platforms on one database one arranges and tells. */
  let leads = true
  let open = false
  /** Counts what persons decided here. */
  let decisions = 0
  const waiting: (() => Promise<void>)[] = []
  const teller = createTeller()
  const announcer = createAnnouncer(log)
  const note = (event: SiteEvent): void => {
    if (leads) announcer.note(event)
  }
  const alarm = createAlarm({
    tell: note,
    open: home.file().called,
    keep: called => void home.change({ called }),
  })
  let ended = false

  const where: Whereabouts = () => pointer
  const remember = async (next: CopyMode, why: Alone | null): Promise<void> => {
    const asked = serving
    const made = await asked.remember({ mode: next, alone: why, peer }, step)
    if (asked !== serving) throw new Error(passedOver)
    step = made
    mode = next
    alone = why
  }
  /** What the serving site remembers, where another platform or a promotion changed it. */
  const learn = (status: SiteStatus): void => {
    servingStatus = status
    if (status.step <= step) return
    step = status.step
    ;({ mode, alone, peer } = status.memory)
    if (mode !== 'together') mirroring = false
  }
  const gate = createGate({ note, again: () => !alarm.called(), log })

  const upstreamFor = (site: string): Upstream => ({
    host: serving === home ? (staysHere(away.host) ? '127.0.0.1' : address) : pointer.host,
    port: pointer.port,
    password: passwords.replica,
    slot: site,
  })

  const keysAgree = (): boolean => !servingStatus || !copyStatus || servingStatus.keys === copyStatus.keys

  const sameKeys = async (): Promise<void> => {
    if (!keysAgree()) await pushKeys(serving, copy)
  }

  /** Makes the other site a copy, or tells it where to follow now. */
  const join = async (there: SiteStatus): Promise<void> => {
    joining = true
    const [by, to] = [serving, copy]
    try {
      await sameKeys()
      if (by !== serving) throw new Error(passedOver)
      const anew = joins > 0 && there.content === 'copy'
      joins += 1
      await to.follow(upstreamFor(there.site), anew, there.step)
    } catch (error) {
      log(`sites: the copy could not be made: ${messageOf(error)}`)
    } finally {
      joinedAt = performance.now()
      joining = false
    }
  }

  /** The log flows and little is missing: from here on the two wait for each other. */
  const unite = async (there: SiteStatus): Promise<void> => {
    joining = true
    const [by, to, decided] = [serving, copy, decisions]
    /** Every wait gives time for a promotion, which turns the two around, or for a person who decides otherwise. */
    const stillSo = (): void => {
      if (by !== serving) throw new Error(passedOver)
      if (decided !== decisions) throw new Error('a person allowed one site meanwhile')
    }
    try {
      mirroring = true
      await sameKeys()
      await pushFiles(by, to)
      stillSo()
      peer = there.site
      await by.requireCopies([there.site], step)
      await waitForAll(async () => {
        if (ended) throw new Error('the platform stops')
        const seen = await probe?.look(there.site)
        stillSo()
        return seen
      })
      const was = alone
      await remember('together', null)
      await teller.tell(to, 'together')
      goodAt = performance.now()
      joins = 0
      note({ kind: 'together', copy: there.site, alone: was })
      log('sites: both copies agree; what is acknowledged from now on is at both')
    } catch (error) {
      mirroring = mode === 'together'
      if (mode !== 'together' && by === serving) await by.requireCopies([], step).catch(() => {})
      log(`sites: the two could not be brought together: ${messageOf(error)}`)
    } finally {
      joinedAt = performance.now()
      joining = false
    }
  }

  /** Nothing answers at port 0: no connection leaves this machine for a database that would refuse it. */
  const whereOf = ({ port }: SiteStatus): typeof pointer => {
    if (serving === home) return { host: '127.0.0.1', port: port ?? 0 }
    return apart ? { host: '127.0.0.1', port: 0 } : { host: away.host, port: port ?? 0 }
  }
  const elsewhere = (): boolean => apart && serving !== home

  /** The other site was promoted and is ahead of this one in its timeline: it serves from now on. */
  const takeOver = async (there: SiteStatus): Promise<void> => {
    log(`sites: ${there.name} was promoted (timeline ${there.timeline}) and serves from now on`)
    const old = serving
    const found = step
    serving = copy
    copy = old
    pointer = whereOf(there)
    timeline = there.timeline ?? timeline
    ;({ mode, alone, peer } = there.memory)
    step = there.step
    gate.back()
    servingStatus = there
    copyStatus = null
    mirroring = false
    unproven = false
    joins = 0
    lostAt ??= answeredAt
    promotedNow = there.promoted
    dropConnections(where)
    await probe?.close()
    probe = elsewhere() ? undefined : openProbe(passwords.admin, where)
    if (old === home) await home.fence(found).catch(error => log(`sites: ${messageOf(error)}`))
  }

  const prove = async (there: SiteStatus | null): Promise<void> => {
    if (!unproven || !there || there.content === 'database') return
    await home.proven()
    unproven = false
    log('sites: the other site has not gone on without this one')
  }

  const isGood = createPulse()

  const judge = async (seen: Look): Promise<void> => {
    if (unproven) return gate.stop('unproven')
    if (mode !== 'together') return gate.open()
    if (keysAgree()) keysAgreedAt = performance.now()
    // The running platform uses the keys that it read at its start; new ones must be there before the next.
    const keysLate = performance.now() - keysAgreedAt > timing.keys
    if (isGood(seen) && !keysLate) {
      goodAt = performance.now()
      mirroring = true
      return gate.open()
    }
    const silent = seen.state === 'streaming' && seen.sync === 'sync' && !keysLate
    if (silent || keysLate || performance.now() - goodAt > timing.grace) {
      gate.stop('copy-lost')
      const count = (await probe?.endWaiting()) ?? 0
      if (count > 0) log(`sites: ${count} changes under way were ended; whether they count is not known`)
    }
  }

  const arrange = (there: SiteStatus, seen: Look): void => {
    if (joining || unproven) return
    problem = obstacleOf(there, { system: servingStatus?.system ?? null, timeline })
    if (problem) return
    if (seen.state === 'streaming') {
      joins = 0
      if (mode !== 'together' && (seen.behind ?? Number.POSITIVE_INFINITY) < nearly) void unite(there)
      else if (!keysAgree()) void pushKeys(serving, copy).catch(error => log(`sites: ${messageOf(error)}`))
    } else if (
      performance.now() - joinedAt >
      (there.running && joins > 0 ? timing.patience : 2 * timing.grace * 2 ** Math.min(joins, 6))
    )
      void join(there)
  }

  const settled = (): boolean => looked && gate.stopped() === null
  const openWaiting = async (): Promise<void> => {
    if (!settled()) return
    for (const work of waiting.splice(0)) await work().catch(error => log(messageOf(error)))
  }

  let asking: Promise<void> | undefined
  /** A site that is frozen takes two seconds not to answer; the looks that stop writes go on meanwhile. */
  const askCopy = async (): Promise<void> => {
    const asked = copy
    const status = await asked.status().catch(() => null)
    if (asked === copy) copyStatus = status
    asking = undefined
  }

  const tick = async (): Promise<void> => {
    asking ??= askCopy()
    await Promise.race([asking, sleep(timing.answer)])
    const ahead = copyStatus?.content === 'database' && copyStatus.running && (copyStatus.timeline ?? 0) > timeline
    const same = copyStatus?.system === servingStatus?.system || servingStatus?.system == null
    if (copyStatus && ahead && same && timeline > 0) await takeOver(copyStatus)
    else await prove(copyStatus)
    const before = look
    try {
      look = (await probe?.look(copyStatus?.site ?? peer ?? 'nobody')) ?? null
    } catch {
      look = null
      lostAt ??= answeredAt
      return gate.stop('database-lost')
    }
    if (!look) {
      answeredAt = performance.now()
      if (elsewhere() && gate.stopped()?.why !== 'moved') {
        gate.moved()
        lostAt = null
        promotedNow = null
      }
      return
    }
    answeredAt = performance.now()
    leads = look.leads
    timeline = Math.max(timeline, look.timeline)
    if (promotedNow && open) {
      rtoMs = lostAt === null ? null : Math.round(performance.now() - lostAt)
      note({ kind: 'promoted', promotion: promotedNow, timeline, rtoMs })
      promotedNow = null
    }
    if (!promotedNow) lostAt = null
    await judge(look)
    looked = mode !== 'together' || gate.stopped() !== null || isGood(look)
    if (copyStatus && leads) {
      if (!joining) teller.again(copy, copyStatus, mode, isGood(look) && hasAll(before, look))
      arrange(copyStatus, look)
    }
    alarm.watch(mode === 'alone' || gate.stopped() !== null || (look.behind ?? 0) > alarmBytes, look.behind)
  }

  const loop = async (): Promise<void> => {
    while (!ended) {
      await tick().catch(error => log(`sites: ${messageOf(error)}`))
      void openWaiting()
      if (!elsewhere()) announcer.go()
      const asked = serving
      const status = await asked.status().catch(() => null)
      if (status && asked === serving) learn(status)
      await sleep(timing.interval)
    }
  }
  let running: Promise<void> | undefined

  const begin = async (): Promise<void> => {
    const there = await askPatiently(away, mode === 'together' ? 5 : 1)
    const here = await home.status()
    const decision = whoServes(here, there)
    peer = there?.site ?? peer
    if (decision === 'away' && there) {
      if (apart) throw new OperatorError(`${there.name} serves by now: start again, to hold its copy.`)
      if (here.content === 'database') log('sites: the other site went on without this one, which follows it now')
      if (there.port === null) throw new OperatorError(`${there.name} does not run its database at the moment.`)
      serving = away
      copy = home
      pointer = { host: away.host, port: there.port }
      timeline = there.timeline ?? 0
      ;({ mode, alone, peer } = there.memory)
      servingStatus = there
      await home.putKeys(await away.getKeys())
      passwords = home.server.passwords()
    } else {
      unproven = mode === 'together' && there === null
      await home.requireCopies(mode === 'together' && peer ? [peer] : [], here.step)
      const { port } = await home.start({ readOnly: unproven })
      pointer = { host: '127.0.0.1', port }
      passwords = home.server.passwords()
      servingStatus = await home.status()
      timeline = servingStatus.timeline ?? 1
      if (unproven) gate.stop('unproven')
    }
    // A promotion while no platform ran is entered when this one answers; one that is known already is not entered twice.
    promotedNow = servingStatus.promoted
    const since = Date.now() - Date.parse(promotedNow?.lost ?? '')
    if (since < dayMs) lostAt = performance.now() - since
    step = servingStatus.step
    probe = openProbe(passwords.admin, where)
    mirroring = mode === 'together'
    goodAt = performance.now()
    running = loop()
  }

  return {
    where,
    begin,
    state: () => ({
      mode,
      alone,
      stopped: gate.stopped(),
      joining,
      problem,
      serving: servingStatus,
      copy: copyStatus,
      look,
      ends: ends ?? null,
      rtoMs,
    }),
    degrade: async reason => {
      if (mode === 'alone') return
      if (unproven) {
        await home.proven()
        unproven = false
      }
      decisions += 1
      await teller.tell(copy, 'alone').catch(() => {})
      mirroring = false
      await remember('alone', { at: iso(), reason })
      await serving.requireCopies([], step)
      announcer.note({ kind: 'degraded', reason })
      gate.open()
    },
    promote: async (reason, acceptLoss) => {
      const { step: found } = await copy.status()
      return copy.promote(reason, acceptLoss, found)
    },
    opened: () => {
      open = true
    },
    files: () => ({
      write: mirroring ? [serving.files, copy.files] : [serving.files],
      read: [serving.files, copy.files],
    }),
    ready: async ms => {
      for (const until = performance.now() + ms; performance.now() < until && !settled() && !ended; ) await sleep(50)
      return settled()
    },
    whenOpen: work => {
      waiting.push(work)
    },
    listen: announcer.listen,
    told: announcer.told,
    stop: async () => {
      ended = true
      await running
      await announcer.end()
      await probe?.close()
      away.close()
    },
  }
}
