import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type FairGate, fairGate } from './fair.ts'

/**
 * A simulation: time goes in ticks, a request takes some of them, and nothing waits for a real clock.
 * @param arrivals requests of each organisation in each tick
 */
const simulate = async (
  arrivals: Readonly<Record<string, number>>,
  { atOnce = 4, waiting = 10, ticks = 200, takes = 2 } = {},
) => {
  let tick = 0
  const gate: FairGate = fairGate({ atOnce, waiting: () => waiting, patience: Number.POSITIVE_INFINITY })
  const leaving: (readonly [number, () => void])[] = []
  const told: Record<string, { asked: number; done: number; refused: number; longest: number }> = {}
  let most = 0
  for (; tick < ticks; tick += 1) {
    for (const [at, release] of leaving.splice(0))
      if (at <= tick) release()
      else leaving.push([at, release])
    // Those that were let in by it take their place before the next ones come.
    await Promise.resolve()
    await Promise.resolve()
    for (const [organisation, count] of Object.entries(arrivals))
      for (let n = 0; n < count; n += 1) {
        told[organisation] ??= { asked: 0, done: 0, refused: 0, longest: 0 }
        const mine = told[organisation]
        const came = tick
        mine.asked += 1
        void Promise.resolve(gate.enter(organisation)).then(release => {
          if (!release) {
            mine.refused += 1
            return
          }
          mine.done += 1
          mine.longest = Math.max(mine.longest, tick - came)
          most = Math.max(most, gate.running)
          leaving.push([tick + takes, release])
        })
      }
    for (let n = 0; n < 6; n += 1) await Promise.resolve()
  }
  return { told, most, gate }
}

test('without contention a request passes at once, without a promise', () => {
  const gate = fairGate({ atOnce: 2, waiting: () => 0, patience: 1 })
  const release = gate.enter('a')
  expect(typeof release).toBe('function')
  expect(gate.running).toBe(1)
  if (typeof release === 'function') release()
  if (typeof release === 'function') release()
  expect(gate.running).toBe(0)
})

test('who floods is refused beyond its own queue, and nobody else is', async () => {
  const calm = Object.fromEntries(Array.from({ length: 1 }, (_, n) => [`quiet ${n}`, 1]))
  const { told, most } = await simulate({ flood: 50, ...calm })
  expect(told['quiet 0']?.refused).toBe(0)
  // In turn: at most one of the flood between two of its own, so its wait is a few ticks and not the queue's length.
  expect(told['quiet 0']?.longest).toBeLessThan(5)
  expect(told['flood']?.refused).toBeGreaterThan(told['flood']?.done ?? 0)
  expect(most).toBeLessThanOrEqual(4)
})

test('with and without the flood, 35 others get the same answers', async () => {
  const others = Object.fromEntries(Array.from({ length: 35 }, (_, n) => [`body ${n}`, n % 5 === 0 ? 1 : 0]))
  const options = { atOnce: 24, takes: 2 }
  const [alone, beside] = [await simulate(others, options), await simulate({ flood: 200, ...others }, options)]
  for (const [name, { done, refused }] of Object.entries(alone.told)) {
    expect(beside.told[name]?.refused, name).toBe(refused)
    // The last ones may still be on their way when the simulation ends.
    expect(beside.told[name]?.done ?? 0, name).toBeGreaterThanOrEqual(done - 5)
  }
})

test('who waits longer than patience is told so, however long what runs still takes', async () => {
  const gate = fairGate({ atOnce: 1, waiting: () => 5, patience: 10 })
  const first = await gate.enter('a')
  expect(await Promise.all([gate.enter('a'), gate.enter('b'), gate.enter('a')])).toEqual([
    undefined,
    undefined,
    undefined,
  ])
  expect([gate.running, gate.waiting]).toEqual([1, 0])
  first?.()
  expect([gate.running, gate.waiting]).toEqual([0, 0])
})

test('many who come once each wait no more of them than the gate says in all', async () => {
  const gate = fairGate({ atOnce: 1, waiting: () => 2, most: 3, patience: Number.POSITIVE_INFINITY })
  const first = await gate.enter('a')
  const waiting = ['b', 'c', 'd'].map(one => gate.enter(one))
  expect([await gate.enter('e'), gate.waiting]).toEqual([undefined, 3])
  first?.()
  for (const one of waiting) (await one)?.()
  expect([gate.running, gate.waiting]).toEqual([0, 0])
})

test('never more at once than it says, and every slot comes back', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 5 }),
      fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.integer({ min: 0, max: 5 })), { maxLength: 60 }),
      async (atOnce, requests) => {
        const gate = fairGate({ atOnce, waiting: () => 1000, patience: Number.POSITIVE_INFINITY })
        let most = 0
        await Promise.all(
          requests.map(async ([organisation, steps]) => {
            const release = await gate.enter(organisation)
            most = Math.max(most, gate.running)
            for (let n = 0; n < steps; n += 1) await Promise.resolve()
            release?.()
          }),
        )
        expect(most).toBeLessThanOrEqual(atOnce)
        expect([gate.running, gate.waiting]).toEqual([0, 0])
      },
    ),
  )
})
