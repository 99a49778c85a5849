import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type Condition, gatherConditions } from './condition.ts'
import { type DatabaseState, type Health, startHealth } from './health.ts'

let says: DatabaseState | 'throws'
let looks: number
let health: Health
let changes: DatabaseState[]

const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })

beforeEach(() => {
  vi.useFakeTimers()
  says = 'up'
  looks = 0
  changes = []
  health = startHealth({
    probe: async () => {
      looks += 1
      if (says === 'throws') throw refused
      return says
    },
  })
  health.onChange(({ state }) => changes.push(state))
})
afterEach(async () => {
  await health.stop()
  vi.useRealTimers()
})

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms)
const state = () => health.status().state

test('looks every five seconds while all is well, and every second while not', async () => {
  await pass(20_000)
  expect(looks).toBe(4)
  says = 'away'
  await pass(5_000)
  expect(state()).toBe('away')
  looks = 0
  await pass(10_000)
  expect(looks).toBe(10)
})

test('two looks must agree, before it is away and before it is back', async () => {
  says = 'throws'
  await pass(5_000)
  expect(state()).toBe('away')
  expect(looks).toBe(2)
  says = 'up'
  await pass(1_000)
  expect(state()).toBe('away')
  await pass(1_000)
  expect(state()).toBe('up')
  expect(changes).toEqual(['away', 'up'])
})

test('a server that comes and goes is not believed to be back', async () => {
  says = 'away'
  await pass(5_000)
  for (let turn = 0; turn < 5; turn += 1) {
    says = 'up'
    await pass(1_000)
    says = 'away'
    await pass(1_000)
  }
  expect(changes).toEqual(['away'])
})

test('failed requests are one witness, however many: the next look decides, at once', async () => {
  for (let times = 0; times < 50; times += 1) health.failed(refused)
  await pass(0)
  expect([looks, state()]).toEqual([1, 'up'])
  says = 'throws'
  health.failed(refused)
  await pass(0)
  expect([looks, state()]).toEqual([2, 'away'])
})

test('errors that say nothing of the server make nobody look', async () => {
  health.failed(new Error('a mistake of ours'))
  health.failed(Object.assign(new Error('twice'), { code: '23505' }))
  await pass(1_000)
  expect(looks).toBe(0)
})

test('a request that waits makes it look, and proves nothing by itself', async () => {
  health.slow()
  await pass(0)
  expect([looks, state()]).toEqual([1, 'up'])
})

test('reading only is a state of its own, with words for everyone', async () => {
  says = 'read-only'
  await pass(6_000)
  expect(state()).toBe('read-only')
  expect(health.conditions().map(one => one.id)).toEqual(['database-read-only'])
  says = 'up'
  await pass(5_000)
  expect(health.conditions()).toEqual([])
})

test('what several parts tell: the gravest first, one of a name once', () => {
  const one = (id: string, tone: Condition['tone']): Condition => ({
    id,
    tone,
    label: { ja: '題', en: 'Title' },
    text: { ja: '文', en: 'Text' },
  })
  const all = gatherConditions([
    () => [one('a', 'info'), one('b', 'warning')],
    () => [one('c', 'error'), one('a', 'error')],
    () => [],
  ])
  expect(all().map(({ id }) => id)).toEqual(['c', 'b', 'a'])
})
