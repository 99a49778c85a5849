import { expect, test } from 'vitest'
import { inBreaths } from './breaths.ts'

const work = (milliseconds: number): void => {
  const until = performance.now() + milliseconds
  while (performance.now() < until);
}

test('others have their turn between items that make work', async () => {
  let turns = 0
  let on = true
  const other = () => {
    turns += 1
    if (on) setImmediate(other)
  }
  setImmediate(other)
  const seen: number[] = []
  for await (const item of inBreaths([1, 2, 3])) {
    seen.push(item)
    work(15)
  }
  on = false
  expect(seen).toEqual([1, 2, 3])
  expect(turns).toBeGreaterThanOrEqual(3)
})

test('one who stops ends the source', async () => {
  let ended = false
  const source = function* () {
    try {
      yield* [1, 2]
    } finally {
      ended = true
    }
  }
  for await (const item of inBreaths(source())) if (item === 1) break
  expect(ended).toBe(true)
})
