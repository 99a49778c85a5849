import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { emptyDatabase, type TestDatabase } from '../../../test/database.ts'
import { projectRoot } from '../../base/root.ts'
import { migrate, pendingMigrations } from './migrate.ts'
import { checkLines } from './migration-file.ts'

let db: TestDatabase
let folder: string
beforeEach(async () => {
  db = await emptyDatabase()
  folder = await mkdtemp(join(tmpdir(), 'musubi-migrations-'))
  await put(
    '0001_platform',
    `create schema musubi;
     create table musubi.migration (name text primary key, sha256 text not null, applied_at timestamptz default now());
     create table musubi.thing (n integer);
     insert into musubi.thing select generate_series(1, 1500);`,
  )
})
afterEach(async () => {
  await db?.drop()
  await rm(folder, { recursive: true, force: true })
})
const put = (name: string, sql: string) => writeFile(join(folder, `${name}.sql`), sql)
const things = async (): Promise<number> => {
  const [row] = await db.database.owner`select count(*)::int as n from musubi.thing`
  return row?.n
}

test('each file is applied once, in order, and marked', async () => {
  await put('0002_more', 'alter table musubi.thing add column m integer')
  const lines: string[] = []
  expect(await pendingMigrations(db.database.owner, folder)).toEqual(['0001_platform', '0002_more'])
  const first = await migrate(db.database.owner, folder, line => lines.push(line))
  expect(first.applied).toEqual(['0001_platform', '0002_more'])
  expect(lines).toEqual(['migration 0001_platform applied', 'migration 0002_more applied'])
  expect((await migrate(db.database.owner, folder)).applied).toEqual([])
  expect(await pendingMigrations(db.database.owner, folder)).toEqual([])
})

test('of processes that start at once, one applies each file and the others wait for it', async () => {
  await put('0002_slow', 'select pg_sleep(0.3); alter table musubi.thing add column m integer')
  const { owner } = db.database
  const all = await Promise.all([1, 2, 3, 4].map(() => migrate(owner, folder)))
  // Whichever applied which: each once. That the second came after the first, the table that it alters says.
  expect(all.flatMap(one => one.applied).toSorted()).toEqual(['0001_platform', '0002_slow'])
})

test('a migration that fails half-way leaves the old state', async () => {
  await migrate(db.database.owner, folder)
  await put('0002_bad', 'delete from musubi.thing; alter table musubi.thing add column m integer; select 1/0;')
  await put('0003_after', 'drop table musubi.thing')
  await expect(migrate(db.database.owner, folder)).rejects.toThrow(
    /^Migration 0002_bad failed and nothing of it was kept: division by zero\.$/,
  )
  expect(await things()).toBe(1500)
  await put('0002_bad', 'alter table musubi.thing add column m integer')
  await put('0003_after', 'select 1')
  expect((await migrate(db.database.owner, folder)).applied).toEqual(['0002_bad', '0003_after'])
})

test('kill -9 in the middle of a migration leaves the old state, and the next start goes on', async () => {
  await migrate(db.database.owner, folder)
  await put('0002_long', 'delete from musubi.thing where n > 10; select pg_sleep(30); delete from musubi.thing;')
  const source = (path: string) => JSON.stringify(pathToFileURL(join(projectRoot, path)).href)
  const program = `
    const { openPool } = await import(${source('src/platform/database/pool.ts')})
    const { migrate } = await import(${source('src/platform/database/migrate.ts')})
    await migrate(openPool(process.argv[1]), process.argv[2])`
  const child = spawn(process.execPath, ['--input-type=module', '-e', program, db.url('owner'), folder])
  const ended = new Promise(resolve => child.once('exit', (_, signal) => resolve(signal)))
  const sleeping = async () => {
    const rows = await db.database
      .owner`select 1 from pg_stat_activity where datname = current_database() and query like '%pg_sleep(30)%' and pid <> pg_backend_pid() and state = 'active'`
    return rows.length > 0
  }
  while (!(await sleeping())) {
    if (child.exitCode !== null) throw new Error('the migrating process ended early')
    await new Promise(resolve => setTimeout(resolve, 50))
  }
  child.kill('SIGKILL')
  expect(await ended).toBe('SIGKILL')
  expect(await things()).toBe(1500)
  // The next start waits until the server has noticed that the client is gone, and then goes on by itself.
  await put('0002_long', 'delete from musubi.thing where n > 10')
  expect((await migrate(db.database.owner, folder)).applied).toEqual(['0002_long'])
  expect(await things()).toBe(10)
})

test('a changed file that was applied is refused', async () => {
  await migrate(db.database.owner, folder)
  await put('0001_platform', 'create schema musubi')
  await expect(migrate(db.database.owner, folder)).rejects.toThrow(
    /0001_platform was changed after it had been applied/,
  )
})

test('line ends of another checkout are no change', async () => {
  await put('0002_lines', 'select 1;\nselect 2;\n')
  await migrate(db.database.owner, folder)
  await put('0002_lines', 'select 1;\r\nselect 2;\r\n')
  expect((await migrate(db.database.owner, folder)).applied).toEqual([])
})

test('a database newer than the code is refused in one sentence', async () => {
  await put('0002_newer', 'select 1')
  await migrate(db.database.owner, folder)
  await rm(join(folder, '0002_newer.sql'))
  await expect(migrate(db.database.owner, folder)).rejects.toThrow(
    /^The database is newer than this version of Musubi \(it has migration 0002_newer\): [^.]*\.$/,
  )
})

test('a precondition that does not hold is told with its count, and nothing is changed', async () => {
  await migrate(db.database.owner, folder)
  const check = { query: 'select count(*) from musubi.thing\n  where n > 200', refusal: '{count} things are too many.' }
  await put('0002_checked', `${checkLines(check)}\nalter table musubi.thing add column m integer`)
  await expect(migrate(db.database.owner, folder)).rejects.toThrow(
    'Migration 0002_checked was refused and nothing was changed. 1,300 things are too many.',
  )
  await db.database.owner`delete from musubi.thing where n > 200`
  expect((await migrate(db.database.owner, folder)).applied).toEqual(['0002_checked'])
})

test('names without a schema do not land anywhere', async () => {
  await put('0002_lost', 'create table lost (n integer)')
  await expect(migrate(db.database.owner, folder)).rejects.toThrow(/0002_lost failed/)
})

test('a table that another process holds too long is given up, with a word about it', async () => {
  const { owner } = db.database
  await migrate(owner, folder)
  await put('0002_alter', `set local lock_timeout = '50ms'; alter table musubi.thing add column k integer`)
  await owner.begin(async tx => {
    await tx`select 1 from musubi.thing limit 1`
    await expect(migrate(owner, folder)).rejects.toThrow(/another process held a table/)
  })
})
