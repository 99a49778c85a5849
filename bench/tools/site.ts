import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dayInJapan, systemClock } from '../../src/base/clock.ts'
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

/** A PostgreSQL server for the benchmarks, in a folder of its own that is removed at the end. */
export interface Machine {
  readonly folder: string
  readonly migrations: string
  /** URL of the superuser for a database that is made now. */
  newDatabase(name: string): Promise<string>
  stop(): Promise<void>
}

const ownMigrations = async (folder: string): Promise<void> => {
  mkdirSync(folder)
  // The platform's own; those of the systems (1000 and on) give way to the one register that is measured.
  for (const file of readdirSync(migrationsFolder))
    if (/^0\d{3}_.*\.sql$/.test(file)) copyFileSync(join(migrationsFolder, file), join(folder, file))
  await generateMigration(tableSpecsOf(checkRegisters([permit], allCodes([])).values()), folder)
}

export const startMachine = async (): Promise<Machine> => {
  const folder = mkdtempSync(join(tmpdir(), 'musubi-bench-'))
  const migrations = join(folder, 'migrations')
  try {
    await ownMigrations(migrations)
    const server = await startEmbedded(join(folder, 'server'), { log: note })
    const admin = server.url('admin')
    const newDatabase = async (name: string): Promise<string> => {
      const sql = openPool(admin, { max: 1 })
      await sql.unsafe(
        `create database ${name} template template0 locale_provider builtin builtin_locale 'C.UTF-8' lc_ctype 'C.UTF-8'`,
      )
      await sql.end()
      const url = new URL(admin)
      url.pathname = `/${name}`
      return url.href
    }
    const stop = async () => {
      await server.stop()
      rmSync(folder, { recursive: true, force: true })
    }
    return { folder, migrations, newDatabase, stop }
  } catch (error) {
    rmSync(folder, { recursive: true, force: true })
    throw error
  }
}

/** A platform with so many permits, and bare handlers on the same database. */
export interface Site {
  readonly rows: number
  readonly urls: RoleUrls
  readonly platform: PlatformAnswer
  readonly bareUrl: string
  stop(): Promise<void>
}

const freePort = async (): Promise<number> => {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  await new Promise(done => probe.close(done))
  if (address === null || typeof address === 'string') throw new Error('no free port')
  return address.port
}

/** A migrated database with the register's tables and so many permits in them. */
export const filledDatabase = async (machine: Machine, name: string, rows: number): Promise<{ url: string; urls: RoleUrls }> => {
  const url = await machine.newDatabase(name)
  const urls = await prepareRoles(url)
  const owner = openPool(urls.owner, { max: 1 })
  await migrate(owner, machine.migrations)
  const began = performance.now()
  await fillPermits(urls, rows)
  await owner.unsafe('vacuum analyze')
  await owner.end()
  if (rows > 0) note(`${rows} permits in ${((performance.now() - began) / 1000).toFixed(1)} s`)
  return { url, urls }
}

export const startSite = async (machine: Machine, rows: number, profile = false): Promise<Site> => {
  const name = `site_${rows}`
  const { url, urls } = await filledDatabase(machine, name, rows)
  const children: Child<unknown>[] = []
  const stop = async () => {
    for (const child of children.toReversed()) await child.stop()
  }
  try {
    const task: PlatformTask = {
      folder: join(machine.folder, name),
      migrations: machine.migrations,
      publicPort: await freePort(),
      staffPort: await freePort(),
    }
    const platform = await startChild<PlatformAnswer>(
      'servers/platform.ts',
      task,
      { DATABASE_URL: url },
      profile ? ['--cpu-prof', '--cpu-prof-dir=dist'] : [],
    )
    children.push(platform)
    const bareTask: BareTask = { urls, port: await freePort(), today: dayInJapan(systemClock.now()) }
    const bare = await startChild<string>('servers/bare.ts', bareTask)
    children.push(bare)
    return { rows, urls, platform: platform.answer, bareUrl: bare.answer, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Runs work on a machine that is taken down whatever happens. */
export const withMachine = async (work: (machine: Machine) => Promise<void>): Promise<void> => {
  const machine = await startMachine()
  try {
    await work(machine)
  } finally {
    await machine.stop()
  }
}

export const withSite = async (machine: Machine, rows: number, work: (site: Site) => Promise<void>): Promise<void> => {
  const site = await startSite(machine, rows, process.env['BENCH_PROFILE'] !== undefined)
  try {
    await work(site)
  } finally {
    await site.stop()
  }
}
