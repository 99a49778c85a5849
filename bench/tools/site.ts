import { once } from 'node:events'
import { appendFileSync, copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migrationsFolder } from '../../src/commands/open-database.ts'
import type { RoleUrls } from '../../src/platform/database/connect.ts'
import { migrate } from '../../src/platform/database/migrate.ts'
import { openPool } from '../../src/platform/database/pool.ts'
import { prepareRoles } from '../../src/platform/database/roles.ts'
import { generateMigration } from '../../src/platform/database/schema/generate.ts'
import { startEmbedded } from '../../src/platform/database/server/index.ts'
import { allCodes } from '../../src/platform/kind-context.ts'
import { checkRegisters } from '../../src/platform/registers/check.ts'
import { tableSpecsOf } from '../../src/platform/registers/table.ts'
import { permit } from '../register.ts'
import type { BareTask } from '../servers/bare.ts'
import type { PlatformAnswer, PlatformTask } from '../servers/platform.ts'
import { type Child, startChild } from './child.ts'
import { fillPermits } from './fill.ts'
import { note } from './report.ts'

/** Where temp folders begin. */
export const tempName = (): string => join(tmpdir(), 'musubi-bench-')

/** A migrated PostgreSQL server with so many permits, in a folder of its own that is removed at the end. */
export interface Machine {
  readonly folder: string
  readonly migrations: string
  /** Superuser. */
  readonly adminUrl: string
  readonly urls: RoleUrls
  stop(): Promise<void>
}

export const ownMigrations = async (folder: string): Promise<void> => {
  mkdirSync(folder)
  // The platform's own; those of the systems (1000 and on) give way to the one register that is measured.
  for (const file of readdirSync(migrationsFolder))
    if (/^0\d{3}_.*\.sql$/.test(file)) copyFileSync(join(migrationsFolder, file), join(folder, file))
  await generateMigration(tableSpecsOf(checkRegisters([permit], allCodes([])).values()), folder)
}

const fill = async (urls: RoleUrls, migrations: string, rows: number): Promise<void> => {
  const owner = openPool(urls.owner, { max: 1 })
  await migrate(owner, migrations)
  const began = performance.now()
  await fillPermits(urls, rows)
  await owner.unsafe('vacuum analyze')
  await owner.end()
  if (rows > 0) note(`${rows} permits in ${((performance.now() - began) / 1000).toFixed(1)} s`)
}

/** With room for the connections of four platforms, which the embedded server's usual hundred has not. */
const startServer = async (folder: string) => {
  const first = await startEmbedded(folder, { log: note })
  appendFileSync(join(folder, 'postgres', 'local.conf'), '\nmax_connections = 200\n')
  await first.stop()
  return startEmbedded(folder, { log: note })
}

const startMachine = async (rows: number): Promise<Machine> => {
  const folder = mkdtempSync(tempName())
  const migrations = join(folder, 'migrations')
  let stop = async () => rmSync(folder, { recursive: true, force: true })
  try {
    await ownMigrations(migrations)
    const server = await startServer(join(folder, 'server'))
    const remove = stop
    stop = async () => {
      await server.stop()
      await remove()
    }
    const adminUrl = server.url('admin')
    const urls = await prepareRoles(adminUrl)
    await fill(urls, migrations, rows)
    return { folder, migrations, adminUrl, urls, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** A platform with so many permits, and bare handlers on the same database. */
export interface Site {
  /** Removed with everything in it at the end. */
  readonly folder: string
  readonly rows: number
  /** Superuser. */
  readonly adminUrl: string
  readonly urls: RoleUrls
  readonly platform: PlatformAnswer
  readonly bareUrl: string
  stop(): Promise<void>
}

export const freePort = async (): Promise<number> => {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  await new Promise(done => probe.close(done))
  if (address === null || typeof address === 'string') throw new Error('no free port')
  return address.port
}

const startSite = async (machine: Machine, rows: number): Promise<Site> => {
  const children: Child<unknown>[] = []
  const stop = async () => {
    for (const child of children.toReversed()) await child.stop()
  }
  try {
    const task: PlatformTask = {
      folder: join(machine.folder, 'platform'),
      migrations: machine.migrations,
      publicPort: await freePort(),
      staffPort: await freePort(),
    }
    const profile = process.env['BENCH_PROFILE'] ? ['--cpu-prof', '--cpu-prof-dir=dist'] : []
    const environment = { DATABASE_URL: machine.adminUrl }
    const platform = await startChild<PlatformAnswer>('servers/platform.ts', task, environment, profile)
    children.push(platform)
    const bareTask: BareTask = { urls: machine.urls, port: await freePort() }
    const bare = await startChild<string>('servers/bare.ts', bareTask)
    children.push(bare)
    return {
      folder: machine.folder,
      rows,
      adminUrl: machine.adminUrl,
      urls: machine.urls,
      platform: platform.answer,
      bareUrl: bare.answer,
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Runs work on a server that is taken down whatever happens. */
export const withMachine = async (rows: number, work: (machine: Machine) => Promise<void>): Promise<void> => {
  const machine = await startMachine(rows)
  try {
    await work(machine)
  } finally {
    await machine.stop()
  }
}

/** The same with a platform and the bare handlers on it. */
export const withSite = (rows: number, work: (site: Site) => Promise<void>): Promise<void> =>
  withMachine(rows, async machine => {
    const site = await startSite(machine, rows)
    try {
      await work(site)
    } finally {
      await site.stop()
    }
  })
