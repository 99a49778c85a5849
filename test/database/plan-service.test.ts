import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Clock } from '../../src/base/clock.ts'
import { DefinitionError, InputError, NotFoundError, RefusedError } from '../../src/base/problem.ts'
import { newId } from '../../src/base/uuid.ts'
import type { Act, Actor } from '../../src/platform/access/actor.ts'
import type { LedgerEntryInput } from '../../src/platform/ledger/definition.ts'
import { record } from '../../src/platform/ledger/service.ts'
import type { StatisticInput } from '../../src/platform/plan/entry.ts'
import { createPlanService, type PlanParts, type PlanService } from '../../src/platform/plan/service.ts'
import { region } from '../../src/regions/miyagi/index.ts'
import { freshDatabase, type TestDatabase } from '../database.ts'

let db: TestDatabase
let parts: PlanParts
let plan: PlanService
let now = '2016-11-22T03:00:00Z'
const clock: Clock = { now: () => new Date(now) }
const tenant = newId()
const entered: LedgerEntryInput[] = []

const officer: Actor = {
  kind: 'person',
  person: newId(),
  name: '見本 太郎',
  organisation: tenant,
  tenants: [tenant],
  permissions: new Set(['plan.edit']),
}
const act = (actor: Actor = officer): Act => ({ actor, clock, language: 'ja' })

const enterOperator = async (at: string, data: Record<string, string>, sample = false) => {
  const { owner } = db.database
  const id = newId()
  await owner`insert into register.operator values (${tenant}, ${id}, ${sample}, null)`
  await owner`insert into history.operator values (${tenant}, ${id}, 1, ${at}, 'create', ${owner.json(data)})`
}

beforeAll(async () => {
  db = await freshDatabase()
  await db.database.owner.unsafe(`
    create table register.operator (tenant uuid, id uuid, sample boolean, removed_at timestamptz);
    create table register.report (tenant uuid, id uuid, sample boolean, removed_at timestamptz);
    create table history.operator (tenant uuid, id uuid, version integer, at timestamptz, operation text, data jsonb);`)
  parts = {
    region,
    systems: [
      {
        id: 'waste',
        title: { ja: '処理業者', en: 'Operators' },
        measures: ['3-1-5'],
        open: '/waste',
        registers: [{ id: 'operator', fields: { granted: { kind: 'date' }, name: { kind: 'text' } } }],
      },
      {
        id: 'reports',
        title: { ja: '報告', en: 'Reports' },
        measures: ['3-1-6'],
        open: '/reports',
        registers: [{ id: 'report', fields: {} }],
      },
    ],
    indicators: [
      {
        measure: '3-1-5',
        kind: 'stock',
        unit: { ja: '件', en: 'records' },
        counts: [{ register: 'operator', since: 'granted' }],
      },
    ],
    database: db.database,
    clock,
    enter: async (tx, entry) => {
      entered.push(entry)
      await record(tx, entry, clock.now())
    },
  }
  plan = createPlanService(parts)
})
afterAll(() => db.drop())

describe('states and figures', () => {
  test('no system: 未実装; a system without records: 記録待ち', async () => {
    expect((await plan.measure('3-1-6')).state).toBe('ready')
    expect((await plan.measure('3-1-3')).state).toBe('missing')
    expect(await plan.overview()).toHaveLength(56)
  })

  test('sample records alone: 見本, and they enter no value; a real record: 稼働', async () => {
    await enterOperator('2016-11-01T00:00:00Z', { granted: '2015-06-01' }, true)
    now = '2016-11-22T03:02:00Z'
    const sampled = await plan.measure('3-1-5')
    expect(sampled.state).toBe('sample')
    expect(sampled.points.at(-1)).toEqual({ day: '2016-11-22', value: 0, sample: 1, today: true })
    await enterOperator('2016-11-02T00:00:00Z', { granted: '2014-06-01' })
    await enterOperator('2016-11-02T00:00:00Z', { granted: '2016-06-01' })
    now = '2016-11-22T03:04:00Z'
    const running = await plan.measure('3-1-5')
    expect(running.state).toBe('running')
    expect(running.points).toEqual([
      { day: '2014-03-31', value: null, sample: null },
      { day: '2015-03-31', value: 1, sample: null },
      { day: '2016-03-31', value: 1, sample: 1 },
      { day: '2016-11-22', value: 2, sample: 1, today: true },
    ])
  })

  test('the days follow the clock: on the next fiscal year’s first day there is one end more', async () => {
    now = '2017-03-31T15:00:00Z' // 2017-04-01 00:00 in Japan
    const days = (await plan.measure('3-1-5')).points.map(point => point.day)
    expect(days).toEqual(['2014-03-31', '2015-03-31', '2016-03-31', '2017-03-31', '2017-04-01'])
  })

  test('figures are kept for a minute and not longer', async () => {
    now = '2017-04-02T00:00:00Z'
    const value = async () => (await plan.measure('3-1-5')).points.at(-1)?.value
    expect(await value()).toBe(2)
    await enterOperator('2017-04-01T00:00:00Z', { granted: '2017-04-01' })
    now = '2017-04-02T00:00:59Z'
    expect(await value()).toBe(2)
    now = '2017-04-02T00:01:00Z'
    expect(await value()).toBe(3)
  })

  test('an unknown entry is not found', async () => {
    await expect(plan.measure('1-1-1')).rejects.toThrow(NotFoundError)
  })
})

describe('external statistics', () => {
  const input: StatisticInput = {
    measure: '5-1-1',
    day: '2012-03-31',
    value: '2740',
    source: '経済センサス-活動調査（平成24年）',
    sourceUrl: '',
  }

  test('a value is shown at once with its source, and entered in the ledger', async () => {
    await plan.enterStatistic(act(), input)
    const view = await plan.measure('5-1-1')
    expect(view.figures).toBe('statistic')
    expect(view.points).toEqual([
      { day: '2012-03-31', value: 2740, sample: null, source: { name: input.source, url: null } },
    ])
    expect(entered.at(-1)).toMatchObject({ event: { id: 'statistic.entered' }, tenant, actor: officer.person })
    const [row] = await db.database.owner`select count(*) as n from ledger.entry where event = 'statistic.entered'`
    expect(row?.n).toBe('1')
  })

  test('the newest value of a day holds; an empty one withdraws it; nothing is erased', async () => {
    await plan.enterStatistic(act(), { ...input, value: '2750' })
    expect((await plan.measure('5-1-1')).points.map(point => point.value)).toEqual([2750])
    now = '2017-04-02T00:02:00Z'
    await plan.enterStatistic(act(), { ...input, value: '' })
    expect((await plan.measure('5-1-1')).points).toEqual([])
    const [row] = await db.database.owner`select count(*) as n from musubi.plan_statistic`
    expect(row?.n).toBe('3')
  })

  test.each([
    ['measure', { measure: '3-1-5' }],
    ['day', { day: '2012-02-30' }],
    ['day', { day: '2030-01-01' }],
    ['value', { value: '約2,740' }],
    ['source', { source: ' ' }],
    ['sourceUrl', { sourceUrl: 'javascript:alert(1)' }],
  ])('a wrong %s is told at its field and nothing is written', async (field, wrong) => {
    const before = entered.length
    const error = await plan.enterStatistic(act(), { ...input, ...wrong }).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(InputError)
    expect(error instanceof InputError && error.problems.map(problem => problem.field)).toEqual([field])
    expect(entered).toHaveLength(before)
  })

  test('without the permission it is refused, and row security holds against another organisation', async () => {
    const other = { ...officer, permissions: new Set<string>() }
    await expect(plan.enterStatistic(act(other), input)).rejects.toThrow(RefusedError)
    await expect(plan.enterStatistic(act({ ...officer, organisation: newId() }), input)).rejects.toThrow(
      /row-level security/,
    )
  })

  test('a failing ledger leaves no statistic behind', async () => {
    const failing = createPlanService({ ...parts, enter: () => Promise.reject(new Error('ledger is down')) })
    await expect(failing.enterStatistic(act(), { ...input, day: '2013-03-31' })).rejects.toThrow('ledger is down')
    expect((await plan.statistics()).map(row => row.day)).not.toContain('2013-03-31')
  })
})

describe('successors of departments', () => {
  test('hold from their day on; the plan’s own name stays', async () => {
    now = '2021-03-31T03:00:00Z'
    const from = '2021-04-01'
    const successor = { ja: '見本部 見本課', en: 'Sample Section' }
    await plan.enterSuccessor(act(), {
      department: 'resource-circulation',
      from,
      nameJa: successor.ja,
      nameEn: successor.en,
      source: '見本の組織規則',
    })
    const department = async () => (await plan.measure('3-1-5')).departments[0]
    expect(await department()).not.toHaveProperty('successor')
    now = '2021-04-01T03:00:00Z'
    expect(await department()).toMatchObject({
      department: { name: { ja: '循環型社会推進課' } },
      successor: { name: successor, from },
    })
    await plan.enterSuccessor(act(), {
      department: 'resource-circulation',
      from,
      nameJa: '',
      nameEn: '',
      source: '誤入力の取消し',
    })
    expect(await department()).not.toHaveProperty('successor')
  })

  test('one name alone is told at the other’s field', async () => {
    const half = { department: 'tourism', from: '2021-04-01', nameJa: '観光課', nameEn: '', source: 'x' }
    await expect(plan.enterSuccessor(act(), half)).rejects.toThrow(/nameEn/)
  })
})

describe('what does not fit the plan stops the start', () => {
  const stock = { measure: '3-1-5', kind: 'stock', unit: { ja: '件', en: 'records' } } as const
  test.each<[string, Partial<PlanParts>, RegExp]>([
    [
      'a system of an unknown entry',
      { systems: [{ id: 's', title: { ja: '', en: '' }, measures: ['9-9-9'], open: '/', registers: [] }] },
      /system s: the plan has no entry 9-9-9/,
    ],
    [
      'an indicator where the plan has none',
      { indicators: [{ measure: '3-1-3', kind: 'stock', unit: { ja: '', en: '' }, counts: [] }] },
      /sets no indicator/,
    ],
    [
      'an indicator of another kind',
      { indicators: [{ measure: '3-1-5', kind: 'cumulative', unit: { ja: '', en: '' }, counts: [] }] },
      /kind cumulative, but the plan's indicator is stock/,
    ],
    [
      'an indicator that counts an unknown register',
      { indicators: [{ ...stock, counts: [{ register: 'nowhere' }] }] },
      /indicator of 3-1-5: no such register: nowhere/,
    ],
    [
      'an indicator that counts by an unknown field',
      { indicators: [{ ...stock, counts: [{ register: 'operator', since: 'given' }] }] },
      /register operator has no field given/,
    ],
    [
      'an indicator that counts by a field that is no date',
      { indicators: [{ ...stock, counts: [{ register: 'operator', since: 'name' }] }] },
      /field name of register operator is not a date/,
    ],
  ])('%s', (_, wrong, message) => {
    expect(() => createPlanService({ ...parts, ...wrong })).toThrow(message)
    expect(() => createPlanService({ ...parts, ...wrong })).toThrow(DefinitionError)
  })
})
