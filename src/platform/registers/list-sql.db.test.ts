import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../../test/database.ts'
import { idOfKey } from '../access/keys.ts'
import { runStatements } from '../database/statement.ts'
import { club, createTables, registersOf } from './fixture.ts'
import { listSql, rowsOfTenants } from './list-sql.ts'
import { readListQuery } from './query.ts'

const tenants = Array.from({ length: 400 }, (_, at) => idOfKey(`tenant ${at}`))
const [first = '', second = ''] = tenants
let db: TestDatabase

beforeAll(async () => {
  db = await freshDatabase()
  await createTables(db.database, [club])
  const { owner } = db.database
  // Each has the same names, so that the order by name goes through all of them.
  await owner`
    insert into register.club (tenant, id, version, name, level)
    select t.id::uuid, gen_random_uuid(), 1, 'club ' || n, 'a'
    from unnest(${tenants}::text[]) as t(id) cross join generate_series(1, 60) n`
  await owner.unsafe('vacuum analyze register.club')
})
afterAll(() => db?.drop())

interface Plan {
  readonly 'Actual Rows'?: number
  readonly 'Actual Loops'?: number
  readonly 'Rows Removed by Filter'?: number
  readonly Plans?: readonly Plan[]
}

/** Rows that were taken up and thrown away again. */
const thrownAway = (plan: Plan): number =>
  (plan['Rows Removed by Filter'] ?? 0) * (plan['Actual Loops'] ?? 1) +
  (plan.Plans ?? []).reduce((sum, one) => sum + thrownAway(one), 0)

const page = (of: readonly string[], named = true) => {
  const { register } = registersOf(db.database, [club]).service('club')
  const query = readListQuery(register, new URLSearchParams({ sort: 'name' }), new Set(['name']))
  if (!query.ok) throw new Error('the query cannot be read')
  return listSql(register.listView, 'tenant, name', query.value, named ? rowsOfTenants(of) : [])
}
const run = async (of: readonly string[], statement = page(of)) =>
  (await runStatements(db.database.app, of, [statement]))[0]

test('the page of one organisation is found without the rows of the others', async () => {
  const cost = async (named: boolean) => {
    const statement = page([first], named)
    const rows = await run([first], { ...statement, text: `explain (analyze, format json) ${statement.text}` })
    const [found] = (rows?.[0]?.['QUERY PLAN'] ?? []) as readonly { readonly Plan: Plan }[]
    return thrownAway(found?.Plan ?? {})
  }
  expect(await cost(true)).toBeLessThan(200)
  // What it is there for: otherwise the planner walks through everybody's names.
  expect(await cost(false)).toBeGreaterThan(2000)
})

test('naming organisations widens nothing: row security decides', async () => {
  expect(await run([first], page([first, second]))).toHaveLength(51)
  expect((await run([first], page([first, second])))?.every(row => row['tenant'] === first)).toBe(true)
  expect(await run([first], page([second]))).toEqual([])
  expect(new Set((await run(tenants, page(tenants)))?.map(row => row['name']))).toEqual(new Set(['club 1']))
})

test('nobody and nearly everybody are not named, and only ids are', () => {
  expect(rowsOfTenants([])).toEqual([])
  expect(rowsOfTenants(tenants)).toEqual([])
  expect(() => rowsOfTenants([`${first}' or true or '`])).toThrow('not the id')
})
