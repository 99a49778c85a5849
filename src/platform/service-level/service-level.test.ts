import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bounds, bucketOf, noDurations, within } from './buckets.ts'
import { inTime, type Maintenance, type Outage, windowExcludes } from './definition.ts'
import { figuresCsv } from './files.ts'
import { clip, lengthOf, union, without } from './intervals.ts'
import { momentTyped } from './maintenance-page.tsx'
import { daysOf, eachDay, excludedOf, figuresOf, type Known, showPercent, timeOf } from './month.ts'
import { gapAtStart, outagesOf } from './outages.ts'
import { createRecorder } from './recorder.ts'
import type { DayCounts } from './store.ts'

const operator = '01900000-0000-7000-8000-000000000001'
const town = '01900000-0000-7000-8000-000000000002'
const minute = 60_000
const hour = 60 * minute

test('of durations in buckets: the bound that so many stayed within, never one too good', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0, max: 20_000, noNaN: true }), { minLength: 1, maxLength: 200 }),
      fc.constantFrom(0.5, 0.95, 1),
      (all, share) => {
        const durations = noDurations()
        for (const ms of all) durations[bucketOf(ms)] = (durations[bucketOf(ms)] ?? 0) + 1
        const bound = within(durations, share) ?? Number.NaN
        expect(all.filter(ms => ms <= bound).length).toBeGreaterThanOrEqual(share * all.length)
        const smaller = bounds.filter(one => one < bound).at(-1)
        if (smaller !== undefined) expect(all.filter(ms => ms <= smaller).length).toBeLessThan(share * all.length)
      },
    ),
  )
  expect(within(noDurations(), 0.95)).toBeNull()
})

test('stretches of time: what is taken away and what is left make the whole', () => {
  const stretch = fc
    .tuple(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 100 }))
    .map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) }))
  fc.assert(
    fc.property(fc.array(stretch, { maxLength: 8 }), fc.array(stretch, { maxLength: 8 }), (all, holes) => {
      const inside = (list: readonly { from: number; to: number }[], at: number) =>
        list.some(one => one.from <= at && at < one.to)
      const rest = without(all, holes)
      for (let at = 0.5; at < 100; at += 1) expect(inside(rest, at)).toBe(inside(all, at) && !inside(holes, at))
      expect(lengthOf(union(all))).toBe(lengthOf(all))
      expect(lengthOf(clip(union(all), { from: 0, to: 100 }))).toBe(lengthOf(all))
    }),
  )
})

test('each request counts for its organisation, the public, or the entrance', () => {
  let now = 10 * minute + 5_000
  const recorder = createRecorder(operator, () => now)
  const ask = (zone: 'public' | 'staff', organisation: string | undefined, status: number, ms = 30, long = false) =>
    recorder.count({ zone, organisation, status, ms, long })
  ask('staff', town, 200)
  ask('staff', town, 503)
  ask('staff', town, 200, 40_000, true)
  ask('staff', town, 404)
  ask('staff', undefined, 200)
  ask('public', undefined, 500)
  now += minute
  ask('staff', town, 200)
  const taken = recorder.take()
  expect(taken.map(one => [one.tenant, one.class, one.minute, one.requests, one.failed])).toEqual([
    [town, 'staff', 10 * minute, 4, 1],
    [operator, 'entrance', 10 * minute, 1, 0],
    [operator, 'public', 10 * minute, 1, 1],
    [town, 'staff', 11 * minute, 1, 0],
  ])
  // What works through a file has no time to be measured by.
  expect(taken[0]?.durations.reduce((sum, count) => sum + count, 0)).toBe(3)
  expect(recorder.take()).toEqual([])
  ask('staff', town, 500)
  recorder.giveBack(taken)
  const again = recorder.take()
  expect(again.find(one => one.minute === 11 * minute)).toMatchObject({ requests: 2, failed: 1 })
  expect(again.find(one => one.minute === 10 * minute && one.class === 'staff')).toMatchObject({ requests: 4 })
})

test('a start finds the time since the last sign of life, unless another place serves', () => {
  const at = 1_000_000_000
  const place = (name: string, ago: number, ended = false) => ({ place: name, beat: at - ago, ended })
  expect(gapAtStart([], 'a', at)).toEqual([])
  const gap = { scope: 'everything', reason: 'stopped', from: at - 10 * minute, to: at }
  expect(gapAtStart([place('a', 10 * minute)], 'a', at)).toEqual([gap])
  expect(gapAtStart([place('a', 10 * minute), place('b', 11 * minute)], 'a', at)).toEqual([gap])
  // An orderly stop counts as much, and so does a kill that was followed by a start at once.
  expect(gapAtStart([place('a', 20_000, true)], 'a', at)[0]?.from).toBe(at - 20_000)
  expect(gapAtStart([place('a', 5_000)], 'a', at)[0]?.from).toBe(at - 5_000)
  expect(gapAtStart([place('a', 10 * minute), place('b', 10_000)], 'a', at)).toEqual([])
  expect(gapAtStart([place('a', 10 * minute), place('b', 10_000, true)], 'a', at)[0]?.from).toBe(at - 10_000)
  // A clock that was set back.
  expect(gapAtStart([place('a', -hour)], 'a', at)).toEqual([])
  // The copy of the public pages was served for the last four minutes of it.
  expect(gapAtStart([place('a', 10 * minute)], 'a', at, at - 4 * minute)).toEqual([
    { ...gap, to: at - 4 * minute },
    { scope: 'staff', reason: 'database-away', from: at - 4 * minute, to: at },
  ])
})

test('a database that went away is an outage when it is back', () => {
  const found: Outage[] = []
  const since = (seconds: number) => new Date(1_000_000_000_000 + seconds * 1000).toISOString()
  const next = outagesOf({ state: 'up', since: since(0) }, one => found.push(one))
  next({ state: 'away', since: since(60) })
  next({ state: 'read-only', since: since(90) })
  next({ state: 'up', since: since(100) })
  expect(found.map(one => [one.scope, one.reason, one.to - one.from])).toEqual([
    ['staff', 'database-away', 30_000],
    ['changes', 'read-only', 10_000],
  ])
})

const window = (change: Partial<Maintenance> = {}): Maintenance => ({
  id: 'w',
  scope: 'everything',
  title: '更新',
  from: Date.parse('2026-11-10T22:00:00+09:00'),
  to: Date.parse('2026-11-10T23:00:00+09:00'),
  noticeHours: 24,
  announcedAt: Date.parse('2026-11-09T22:00:00+09:00'),
  announcedBy: '見本',
  withdrawn: false,
  ...change,
})

test('maintenance is left out when it was announced in time and not withdrawn, for those whom it concerns', () => {
  expect(inTime(window())).toBe(true)
  expect(inTime(window({ announcedAt: window().announcedAt + 1 }))).toBe(false)
  expect(windowExcludes(window({ withdrawn: true }), 'staff')).toBe(false)
  expect(windowExcludes(window({ scope: 'public' }), 'staff')).toBe(false)
  expect(windowExcludes(window({ scope: 'staff' }), 'entrance')).toBe(true)
})

const counts = (day: string, change: Partial<DayCounts> = {}): DayCounts => ({
  tenant: town,
  day,
  requests: 100,
  failed: 0,
  failedMinutes: 0,
  durations: noDurations().map((_, at) => (at === 3 ? 100 : 0)),
  ...change,
})

const knownOf = (change: Partial<Known> = {}): Known => ({
  of: 'staff',
  outages: [],
  windows: [],
  since: Date.parse('2026-11-01T00:00:00+09:00'),
  now: Date.parse('2026-11-11T00:00:00+09:00'),
  ...change,
})
const november = timeOf(daysOf('2026-11'))

test('availability: outages, failed minutes and maintenance, of the time that was measured', () => {
  const outage: Outage = {
    scope: 'everything',
    reason: 'stopped',
    // Half of it in the maintenance.
    from: Date.parse('2026-11-10T22:30:00+09:00'),
    to: Date.parse('2026-11-10T23:30:00+09:00'),
  }
  const known = knownOf({ outages: [outage], windows: [window()] })
  const figures = figuresOf([counts('2026-11-10', { failed: 3, failedMinutes: 1.5 })], november, known)
  expect(figures).toMatchObject({
    serviceMinutes: 10 * 24 * 60 - 60,
    maintenanceMinutes: 60,
    downMinutes: 30,
    failedMinutes: 1.5,
    requests: 100,
    failed: 3,
    p50: 100,
    p95: 100,
  })
  expect(figures.availability).toBeCloseTo(100 * (1 - 31.5 / (10 * 24 * 60 - 60)), 9)
  // Announced too late it counts as a whole.
  const late = figuresOf(
    [],
    november,
    knownOf({ outages: [outage], windows: [window({ announcedAt: window().from })] }),
  )
  expect([late.maintenanceMinutes, late.downMinutes]).toEqual([0, 60])
  // What concerns officers only is none for the public.
  const away: Outage = { ...outage, scope: 'staff', reason: 'database-away' }
  expect(figuresOf([], november, knownOf({ of: 'public', outages: [away] })).downMinutes).toBe(0)
  expect(excludedOf({ of: 'public', outages: [away], windows: [] })).toEqual([])
})

test('nothing is said of a time that was not measured, and a bad month is no less than nothing', () => {
  const before = figuresOf([], timeOf(daysOf('2026-10')), knownOf())
  expect([before.availability, before.serviceMinutes]).toEqual([null, 0])
  const all: Outage = { scope: 'everything', reason: 'stopped', ...november }
  expect(
    figuresOf([counts('2026-11-02', { failedMinutes: 5 })], november, knownOf({ outages: [all] })).availability,
  ).toBe(0)
})

test('day by day, from the first measured one to today', () => {
  const known = knownOf({ since: Date.parse('2026-11-03T12:00:00+09:00') })
  const days = eachDay([counts('2026-11-04', { requests: 7 })], daysOf('2026-11'), known)
  expect(days.map(one => one.day)).toEqual(
    [3, 4, 5, 6, 7, 8, 9, 10].map(day => `2026-11-${String(day).padStart(2, '0')}`),
  )
  expect(days[0]?.serviceMinutes).toBe(12 * 60)
  expect(days[1]?.requests).toBe(7)
})

test('percent is cut off, so that no figure looks better than it is', () => {
  expect(showPercent(99.4999)).toBe('99.499')
  expect(showPercent(100)).toBe('100.000')
  expect(showPercent(99.9996)).toBe('99.999')
})

test('times of maintenance as they are typed', () => {
  expect(momentTyped('2026-11-22', '22:00')).toBe(Date.parse('2026-11-22T13:00:00Z'))
  expect(momentTyped('令和8年11月22日', '９：３０')).toBe(Date.parse('2026-11-22T00:30:00Z'))
  expect(momentTyped('2026-11-31', '22:00')).toBeNull()
  expect(momentTyped('2026-11-22', '24:00')).toBeNull()
  expect(momentTyped('', '')).toBeNull()
})

test('a name that a spreadsheet would reckon is a text in the file for people', () => {
  const file = figuresCsv(
    '2026-11',
    [
      {
        id: town,
        name: { ja: '=HYPERLINK("https://evil.example")', en: '@town' },
        class: 'staff',
        figures: figuresOf([], november, knownOf()),
        objective: { availability: 99.9, response: 1000 },
      },
    ],
    'ja',
  )
  const text = file.kind === 'file' && file.bytes instanceof Uint8Array ? new TextDecoder().decode(file.bytes) : ''
  expect(text).toContain(`"'=HYPERLINK(`)
})
