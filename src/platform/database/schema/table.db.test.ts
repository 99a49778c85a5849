import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { emptyDatabase, type TestDatabase } from '../../../../test/database.ts'
import { projectRoot } from '../../../base/root.ts'
import { newId } from '../../../base/uuid.ts'
import type { Transaction } from '../connection.ts'
import { migrate } from '../migrate.ts'
import { courts, fillCourts } from './fixture.ts'
import { generateMigration } from './generate.ts'

const [ours, theirs] = [newId(), newId()]
let db: TestDatabase
beforeAll(async () => {
  db = await emptyDatabase()
  const folder = await mkdtemp(join(tmpdir(), 'musubi-courts-'))
  await copyFile(join(projectRoot, 'migrations/0001_platform.sql'), join(folder, '0001_platform.sql'))
  await generateMigration([courts], folder)
  const { owner } = db.database
  await migrate(owner, folder)
  await rm(folder, { recursive: true })
  await owner.unsafe(fillCourts(19_000, ours))
  await owner.unsafe(fillCourts(1_000, theirs, 19_001))
  await owner.unsafe(`insert into history.court (tenant, id, version, at, operation, data, hash)
    select tenant, id, 1, now(), 'create', '{}', '' from register.court`)
  await owner.unsafe('vacuum analyze register.court')
})
afterAll(() => db?.drop())

const asTenants = <T>(tenants: readonly string[], work: (tx: Transaction) => Promise<T>) =>
  db.database.app.begin(async tx => {
    await tx`select set_config('musubi.tenants', ${tenants.join()}, true)`
    return work(tx)
  })
const countOf = async (tx: Transaction, table: string): Promise<number> =>
  (await tx.unsafe(`select count(*)::int as n from ${table}`))[0]?.n

describe('row security, as musubi_app', () => {
  for (const table of ['register.court', 'history.court', 'register.court_list']) {
    test(`${table} shows the tenants of the transaction and no others`, async () => {
      expect(await asTenants([ours], tx => countOf(tx, table))).toBe(19_000)
      expect(await asTenants([theirs], tx => countOf(tx, table))).toBe(1_000)
      expect(await asTenants([ours, theirs], tx => countOf(tx, table))).toBe(20_000)
      expect(await asTenants([newId()], tx => countOf(tx, table))).toBe(0)
      expect(await db.database.app.begin(tx => countOf(tx, table))).toBe(0)
    })
  }

  const insert = (tx: Transaction, tenant: string) =>
    tx`insert into register.court (tenant, id, version, name, number) values (${tenant}, ${newId()}, 1, 'x', ${newId()})`
  test('a row of another tenant cannot be inserted', async () => {
    await expect(asTenants([ours], tx => insert(tx, theirs))).rejects.toThrow(/row-level security/)
    await expect(db.database.app.begin(tx => insert(tx, ours))).rejects.toThrow(/row-level security/)
  })
  test('rows of another tenant are not changed, nor given away', async () => {
    const rename = (tx: Transaction) => tx`update register.court set name = 'taken' where number = 'C19500'`
    expect((await asTenants([ours], rename)).count).toBe(0)
    const give = (tx: Transaction) => tx`update register.court set tenant = ${theirs} where number = 'C1'`
    await expect(asTenants([ours], give)).rejects.toThrow(/row-level security/)
  })
  test('nothing is deleted, and revisions are not changed', async () => {
    for (const statement of [
      'delete from register.court',
      'delete from history.court',
      `update history.court set data = '{}'`,
      'truncate history.court',
      `insert into register.court_list (name) values ('x')`,
    ])
      await expect(asTenants([ours], tx => tx.unsafe(statement))).rejects.toThrow(/permission denied|cannot insert/)
  })
})

describe('as musubi_public', () => {
  test('the view shows published records of all tenants', async () => {
    const [row] = await db.database.reader`select count(*)::int as n from published.court`
    expect(row?.n).toBe(18_000)
  })
  test('a removed record is not published', async () => {
    await db.database.owner.begin(async tx => {
      await tx`update register.court set removed_at = now() where number = 'C1'`
      const found = await tx`select 1 from published.court where number = 'C1'`
      expect(found).toHaveLength(0)
      await tx`update register.court set removed_at = null where number = 'C1'`
    })
  })
  for (const column of ['keeper', 'note', '"keeperNumber"', 'removed_at', 'search_public'])
    test(`column ${column} cannot be named`, async () => {
      await expect(db.database.reader.unsafe(`select ${column} from published.court`)).rejects.toThrow(/does not exist/)
    })
  test('words of a field that is not public find nothing', async () => {
    const found = await db.database.reader`select 1 from published.court where search like '%見本%'`
    expect(found).toHaveLength(0)
  })
  for (const table of ['register.court', 'register.court_list', 'history.court', 'musubi.migration', 'musubi.setting'])
    test(`${table} cannot be read`, async () => {
      await expect(db.database.reader.unsafe(`select * from ${table}`)).rejects.toThrow(/permission denied/)
    })
  test('nothing can be made', async () => {
    for (const statement of [
      'create table published.x (n integer)',
      'create temp table x (n integer)',
      'create function published.f() returns int language sql return 1',
    ])
      await expect(db.database.reader.unsafe(statement)).rejects.toThrow(/permission denied/)
  })
})

describe('plans', () => {
  const planOf = async (
    run: (query: string) => Promise<readonly { readonly 'QUERY PLAN'?: string }[]>,
    query: string,
  ) => (await run(`explain ${query}`)).map(row => row['QUERY PLAN']).join('\n')
  const publicPlan = (query: string) => planOf(async text => await db.database.reader.unsafe(text), query)
  const staffPlan = (query: string) => asTenants([ours], tx => planOf(async text => await tx.unsafe(text), query))
  const search = `grams @> array['ス4','42'] and strpos(search, 'ス42') > 0 order by name, id limit 51`

  test('a public search goes through the index', async () => {
    expect(await publicPlan(`select * from published.court where ${search}`)).toMatch(
      /Bitmap Index Scan on court_search_public/,
    )
  })
  test('a staff search goes through the index under its tenants', async () => {
    expect(await staffPlan(`select * from register.court_list where ${search}`)).toMatch(
      /Bitmap Index Scan on court_search\b/,
    )
  })
  test('the planner knows how common a pair is, which decides between the index and a walk in the order of the list', async () => {
    const rowsOf = async (pair: string, plan: (query: string) => Promise<string>, view: string) =>
      Number(/rows=(\d+)/.exec(await plan(`select 1 from ${view} where grams @> array['${pair}']`))?.[1])
    for (const [plan, view, all] of [
      [publicPlan, 'published.court', 20_000],
      [staffPlan, 'register.court_list', 19_000],
    ] as const)
      expect(await rowsOf('テニ', plan, view)).toBeGreaterThan(all * 0.8)
  })
  test('the table itself offers staff no index for a search: why the list view is there', async () => {
    const query = `select * from register.court where musubi.bigrams(search) @> array['ス4','42'] and removed_at is null`
    expect(await staffPlan(query)).toMatch(/Seq Scan on court/)
  })
  test('paging by key reads the sort index in order', async () => {
    const page = `(name, id) > ('テニス', '00000000-0000-0000-0000-000000000001') order by name, id limit 51`
    for (const plan of [
      await publicPlan(`select * from published.court where ${page}`),
      await staffPlan(`select * from register.court_list where ${page}`),
    ]) {
      expect(plan).toMatch(/Index Scan using court_name_idx/)
      expect(plan).not.toMatch(/Sort/)
    }
  })
  test('a column with empty values is sorted in both directions, and back, without sorting', async () => {
    for (const order of [
      '"openedOn" asc nulls last, id asc',
      '"openedOn" desc nulls first, id desc',
      '"openedOn" desc nulls last, id desc',
      '"openedOn" asc nulls first, id asc',
    ]) {
      const plan = await staffPlan(`select * from register.court_list order by ${order} limit 51`)
      expect(plan).toMatch(/Index Scan (Backward )?using "?court_openedOn_(idx|desc)/)
      expect(plan).not.toMatch(/Sort/)
    }
  })
  test('a list of codes is found through its index', async () => {
    const plan = await staffPlan(`select * from register.court_list where uses @> array['none']`)
    expect(plan).toMatch(/court_uses_idx/)
  })
  test('a record by its id, under row security', async () => {
    const plan = await staffPlan(`select * from register.court where id = '00000000-0000-0000-0000-000000000001'`)
    expect(plan).toMatch(/Index Scan using (court_id|court_pkey)/)
  })
})
