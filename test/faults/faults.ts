import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { openPool } from '../../src/platform/database/pool.ts'
import { isAlive } from '../../src/platform/database/server/alive.ts'
import { musubi, serverOf, serverUrl } from '../platform/process.ts'
import { freezeFamily } from './killer.ts'
import { unsequenced } from './observe.ts'
import type { Seed } from './seed.ts'
import type { Weather } from './tcp-proxy.ts'
import { killServer } from './torn.ts'
import type { Site, World } from './world.ts'

/** Counts what was done, and tells of it with its time. */
export interface Tally {
  count(what: string, more?: number): void
  say(line: string): void
}

export interface Fault {
  readonly title: string
  /** How often it is picked, against the others. */
  readonly weight: number
  /** Needs both sites complete and the run for itself. */
  readonly alone?: boolean
  /** Needs sites with disks of their own. */
  readonly disks?: boolean
  strike(world: World, seed: Seed, tally: Tally): Promise<void>
}

/** Milliseconds for which something stays away. */
const pause = (seed: Seed, most: number): Promise<void> => sleep(seed.whole(most))

const killSite = async (site: Site, tally: Tally): Promise<void> => {
  if (!site.wanted()) return
  await site.kill()
  tally.count(site.name === 'home' ? 'kill -9 of the application' : "kill -9 of the copy's process")
}

type Way = 'killed' | 'torn' | 'whole'

/** `torn`: as if the power failed for the server alone; `whole`: for the process that watches over it, too. */
const killBase = async (
  site: Site,
  what: 'primary' | 'standby',
  seed: Seed,
  tally: Tally,
  way: Way = seed.pick(['killed', 'torn']),
): Promise<void> => {
  const whole = way === 'whole'
  if (whole) site.expectEnd()
  const killed = await killServer(site.folder, way === 'killed' ? undefined : { seed, watcher: site.pid(), whole })
  if (whole) await killSite(site, tally)
  if (!killed) return
  tally.count(`kill -9 of the ${what}`)
  if (way !== 'killed') tally.count('power failures: the log ends at its last flush')
  if (killed.torn > 0) tally.count('torn logs')
  const torn = way === 'killed' ? '' : `, ${killed.torn} of ${killed.open ?? '?'} open bytes torn`
  tally.say(`the ${what} at ${site.name} is killed (${way}): ${killed.processes} processes${torn}`)
}

/** A backend killed with -9 brings all of them down: the server starts itself again. */
const killBackend = async (folder: string, name: string | undefined, seed: Seed): Promise<boolean> => {
  const sql = openPool(serverUrl(folder, 'admin'), { max: 1, patience: 2 })
  try {
    const rows = await sql<{ pid: number }[]>`
      select pid from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()
        and (${name ?? null}::text is null or application_name = ${name ?? null}) order by pid`
    if (rows.length === 0) return false
    process.kill(seed.pick(rows).pid, 'SIGKILL')
    return true
  } catch {
    return false
  } finally {
    void sql.end({ timeout: 0 }).catch(() => {})
  }
}

const stopFor = async (pid: number | undefined, ms: number): Promise<boolean> => {
  if (pid === undefined || !isAlive(pid)) return false
  const family = freezeFamily(pid)
  await sleep(ms)
  for (const one of family.toReversed()) if (isAlive(one)) process.kill(one, 'SIGCONT')
  return true
}

/** Lets a server go on only in short pieces, as one does whose disk is overloaded. */
const crawl = async (pid: number | undefined, ms: number): Promise<boolean> => {
  if (pid === undefined) return false
  const end = performance.now() + ms
  while (performance.now() < end && isAlive(pid)) {
    if (!(await stopFor(pid, 80))) return false
    await sleep(20)
  }
  return true
}

const promote = async (world: World, to: Site, tally: Tally): Promise<void> => {
  // From its own folder when the platform's is gone, else as its operator would.
  const command = await world.promote(to)
  if (command.child.exitCode !== 0) {
    tally.count('promotions refused')
    tally.say(`promotion of ${to.name} refused: ${command.stderr().trim()}`)
    return
  }
  tally.count('promotions')
  const open = await unsequenced(to.folder).catch(() => 0)
  if (open > 0) tally.count('entries without a place at a promotion', open)
  tally.say(`${to.name}: ${command.stdout().trim()}; ${open} entries have no place yet`)
}

const loseAndPromote = async (world: World, seed: Seed, tally: Tally, destroy: boolean): Promise<void> => {
  const { serving, copy } = await world.roles()
  const now = await world.state()
  if (now?.mode !== 'together' || now.stopped !== null || now.copy?.content !== 'copy')
    return tally.say('not done: the copy is not complete at this moment')
  // Whoever holds the copy must live to be promoted; at home that is the platform.
  if (seed.chance(2)) await killSite(serving, tally)
  if (destroy) {
    rmSync(serving.folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 20 })
    tally.count('deletions of the whole folder of the primary')
    tally.say(`the folder of ${serving.name} is deleted`)
  }
  await killBase(serving, 'primary', seed, tally, destroy ? 'killed' : undefined)
  await pause(seed, 1500)
  await promote(world, copy, tally)
}

const spoil = async (world: World, which: readonly number[], weather: Weather, ms: number): Promise<void> => {
  const some = world.network.filter((_, at) => which.includes(at))
  for (const proxy of some) await proxy.set(weather)
  await sleep(ms)
  for (const proxy of some) await proxy.set('pass')
}

/** What can befall the two sites. Everything random comes from the seed; `settle` mends what a fault leaves behind. */
export const faults: readonly Fault[] = [
  {
    title: 'the application is killed',
    weight: 3,
    strike: async (world, seed, tally) => {
      await killSite(world.home, tally)
      await pause(seed, 2000)
    },
  },
  {
    title: 'the application is restarted',
    weight: 1,
    strike: async (world, _, tally) => {
      const code = await world.home.stop()
      tally.count('restarts in order')
      tally.say(`the application ended with ${code}`)
    },
  },
  {
    title: 'the primary is killed',
    weight: 3,
    strike: async (world, seed, tally) => {
      const { serving } = await world.roles()
      await killBase(serving, 'primary', seed, tally)
      await pause(seed, 1500)
    },
  },
  {
    title: 'the standby is killed',
    weight: 2,
    strike: async (world, seed, tally) => {
      const { copy } = await world.roles()
      await killBase(copy, 'standby', seed, tally)
      await pause(seed, 1500)
    },
  },
  {
    title: 'the other site loses power',
    weight: 2,
    strike: async (world, seed, tally) => {
      const { copy } = await world.roles()
      await killBase(world.away, copy === world.away ? 'standby' : 'primary', seed, tally, 'whole')
      await pause(seed, 6000)
    },
  },
  {
    title: 'the platform loses power with its server',
    weight: 2,
    strike: async (world, seed, tally) => {
      const { serving } = await world.roles()
      await killBase(world.home, serving === world.home ? 'primary' : 'standby', seed, tally, 'whole')
      await pause(seed, 2000)
    },
  },
  {
    title: 'both sites lose power',
    weight: 2,
    strike: async (world, seed, tally) => {
      const { serving, copy } = await world.roles()
      await Promise.all([
        killBase(serving, 'primary', seed.fork('primary'), tally, 'whole'),
        killBase(copy, 'standby', seed.fork('standby'), tally, 'whole'),
      ])
    },
  },
  {
    title: 'a process stands still',
    weight: 3,
    strike: async (world, seed, tally) => {
      const { serving, copy } = await world.roles()
      const [what, pid] = seed.pick([
        ['primary', serverOf(serving.folder)],
        ['standby', serverOf(copy.folder)],
        ['application', world.home.pid()],
        ["copy's process", world.away.pid()],
      ] as const)
      const ms = 200 + seed.whole(7000)
      tally.say(`the ${what} stands still for ${ms} ms`)
      if (await stopFor(pid, ms)) tally.count(`SIGSTOP of the ${what}`)
    },
  },
  {
    title: 'a disk is slow',
    weight: 2,
    strike: async (world, seed, tally) => {
      const { serving, copy } = await world.roles()
      const [what, folder] = seed.pick([
        ['primary', serving.folder],
        ['standby', copy.folder],
      ] as const)
      const ms = 1000 + seed.whole(6000)
      tally.say(`the ${what} crawls for ${ms} ms`)
      if (await crawl(serverOf(folder), ms)) tally.count(`slowness of the ${what}`)
    },
  },
  {
    title: 'a disk is full',
    weight: 2,
    disks: true,
    strike: async (world, seed, tally) => {
      const disk = seed.pick(world.disks)
      const ms = 1000 + seed.whole(7000)
      tally.say(`${disk.folder.split('/').at(-1)} is full for ${ms} ms`)
      tally.count('full disks')
      disk.fill()
      await sleep(ms)
      disk.free()
    },
  },
  {
    title: 'the network between the sites fails',
    weight: 3,
    strike: async (world, seed, tally) => {
      const which = seed.pick([[0], [1, 2], [0, 1, 2]])
      const weather = seed.pick(['refuse', 'stall', 'deaf'] as const)
      const ms = 200 + seed.whole(6000)
      tally.say(`the network ${weather}s on ${which.join()} for ${ms} ms`)
      tally.count(`network: ${weather}`)
      await spoil(world, which, weather, ms)
    },
  },
  {
    title: 'connections between the sites are cut again and again',
    weight: 1,
    strike: async (world, seed, tally) => {
      for (let cuts = 0; cuts < 8; cuts += 1) {
        for (const proxy of world.network) proxy.cut()
        tally.count('network: cut')
        await pause(seed, 300)
      }
    },
  },
  {
    title: 'a session of the primary is killed',
    weight: 1,
    strike: async (world, seed, tally) => {
      const { serving } = await world.roles()
      if (await killBackend(serving.folder, undefined, seed)) tally.count('kill -9 of a session')
    },
  },
  {
    title: 'the jobs lose their session',
    weight: 1,
    strike: async (world, seed, tally) => {
      const { serving } = await world.roles()
      if (await killBackend(serving.folder, 'musubi-jobs', seed)) tally.count("kill -9 of the jobs' session")
    },
  },
  {
    title: 'a backup runs, and may be killed',
    weight: 2,
    strike: async (world, seed, tally) => {
      const command = musubi(['backup'], { env: world.home.env })
      const killed = seed.chance(2)
      if (killed) {
        await pause(seed, 2500)
        command.child.kill('SIGKILL')
      }
      const code = await command.ended
      tally.count(killed ? 'kill -9 of a backup' : 'backups under load')
      tally.say(`backup: ${killed ? 'killed' : code} ${command.stderr().trim().split('\n').at(-1) ?? ''}`)
    },
  },
  {
    title: 'an import by command is killed',
    weight: 1,
    strike: async (world, seed, tally) => {
      // Of another register and in the platform's own name: all of it or nothing, which `musubi verify` looks at.
      const path = join(world.folder, 'import.jsonl')
      const address = { municipality: '041017', town: '本町三丁目', rest: '8番1号' }
      const rows = Array.from({ length: 3000 }, (_, row) =>
        JSON.stringify({ number: `K${seed.whole(1e9)}-${row}`.slice(0, 15), address }),
      )
      writeFileSync(path, rows.join('\n'))
      const command = musubi(['import', 'resident_household', path, '--reason', '訓練'], { env: world.home.env })
      await sleep(500 + seed.whole(2500))
      command.child.kill('SIGKILL')
      await command.ended
      tally.count('kill -9 of a worker')
    },
  },
  {
    title: 'the primary is lost and the copy promoted',
    weight: 4,
    alone: true,
    strike: (world, seed, tally) => loseAndPromote(world, seed, tally, false),
  },
  {
    title: "the primary's folder is deleted and the copy promoted",
    weight: 3,
    alone: true,
    strike: (world, seed, tally) => loseAndPromote(world, seed, tally, true),
  },
  {
    title: 'the sites are cut off from each other and the copy is promoted',
    weight: 2,
    alone: true,
    strike: async (world, seed, tally) => {
      const { copy } = await world.roles()
      for (const proxy of world.network) await proxy.set(seed.pick(['refuse', 'stall'] as const))
      tally.count('network: partition')
      await pause(seed, 3000)
      await promote(world, copy, tally)
      await pause(seed, 3000)
    },
  },
  {
    title: 'one site goes on alone for a while',
    weight: 1,
    alone: true,
    strike: async (world, seed, tally) => {
      const { serving } = await world.roles()
      if (serving !== world.home) return
      await killSite(world.away, tally)
      await killBase(world.away, 'standby', seed, tally)
      const command = musubi(['sites', 'degrade', '--reason', '訓練'], { env: world.home.env })
      tally.say(`degrade: ${await command.ended} ${command.stderr().trim()}`)
      tally.count('times with one site alone')
      await pause(seed, 3000)
    },
  },
]

/** By weight. */
export const pickFault = (seed: Seed, among: readonly Fault[]): Fault =>
  seed.pick(among.flatMap(fault => Array.from({ length: fault.weight }, () => fault)))
