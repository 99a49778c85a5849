import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../../test/database.ts'
import type { Json } from '../../base/json.ts'
import { newId } from '../../base/uuid.ts'
import type { TableSpec } from '../database/schema/spec.ts'
import { createRegister as createRegisterSql } from '../database/schema/table.ts'
import type { IndicatorDefinition } from './definition.ts'
import { countsOf, presenceOf } from './store.ts'

let db: TestDatabase
const tenants = [newId(), newId()] as const
const zone = 'Asia/Tokyo'

/** A register's two tables as the platform makes them, as far as counting needs them, row security included. */
const createRegister = async (name: string) => {
  await db.database.owner.unsafe(`
    create table register.${name} (tenant uuid, id uuid, version integer, sample boolean not null default false,
      removed_at timestamptz, primary key (tenant, id));
    create table history.${name} (tenant uuid, id uuid, version integer, at timestamptz not null, operation text not null,
      data jsonb not null, primary key (tenant, id, version));
    alter table register.${name} enable row level security; alter table register.${name} force row level security;
    alter table history.${name} enable row level security; alter table history.${name} force row level security;
    create policy owner on register.${name} to musubi_owner using (true) with check (true);
    create policy owner on history.${name} to musubi_owner using (true) with check (true);`)
}

type Revision = readonly [at: string, data: Readonly<Record<string, Json>> | 'removed']

const enter = async (name: string, revisions: readonly Revision[], sample = false, tenant: string = tenants[0]) => {
  const { owner } = db.database
  const id = newId()
  const last = revisions.at(-1)
  const removed = last?.[1] === 'removed' ? last[0] : null
  await owner`insert into ${owner(`register.${name}`)} values (${tenant}, ${id}, ${revisions.length}, ${sample}, ${removed})`
  for (const [index, [at, data]] of revisions.entries())
    await owner`insert into ${owner(`history.${name}`)} values (${tenant}, ${id}, ${index + 1}, ${at},
      ${data === 'removed' ? 'remove' : index === 0 ? 'create' : 'change'}, ${owner.json(data === 'removed' ? {} : data)})`
}

const counted = async (
  indicator: Pick<IndicatorDefinition, 'kind' | 'counts'>,
  ...days: readonly string[]
): Promise<readonly (readonly [string, number, number])[]> => {
  const rows = await countsOf(db.database.app, indicator, days, zone, (_, field) =>
    field === 'granted' ? ['granted', 'permitted'] : [field],
  )
  return rows.map(row => [row.day, row.counted, row.sample])
}

beforeAll(async () => {
  db = await freshDatabase()
})
afterAll(() => db.drop())

describe('plan_counts', () => {
  test('stock without dates: from the day of entry, in Japan, until removal', async () => {
    await createRegister('stock_plain')
    // 2026-03-31 23:59 and 2026-04-01 00:00 in Japan.
    await enter('stock_plain', [['2026-03-31T14:59:00Z', {}]])
    await enter('stock_plain', [['2026-03-31T15:00:00Z', {}]], false, tenants[1])
    await enter('stock_plain', [
      ['2026-01-05T00:00:00Z', {}],
      ['2026-06-01T00:00:00Z', 'removed'],
    ])
    const stock = { kind: 'stock', counts: [{ register: 'stock_plain' }] } as const
    expect(await counted(stock, '2025-03-31', '2026-03-31', '2026-04-01', '2026-05-31', '2026-06-01')).toEqual([
      ['2025-03-31', 0, 0],
      ['2026-03-31', 2, 0],
      ['2026-04-01', 3, 0],
      ['2026-05-31', 3, 0],
      ['2026-06-01', 2, 0],
    ])
  })

  test('sample records are counted apart', async () => {
    await createRegister('stock_sample')
    await enter('stock_sample', [['2026-01-05T00:00:00Z', {}]])
    await enter('stock_sample', [['2026-01-05T00:00:00Z', {}]], true)
    await enter('stock_sample', [['2026-01-05T00:00:00Z', {}]], true)
    const stock = { kind: 'stock', counts: [{ register: 'stock_sample' }] } as const
    expect(await counted(stock, '2026-03-31')).toEqual([['2026-03-31', 1, 2]])
  })

  test('stock with dates: from `since` to the day before `until`, also for days before the entry', async () => {
    await createRegister('stock_dated')
    await enter('stock_dated', [['2026-01-05T00:00:00Z', { granted: '2015-04-01', ends: '2017-03-31' }]])
    await enter('stock_dated', [['2026-01-05T00:00:00Z', { granted: '2016-03-31', ends: null }]])
    await enter('stock_dated', [['2026-01-05T00:00:00Z', { granted: null }]])
    const stock = { kind: 'stock', counts: [{ register: 'stock_dated', since: 'granted', until: 'ends' }] } as const
    expect(await counted(stock, '2015-03-31', '2015-04-01', '2016-03-31', '2017-03-30', '2017-03-31')).toEqual([
      ['2015-03-31', 0, 0],
      ['2015-04-01', 1, 0],
      ['2016-03-31', 2, 0],
      ['2017-03-30', 2, 0],
      ['2017-03-31', 1, 0],
    ])
  })

  test('of several dates that end it the first that is filled holds', async () => {
    await createRegister('stock_ends')
    for (const ends of [{ ends: '2016-03-31' }, { lent: '2017-03-31' }, { ends: '2016-03-31', lent: '2017-03-31' }, {}])
      await enter('stock_ends', [['2014-01-05T00:00:00Z', ends]])
    const stock = { kind: 'stock', counts: [{ register: 'stock_ends', until: ['ends', 'lent'] }] } as const
    expect(await counted(stock, '2016-03-30', '2016-03-31', '2017-03-31')).toEqual([
      ['2016-03-30', 4, 0],
      ['2016-03-31', 2, 0],
      ['2017-03-31', 1, 0],
    ])
  })

  test('a past day is counted as it was known then; a later change or removal does not rewrite it', async () => {
    await createRegister('stock_known')
    await enter('stock_known', [
      ['2025-05-01T00:00:00Z', { granted: '2025-05-01', ends: '2026-06-30' }],
      ['2026-05-01T00:00:00Z', { granted: '2025-05-01', ends: '2026-01-31' }],
    ])
    await enter('stock_known', [
      ['2025-05-01T00:00:00Z', { granted: '2025-05-01' }],
      ['2026-05-01T00:00:00Z', 'removed'],
    ])
    const stock = { kind: 'stock', counts: [{ register: 'stock_known', since: 'granted', until: 'ends' }] } as const
    expect(await counted(stock, '2026-03-31', '2026-05-31')).toEqual([
      ['2026-03-31', 2, 0],
      ['2026-05-31', 0, 0],
    ])
  })

  test('a record entered by mistake and removed never counts on days before its entry', async () => {
    await createRegister('stock_mistake')
    await enter('stock_mistake', [
      ['2026-05-01T00:00:00Z', { granted: '2014-04-01' }],
      ['2026-05-02T00:00:00Z', 'removed'],
    ])
    const stock = { kind: 'stock', counts: [{ register: 'stock_mistake', since: 'granted' }] } as const
    expect(await counted(stock, '2015-03-31', '2026-05-01', '2026-05-02')).toEqual([
      ['2015-03-31', 0, 0],
      ['2026-05-01', 1, 0],
      ['2026-05-02', 0, 0],
    ])
  })

  test('cumulative: what ended goes on counting, over several registers', async () => {
    await createRegister('meter')
    await createRegister('meter_loan')
    await enter('meter', [['2026-01-05T00:00:00Z', { installed: '2013-06-01', ends: '2014-06-01' }]])
    await enter('meter', [['2026-01-05T00:00:00Z', { installed: '2016-02-01' }]])
    await enter('meter_loan', [['2026-01-05T00:00:00Z', { lent: '2015-02-01' }]])
    const indicator = {
      kind: 'cumulative',
      counts: [
        { register: 'meter', since: 'installed', until: 'ends' },
        { register: 'meter_loan', since: 'lent' },
      ],
    } as const
    expect(await counted(indicator, '2014-03-31', '2015-03-31', '2016-03-31')).toEqual([
      ['2014-03-31', 1, 0],
      ['2015-03-31', 2, 0],
      ['2016-03-31', 3, 0],
    ])
  })

  test('per fiscal year: starts anew on 1 April', async () => {
    await createRegister('report')
    for (const day of ['2025-04-01', '2026-03-31', '2026-04-01'])
      await enter('report', [['2026-10-01T00:00:00Z', { received: day }]])
    await enter('report', [['2026-10-01T00:00:00Z', { received: '2026-03-31' }]], true)
    const indicator = { kind: 'per-fiscal-year', counts: [{ register: 'report', since: 'received' }] } as const
    expect(await counted(indicator, '2025-03-31', '2025-04-01', '2026-03-31', '2026-04-01', '2026-11-22')).toEqual([
      ['2025-03-31', 0, 0],
      ['2025-04-01', 1, 0],
      ['2026-03-31', 2, 1],
      ['2026-04-01', 1, 0],
      ['2026-11-22', 1, 0],
    ])
  })

  test('distinct people: someone in two courses, and in two registers, is one', async () => {
    await createRegister('course_place')
    await createRegister('seminar_place')
    const at = '2026-10-01T00:00:00Z'
    await enter('course_place', [[at, { day: '2025-05-01', student: 'a' }]])
    await enter('course_place', [[at, { day: '2025-06-01', student: 'a' }]])
    await enter('course_place', [[at, { day: '2026-05-01', student: 'b' }]])
    await enter('course_place', [[at, { day: '2026-05-01', student: null }]])
    await enter('seminar_place', [[at, { held: '2026-05-01', visitor: 'a' }]])
    await enter('seminar_place', [[at, { held: '2026-05-01', visitor: 'c' }]])
    await enter('seminar_place', [[at, { held: '2026-05-01', visitor: 'b' }]], true)
    const indicator = {
      kind: 'distinct-people',
      counts: [
        { register: 'course_place', since: 'day', distinct: 'student' },
        { register: 'seminar_place', since: 'held', distinct: 'visitor' },
      ],
    } as const
    expect(await counted(indicator, '2026-03-31', '2026-11-22')).toEqual([
      ['2026-03-31', 1, 0],
      ['2026-11-22', 3, 1],
    ])
  })

  test('a revision from before a field was renamed is read under its former name', async () => {
    await createRegister('renamed')
    await enter('renamed', [['2014-04-01T00:00:00Z', { permitted: '2014-04-01' }]])
    await enter('renamed', [['2026-04-01T00:00:00Z', { granted: '2016-04-01' }]])
    const stock = { kind: 'stock', counts: [{ register: 'renamed', since: 'granted' }] } as const
    expect(await counted(stock, '2015-03-31', '2017-03-31')).toEqual([
      ['2015-03-31', 1, 0],
      ['2017-03-31', 2, 0],
    ])
  })

  test('people whose numbers are sealed are told apart by the blind index', async () => {
    await createRegister('sealed')
    const at = '2026-10-01T00:00:00Z'
    for (const [sealed, index] of [
      ['x1', 'a'],
      ['x2', 'a'],
      ['x3', 'b'],
    ] as const)
      await enter('sealed', [[at, { day: '2026-05-01', number: { sealed, index } }]])
    const indicator = {
      kind: 'distinct-people',
      counts: [{ register: 'sealed', since: 'day', distinct: 'number' }],
    } as const
    expect(await counted(indicator, '2026-11-22')).toEqual([['2026-11-22', 2, 0]])
  })

  test('names are data, never SQL', async () => {
    await createRegister('quoted')
    await enter('quoted', [['2026-01-05T00:00:00Z', {}]])
    const evil = `x' or true --`
    const indicator = { kind: 'stock', counts: [{ register: 'quoted', since: evil, until: evil }] } as const
    expect(await counted(indicator, '2026-03-31')).toEqual([['2026-03-31', 0, 0]])
    const table = { kind: 'stock', counts: [{ register: 'quoted; drop table register.quoted' }] } as const
    await expect(counted(table, '2026-03-31')).rejects.toThrow(/does not exist/)
  })

  test('an unknown kind is refused; nothing to count is zero', async () => {
    await expect(counted({ kind: 'external', counts: [] }, '2026-03-31')).rejects.toThrow(/no such kind/)
    expect(await counted({ kind: 'stock', counts: [] }, '2026-03-31')).toEqual([['2026-03-31', 0, 0]])
  })
})

test('the tables that the platform generates are counted behind their row security', async () => {
  const { owner, app } = db.database
  const spec: TableSpec = {
    register: 'generated',
    formerly: [],
    columns: [],
    search: null,
    filters: [],
    sorts: [],
    uniques: [],
    public: null,
  }
  await owner.unsafe(createRegisterSql(spec))
  const id = newId()
  await owner`insert into register.generated (tenant, id, version) values (${tenants[0]}, ${id}, 1)`
  await owner`insert into history.generated (tenant, id, version, at, operation, data, hash)
    values (${tenants[0]}, ${id}, 1, '2026-01-05T00:00:00Z', 'create', '{}', '')`
  expect(await app`select id from register.generated`).toHaveLength(0)
  expect(await counted({ kind: 'stock', counts: [{ register: 'generated' }] }, '2026-03-31')).toEqual([
    ['2026-03-31', 1, 0],
  ])
  expect(await presenceOf(app, ['generated'])).toEqual([{ register: 'generated', present: true, sample: false }])
})

describe('plan_presence', () => {
  test('tells real, sample and none; removed records are not there', async () => {
    for (const name of ['none', 'real', 'sampled', 'gone']) await createRegister(`p_${name}`)
    await enter('p_real', [['2026-01-05T00:00:00Z', {}]])
    await enter('p_real', [['2026-01-05T00:00:00Z', {}]], true)
    await enter('p_sampled', [['2026-01-05T00:00:00Z', {}]], true)
    await enter('p_gone', [
      ['2026-01-05T00:00:00Z', {}],
      ['2026-01-06T00:00:00Z', 'removed'],
    ])
    expect(await presenceOf(db.database.app, ['p_none', 'p_real', 'p_sampled', 'p_gone'])).toEqual([
      { register: 'p_none', present: false, sample: false },
      { register: 'p_real', present: true, sample: true },
      { register: 'p_sampled', present: false, sample: true },
      { register: 'p_gone', present: false, sample: false },
    ])
  })

  test('the public role may call neither function', async () => {
    const { reader } = db.database
    await expect(presenceOf(reader, ['p_real'])).rejects.toThrow(/permission denied/)
  })
})
