import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../../test/database.ts'
import type { Clock } from '../../base/clock.ts'
import { ConflictError, InputError, RefusedError } from '../../base/problem.ts'
import type { Act } from '../access/actor.ts'
import { organisationId } from '../access/keys.ts'
import { loadOrganisations } from '../access/sample.ts'
import { exampleContext } from '../registers/kinds/examples.ts'
import { createSettings, type SettingsService } from '../settings/service.ts'
import { createRecorder } from './recorder.ts'
import { startMeasuring } from './run.ts'
import { createServiceLevel, type ServiceLevelService } from './service.ts'
import { serviceLevelSettings } from './settings.ts'
import { addCounted } from './store.ts'

const [ken, shi, machi] = ['ken', 'shi', 'machi'].map(organisationId) as [string, string, string]
let at = Date.parse('2026-11-20T03:00:00Z')
const clock: Clock = { now: () => new Date(at) }
const minute = 60_000

const actOf = (organisation: string, permissions = ['service.read', 'service.announce']): Act => ({
  clock,
  language: 'ja',
  actor: {
    kind: 'person',
    person: '01900000-0000-7000-8000-000000000001',
    name: '見本 良子',
    organisation,
    tenants: [organisation],
    permissions: new Set(permissions),
  },
})

let db: TestDatabase
let service: ServiceLevelService
let settings: SettingsService
const fails = (error: unknown) => {
  throw error
}

beforeAll(async () => {
  db = await freshDatabase()
  const named = (key: string, code: string) => ({ key, code, name: { ja: key, en: key } })
  await loadOrganisations(db.database.app, {
    prefecture: named('ken', '990000'),
    departments: [],
    municipalities: [named('shi', '991007'), named('machi', '993018')],
  })
  settings = createSettings({
    definitions: serviceLevelSettings,
    database: db.database,
    context: () => exampleContext,
    operator: ken,
  })
  service = createServiceLevel({ database: db.database, clock, settings, operator: ken })
})
afterAll(() => db.drop())

const measuring = (place: string, recorder = createRecorder(ken, () => at)) =>
  startMeasuring({
    recorder,
    database: db.database,
    clock,
    operator: ken,
    place,
    everyMs: 1_000_000,
    log: fails,
  }).then(running => ({ recorder, running }))

const ask = (recorder: ReturnType<typeof createRecorder>, organisation: string, status = 200, ms = 30) =>
  recorder.count({ zone: 'staff', organisation, status, ms, long: false })

test('several processes add up; a killed one loses what it had not kept, and its time counts as an outage', async () => {
  const one = await measuring('a')
  const two = await measuring('b')
  for (let n = 0; n < 9; n += 1) ask(one.recorder, shi)
  ask(two.recorder, shi, 500, 400)
  ask(two.recorder, machi)
  await one.running.flush()
  await two.running.flush()
  await one.running.flush()
  const view = await service.month(actOf(ken), shi, 'staff', '2026-11')
  expect(view.figures).toMatchObject({ requests: 10, failed: 1, failedMinutes: 0.1, p50: 50, p95: 500 })
  // Both are killed: what was counted after the last flush is gone, and nobody said goodbye.
  ask(one.recorder, shi)
  at += 10 * minute
  const again = await measuring('a')
  // The second of two that start finds the first one serving.
  const other = await measuring('b')
  await again.running.flush()
  const after = await service.month(actOf(ken), shi, 'staff', '2026-11')
  expect(after.figures.requests).toBe(10)
  expect(after.outages.map(outage => [outage.reason, (outage.to - outage.from) / minute])).toEqual([['stopped', 10]])
  expect(after.figures.downMinutes).toBe(10)
  await again.running.stop()
  await other.running.stop()
  at += 2 * minute
  await (await measuring('a')).running.stop()
  const stopped = await service.month(actOf(ken), shi, 'staff', '2026-11')
  expect(stopped.figures.downMinutes).toBe(12)
})

test('what cannot be kept is kept the next time', async () => {
  const { recorder, running } = await measuring('a')
  ask(recorder, machi)
  // An organisation that is none makes the whole batch fail.
  ask(recorder, 'nobody')
  await expect(running.flush()).rejects.toThrow()
  const counted = recorder.take().filter(one => one.tenant === machi)
  expect(counted).toMatchObject([{ requests: 1 }])
  await addCounted(db.database.app, counted)
  await running.stop()
  expect((await service.month(actOf(ken), machi, 'staff', '2026-11')).figures.requests).toBe(2)
})

test('an organisation sees its own figures and those of the public; the operator sees all', async () => {
  const own = actOf(shi)
  expect((await service.month(own, shi, 'staff', '2026-11')).figures.requests).toBe(10)
  await expect(service.month(own, machi, 'staff', '2026-11')).rejects.toThrow(RefusedError)
  await expect(service.month(own, ken, 'public', '2026-11')).resolves.toBeDefined()
  await expect(service.month(actOf(shi, []), shi, 'staff', '2026-11')).rejects.toThrow(RefusedError)
  const all = await service.ofOrganisations([ken, shi, machi], '2026-11')
  expect([...all.values()].map(figures => figures.requests)).toEqual([0, 10, 2])
  expect(await service.requests([shi, machi], { from: '2026-11-01', to: '2026-12-01' })).toEqual(
    new Map([
      [shi, 10],
      [machi, 2],
    ]),
  )
})

test('maintenance: announced by the operator, entered in the ledger, withdrawn only before it begins', async () => {
  const act = actOf(ken)
  const input = { scope: 'everything' as const, title: '更新', from: at + 48 * 60 * minute, to: at + 49 * 60 * minute }
  await expect(service.announce(actOf(shi), input)).rejects.toThrow(RefusedError)
  for (const wrong of [
    { ...input, title: ' ' },
    { ...input, from: at - 1 },
    { ...input, to: input.from },
    { ...input, to: null },
  ])
    await expect(service.announce(act, wrong)).rejects.toThrow(InputError)
  await service.announce(act, input)
  const [announced] = await service.windows(at)
  expect(announced).toMatchObject({ title: '更新', noticeHours: 24, withdrawn: false })
  const entries = await db.database.owner`select event from ledger.entry where event like 'maintenance.%'`
  expect(entries).toHaveLength(1)
  await service.withdraw(act, announced?.id ?? '')
  expect((await service.windows(at))[0]?.withdrawn).toBe(true)
  await expect(service.withdraw(act, announced?.id ?? '')).rejects.toThrow(ConflictError)
  await service.announce(act, input)
  const open = (await service.windows(at)).find(one => !one.withdrawn)
  at = input.from + minute
  await expect(service.withdraw(act, open?.id ?? '')).rejects.toThrow(ConflictError)
  at = input.to + minute
  const view = await service.month(act, shi, 'staff', '2026-11')
  expect(view.figures.maintenanceMinutes).toBe(60)
})

test('maintenance that is near stands on every page, until it is over or withdrawn', async () => {
  const fresh = createServiceLevel({ database: db.database, clock, settings, operator: ken })
  expect(fresh.conditions()).toEqual([])
  const input = { scope: 'staff' as const, title: '部品の交換', from: at + 60 * minute, to: at + 120 * minute }
  await fresh.announce(actOf(ken), input)
  await fresh.announce(actOf(ken), { ...input, title: '先のこと', from: at + 9000 * minute, to: at + 9001 * minute })
  await fresh.refresh()
  expect(fresh.conditions()).toMatchObject([{ id: 'maintenance', audience: 'staff' }])
  expect(fresh.conditions()[0]?.text.ja).toContain('部品の交換')
  // Announced an hour before, it is told and not left out of the figures.
  const announced = (await fresh.windows(at)).find(one => one.title === input.title)
  await fresh.withdraw(actOf(ken), announced?.id ?? '')
  await fresh.refresh()
  expect(fresh.conditions()).toEqual([])
})

test('adding up to days changes no figure, and failures within maintenance stay left out', async () => {
  const window = (await service.windows(at)).find(one => !one.withdrawn && one.title === '更新')
  const inside = Math.floor(((window?.from ?? 0) + 5 * minute) / minute) * minute
  const failed = { tenant: shi, class: 'staff' as const, requests: 4, failed: 4, durations: [4] }
  await addCounted(db.database.app, [{ ...failed, minute: inside }])
  await addCounted(db.database.app, [{ ...failed, minute: inside - 60 * minute, failed: 2 }])
  const before = await service.month(actOf(ken), shi, 'staff', '2026-11')
  // The failure of the first minute lies in an outage, which counts as a whole.
  expect(before.figures.failedMinutes).toBeCloseTo(0.5, 9)
  at += 5 * 24 * 60 * minute
  const then = await service.month(actOf(ken), shi, 'staff', '2026-11')
  await service.rollUp()
  await service.rollUp()
  const after = await service.month(actOf(ken), shi, 'staff', '2026-11')
  expect(after.figures).toEqual(then.figures)
  expect(after.days).toEqual(then.days)
  const left = await db.database.owner`select 1 from musubi.service_level`
  expect(left).toHaveLength(0)
  // What comes late, after a long time without a database, is added to its day.
  await addCounted(db.database.app, [{ ...failed, minute: inside, failed: 0 }])
  await service.rollUp()
  const late = await service.month(actOf(ken), shi, 'staff', '2026-11')
  expect(late.figures.requests).toBe(then.figures.requests + 4)
})
