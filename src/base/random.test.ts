import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRandom } from './random.ts'

describe('createRandom', () => {
  test('the same seed gives the same numbers, another seed others', () => {
    const draw = (seed: string) => {
      const random = createRandom(seed)
      return Array.from({ length: 20 }, () => random.next())
    }
    expect(draw('a')).toEqual(draw('a'))
    expect(draw('a')).not.toEqual(draw('b'))
  })

  test('a fork does not depend on what was drawn before', () => {
    const one = createRandom('a')
    one.next()
    expect(one.fork('x').next()).toBe(createRandom('a').fork('x').next())
    expect(one.fork('x').next()).not.toBe(one.fork('y').next())
  })

  test('integers stay within their bounds and reach both', () => {
    const random = createRandom('dice')
    const seen = new Set(Array.from({ length: 500 }, () => random.integer(1, 6)))
    expect([...seen].sort()).toEqual([1, 2, 3, 4, 5, 6])
  })

  test('next is spread evenly', () => {
    const random = createRandom('spread')
    const bins = new Array<number>(10).fill(0)
    for (let draw = 0; draw < 10_000; draw += 1) {
      const bin = Math.floor(random.next() * 10)
      bins[bin] = (bins[bin] ?? 0) + 1
    }
    for (const count of bins) expect(Math.abs(count - 1000)).toBeLessThan(150)
  })

  test('a shuffle loses and doubles nothing and leaves the list alone', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.string(), (list, seed) => {
        const before = [...list]
        const shuffled = createRandom(seed).shuffle(list)
        expect(list).toEqual(before)
        expect([...shuffled].sort()).toEqual([...list].sort())
      }),
    )
  })

  test('picking from nothing is an error', () => {
    expect(() => createRandom('a').pick([])).toThrow(RangeError)
  })
})
