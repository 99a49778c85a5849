import { afterAll, beforeAll, expect, test } from 'vitest'
import { emptyDatabase } from '../../../test/database.ts'
import { newId } from '../../base/uuid.ts'
import { openPool } from './pool.ts'
import {
  listAndTrace,
  ofTenants,
  queryAndTrace,
  queryOfTenants,
  runStatements,
  type Statement,
  type Trace,
} from './statement.ts'

const fresh = await emptyDatabase()
const { owner } = fresh.database
const app = openPool(fresh.url('app'), { max: 2 })
const [here, there] = [newId(), newId()]
const bodies = Array.from({ length: 50 }, newId)

beforeAll(async () => {
  await owner`create function tenants() returns uuid[] language sql stable
    return string_to_array(nullif(current_setting('musubi.tenants', true), ''), ',')::uuid[]`
  await owner`create table note (id int primary key, tenant uuid not null, text text not null)`
  await owner`create table trace (note text not null, tenant uuid not null)`
  for (const table of ['note', 'trace']) {
    await owner.unsafe(`alter table ${table} enable row level security`)
    await owner.unsafe(`create policy own on ${table} using (tenant = any ((select tenants())::uuid[]))`)
    await owner.unsafe(`grant select, insert on ${table} to musubi_app`)
  }
  await owner`insert into note select n, case when n % 2 = 0 then ${here}::uuid else ${there}::uuid end, 'note ' || n
    from generate_series(1, 2000) n`
  await owner`analyze note`
})
afterAll(async () => {
  await app.end()
  await fresh.drop()
})

const look = (id: number): Statement => ({ text: 'select id, text from note where id = $1::int', values: [id] })
const trace = (tenant: string): Trace => ({
  text: from => `insert into trace (note, tenant) select $${from}::text, $${from + 1}::uuid from found__`,
  values: ['looked', tenant],
})
const traces = async () => (await owner<{ n: number }[]>`select count(*)::int as n from trace`)[0]?.n
const settingLeft = async () => {
  const rows = await Promise.all(
    Array.from({ length: 4 }, () => app`select coalesce(current_setting('musubi.tenants', true), '') as v`),
  )
  return rows.map(([row]) => row?.['v']).join('')
}

test('one statement sees the rows of its organisations only, and leaves no setting behind', async () => {
  expect(await queryOfTenants(app, [here], look(2))).toEqual([{ id: 2, text: 'note 2' }])
  expect(await queryOfTenants(app, [here, there], look(1))).toHaveLength(1)
  expect(await queryOfTenants(app, [here], look(1))).toEqual([])
  expect(await queryOfTenants(app, [], look(2))).toEqual([])
  expect(await settingLeft()).toBe('')
})

test('many at once never see each other', async () => {
  const answers = await Promise.all(
    Array.from({ length: 400 }, (_, n) => queryOfTenants(app, [n % 2 ? here : there, ...bodies], look(2))),
  )
  expect(answers.map(rows => rows.length)).toEqual(answers.map((_, n) => n % 2))
  expect(await settingLeft()).toBe('')
})

test('the trace of a look is there when the answer is, and only where a row was seen', async () => {
  expect(await queryAndTrace(app, [here], look(2), trace(here))).toEqual([{ id: 2, text: 'note 2' }])
  expect(await traces()).toBe(1)
  expect(await queryAndTrace(app, [here], look(1), trace(here))).toEqual([])
  expect(await queryAndTrace(app, [], look(2), trace(here))).toEqual([])
  expect(await traces()).toBe(1)
})

test('without its trace nothing is seen', async () => {
  await expect(queryAndTrace(app, [here], look(2), trace(there))).rejects.toThrow('row-level security')
  expect(await traces()).toBe(1)
  expect(await settingLeft()).toBe('')
  expect(await queryOfTenants(app, [here], look(2))).toHaveLength(1)
})

test('a list and its trace are one transaction, in the order of the list', async () => {
  const list: Statement = { text: 'select id from note where id <= $1::int order by id desc limit 3', values: [9] }
  const all = (tenant: string): Trace => ({
    text: from =>
      `insert into trace (note, tenant) select string_agg(id::text, ','), $${from}::uuid from found__ having count(*) > 0`,
    values: [tenant],
  })
  const before = (await traces()) ?? 0
  expect(await listAndTrace(app, [here], list, all(here))).toEqual([{ id: 8 }, { id: 6 }, { id: 4 }])
  expect(await owner`select note from trace where note = '8,6,4'`).toHaveLength(1)
  expect(await listAndTrace(app, [], list, all(here))).toEqual([])
  await expect(listAndTrace(app, [here], list, all(there))).rejects.toThrow('row-level security')
  expect(await traces()).toBe(before + 1)
  expect(await settingLeft()).toBe('')
})

test('what is no id of an organisation is never sent', () => {
  expect(() => queryOfTenants(app, ["x', true); drop table note"], look(2))).toThrow('not the id of an organisation')
})

test('a list that is changed after its first use counts as it stands', async () => {
  const tenants = [there]
  expect(await queryOfTenants(app, tenants, look(2))).toEqual([])
  tenants[0] = here
  expect(await queryOfTenants(app, tenants, look(2))).toHaveLength(1)
  expect(await runStatements(app, tenants, [look(2)])).toHaveLength(1)
})

interface Plan {
  readonly 'Node Type': string
  readonly 'Index Name'?: string
  readonly 'One-Time Filter'?: string
  readonly 'CTE Name'?: string
  readonly Plans?: readonly Plan[]
}

const flat = (plan: Plan): readonly Plan[] => [plan, ...(plan.Plans ?? []).flatMap(flat)]

// The setting must be made before the table is looked at, and the key's index must serve: both are the planner's choice.
test('the plan: the setting first, then the row by its key, also as a generic plan', async () => {
  const { text } = ofTenants(look(2), [here])
  for (const mode of ['force_custom_plan', 'force_generic_plan']) {
    const plan = await app.begin(async tx => {
      await tx.unsafe(`set local plan_cache_mode = ${mode}`)
      await tx.unsafe(`prepare pinned (int, text) as ${text}`)
      const [row] = await tx.unsafe<{ 'QUERY PLAN': readonly { Plan: Plan }[] }[]>(
        `explain (format json) execute pinned (2, '${here}')`,
      )
      await tx.unsafe('deallocate pinned')
      return row?.['QUERY PLAN'][0]?.Plan
    })
    if (!plan) throw new Error('no plan')
    const loop = flat(plan).find(node => node['Node Type'] === 'Nested Loop')
    const [outer, inner] = loop?.Plans ?? []
    expect(outer).toMatchObject({ 'Node Type': 'CTE Scan', 'CTE Name': 'tenants__' })
    expect(inner && flat(inner).map(node => node['Index Name'])).toContain('note_pkey')
    expect(inner && flat(inner).find(node => node['One-Time Filter'])?.['One-Time Filter']).toContain('tenants__.v')
  }
})
