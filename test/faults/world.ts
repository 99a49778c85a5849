import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { systemClock } from '../../src/base/clock.ts'
import { organisationsOf } from '../../src/commands/organisations.ts'
import { sampleAccess, samplePeople } from '../../src/platform/access/sample.ts'
import { openPool } from '../../src/platform/database/pool.ts'
import { isAlive } from '../../src/platform/database/server/alive.ts'
import { record } from '../../src/platform/ledger/service.ts'
import type { KeeperState } from '../../src/platform/sites/keeper-view.ts'
import { type RemoteAgent, remoteAgent } from '../../src/platform/sites/remote.ts'
import { region } from '../../src/regions/miyagi/index.ts'
import { systems } from '../../src/systems/index.ts'
import { type Command, musubi, serverOf, serverUrl, until } from '../platform/process.ts'
import { killAll } from './killer.ts'
import { type SmallDisk, smallDisk } from './small-disk.ts'
import { type TcpProxy, tcpProxy } from './tcp-proxy.ts'

/** Where a site's process and server are, and how it is started. */
export interface Site {
  readonly name: 'home' | 'away'
  readonly folder: string
  readonly env: Readonly<Record<string, string>>
  /** Its process: the platform at home, the keeper of the copy at the other place. */
  pid(): number | undefined
  start(): Promise<void>
  /** Started, and neither killed nor asked to stop. */
  wanted(): boolean
  /** Somebody else is about to kill it. */
  expectEnd(): void
  /** `kill -9` of the process; its server lives on. */
  kill(): Promise<void>
  /** Asks it to stop, as Ctrl-C does. @returns the exit code */
  stop(): Promise<number | undefined>
  /** Everything that it has said in all its lives. */
  words(): string
}

export interface World {
  /** Where everything of the run lies. */
  readonly folder: string
  readonly staffUrl: string
  readonly home: Site
  readonly away: Site
  /** Between the sites: what the platform asks the other one, and each server's log and connections. */
  readonly network: readonly TcpProxy[]
  /** Where everything of a site lies, when the run has disks of its own. */
  readonly disks: readonly SmallDisk[]
  state(): Promise<KeeperState | undefined>
  /** The site whose database serves, and the other one. @throws Error when nobody says */
  roles(): Promise<{ readonly serving: Site; readonly copy: Site }>
  /** Starts what was killed, heals the network, and waits until both sites agree. */
  settle(signal?: AbortSignal): Promise<void>
  promote(site: Site): Promise<Command>
  /** Ended by themselves: nobody had killed them. */
  readonly deserted: readonly string[]
  close(): Promise<void>
  /** Removes everything. */
  discard(): void
}

export interface WorldOptions {
  /** Where mail goes; without it, it stays in the house. */
  readonly mail?: string | undefined
  /** Each site has a disk of its own that can be filled, where the machine allows it. */
  readonly disks?: boolean
}

/** Megabytes: what a run of forty rounds takes, several times. */
const diskSize = 1500

const secret = 'the secret of two sites in a trial'

/** On Linux the whole of 127.0.0.0/8 is this machine: the same port at another address leads through the network. */
const far = { away: '127.0.0.2', home: '127.0.0.3' }

const freePorts = async (count: number): Promise<readonly number[]> => {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer()
      await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
      return server
    }),
  )
  return Promise.all(
    servers.map(async server => {
      const at = server.address()
      await new Promise(resolve => server.close(resolve))
      return typeof at === 'object' && at ? at.port : 0
    }),
  )
}

interface SiteOptions extends Pick<Site, 'name' | 'folder' | 'env'> {
  readonly command: readonly string[]
  readonly deserted: string[]
}

const makeSite = ({ name, folder, env, command, deserted }: SiteOptions): Site => {
  let running: Command | undefined
  /** That it runs. */
  let wanted = false
  let killed = false
  let before = ''
  return {
    name,
    folder,
    env,
    pid: () => (running && running.child.exitCode === null && isAlive(running.pid) ? running.pid : undefined),
    wanted: () => running !== undefined && !killed,
    expectEnd: () => {
      wanted = false
    },
    words: () => before + (running?.stderr() ?? ''),
    start: async () => {
      before += running?.stderr() ?? ''
      const started = musubi(command, { env })
      running = started
      wanted = true
      killed = false
      let over = false
      void started.ended.then(code => {
        over = true
        if (wanted && running === started)
          deserted.push(`${name} ended by itself (${code}): ${started.stderr().slice(-1500)}`)
      })
      await until(`${name} to be ready`, () => over || /^ready /m.test(started.stdout()), 110_000)
      if (over && wanted) throw new Error(`${name} did not start: ${started.stderr().slice(-1500)}`)
    },
    kill: async () => {
      wanted = false
      killed = true
      if (!running) return
      running.child.kill('SIGKILL')
      await running.ended
    },
    stop: async () => {
      wanted = false
      killed = true
      if (!running || running.child.exitCode !== null) return undefined
      running.child.kill('SIGINT')
      return running.ended
    },
  }
}

/**
 * The people of the sample without its records: the start is quick, and every record of the run is the run's own.
 * @param url of the owner of the platform's schemas
 */
export const addPeople = async (url: string): Promise<void> => {
  const sql = openPool(url, { max: 1 })
  const roles = (key: 'officer' | 'chief' | 'office' | 'municipal') =>
    systems.flatMap(system => system.sampleRoles?.[key] ?? [])
  const people = samplePeople(organisationsOf(region, systemClock), {
    officer: roles('officer'),
    chief: roles('chief'),
    office: roles('office'),
    municipal: roles('municipal'),
  })
  try {
    await sampleAccess(sql, (tx, entry) => record(tx, entry, new Date()), people)
  } finally {
    await sql.end({ timeout: 2 })
  }
}

/** The platform with a second site on loopback, all in processes of their own, with people who can sign in. */
export const makeWorld = async ({ mail, disks: wanted = false }: WorldOptions = {}): Promise<World> => {
  const folder = mkdtempSync(join(tmpdir(), 'musubi-faults-'))
  chmodSync(folder, 0o755)
  mkdirSync(join(folder, 'checkpoints'))
  const [homeData = 0, awayData = 0, homeControl = 0, awayControl = 0, staff = 0] = await freePorts(5)
  const disks: SmallDisk[] = []
  const placeOf = (name: string): string => {
    const disk = wanted ? smallDisk(join(folder, `disk of ${name}`), diskSize) : undefined
    if (!disk) return join(folder, name)
    disks.push(disk)
    return join(disk.folder, name)
  }
  const [homeFolder, awayFolder] = [placeOf('home'), placeOf('away')]
  const discard = (): void => {
    for (const disk of disks) disk.unmount()
    rmSync(folder, { recursive: true, force: true })
  }
  const deserted: string[] = []
  const common = {
    MUSUBI_SITES_SECRET: secret,
    MUSUBI_CHECKPOINTS: join(folder, 'checkpoints'),
    MUSUBI_COPY_MB: '0',
  }
  const home = makeSite({
    name: 'home',
    folder: homeFolder,
    command: ['up', '--no-sample'],
    deserted,
    env: {
      ...common,
      MUSUBI_DATA: homeFolder,
      MUSUBI_SITE_NAME: 'home',
      MUSUBI_STANDBY: `http://${far.away}:${awayControl}`,
      MUSUBI_CONTROL: `127.0.0.1:${homeControl}`,
      MUSUBI_DATABASE_PORT: String(homeData),
      MUSUBI_DATABASE_ADDRESS: far.home,
      MUSUBI_TRUSTED_PROXIES: '1',
      MUSUBI_BACKUP: join(folder, 'repository'),
      MUSUBI_BACKUP_SECONDS: '1',
      MUSUBI_ANSWER_LIMIT: '30',
      STAFF_PORT: String(staff),
      ...(mail ? { MUSUBI_SMTP: mail } : {}),
    },
  })
  const away = makeSite({
    name: 'away',
    folder: awayFolder,
    command: ['standby'],
    deserted,
    env: {
      ...common,
      MUSUBI_DATA: awayFolder,
      MUSUBI_SITE_NAME: 'away',
      MUSUBI_CONTROL: `127.0.0.1:${awayControl}`,
      MUSUBI_DATABASE_PORT: String(awayData),
    },
  })
  const through = (host: string, port: number) => tcpProxy({ host: '127.0.0.1', port }, { host, port })
  const network = [
    await through(far.away, awayControl),
    await through(far.away, awayData),
    await through(far.home, homeData),
  ]
  const control: RemoteAgent = remoteAgent({ url: `http://127.0.0.1:${homeControl}`, secret })
  const state = async (): Promise<KeeperState | undefined> => {
    try {
      return (await control.call('keeper', undefined)) as KeeperState
    } catch {
      return undefined
    }
  }
  const staffUrl = `http://127.0.0.1:${staff}`
  const answers = async (): Promise<boolean> => {
    try {
      const response = await fetch(`${staffUrl}/readyz`, { signal: AbortSignal.timeout(2000) })
      await response.arrayBuffer()
      return response.status === 200
    } catch {
      return false
    }
  }
  const settled = async (): Promise<boolean> => {
    const now = await state()
    return now?.mode === 'together' && now.stopped === null && now.look?.sync === 'sync' && (await answers())
  }
  const settle = async (signal?: AbortSignal): Promise<void> => {
    for (const disk of disks) disk.free()
    for (const proxy of network) if (proxy.weather() !== 'pass') await proxy.set('pass')
    if (away.pid() === undefined) await away.start()
    if (home.pid() === undefined) await home.start()
    await until(
      'both sites to agree',
      async () => {
        signal?.throwIfAborted()
        // Looked at again: the platform needs a moment to see that the other site was promoted.
        for (let look = 0; look < 3; look += 1) {
          if (!(await settled())) return false
          await sleep(600)
        }
        return true
      },
      240_000,
    )
  }
  const close = async (): Promise<void> => {
    control.close()
    for (const site of [home, away]) {
      const pid = site.pid()
      if (pid !== undefined) process.kill(pid, 'SIGCONT')
      await site.kill()
    }
    for (const site of [home, away]) {
      const pid = serverOf(site.folder)
      if (pid !== undefined) await killAll([pid])
    }
    for (const proxy of network) await proxy.close()
  }
  try {
    await away.start()
    await home.start()
    await addPeople(serverUrl(home.folder, 'owner'))
    await settle()
  } catch (error) {
    await close()
    discard()
    throw error
  }
  return {
    folder,
    staffUrl,
    home,
    away,
    network,
    disks,
    state,
    roles: async () => {
      const now = await state()
      if (now?.serving?.name === 'home') return { serving: home, copy: away }
      if (now?.serving?.name === 'away') return { serving: away, copy: home }
      throw new Error('nobody says which site serves')
    },
    settle,
    promote: async site => {
      const command = musubi(['sites', 'promote', '--reason', '訓練'], { env: site.env })
      await command.ended
      return command
    },
    deserted,
    close: async () => {
      await close()
      await sleep(100)
    },
    discard,
  }
}
