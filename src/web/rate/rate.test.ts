import fc from 'fast-check'
import { expect, test } from 'vitest'
import { rateLimiter } from './rate.ts'

test('lets a burst pass, then says how long to wait, then lets pass again', () => {
  const limiter = rateLimiter({ perSecond: 0.5, burst: 3 })
  expect([0, 0, 0].map(now => limiter.take('a', now))).toEqual([0, 0, 0])
  expect(limiter.take('a', 0)).toBe(2)
  expect(limiter.take('b', 0)).toBe(0)
  expect(limiter.take('a', 2000)).toBe(0)
  expect(limiter.take('a', 2000)).toBe(2)
})

test('no client ever gets more than burst + rate × time', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 900 }), { minLength: 1, maxLength: 300 }), gaps => {
      const limiter = rateLimiter({ perSecond: 10, burst: 5 })
      let now = 0
      let passed = 0
      for (const gap of gaps) {
        now += gap
        if (limiter.take('a', now) === 0) passed += 1
      }
      return passed <= 5 + (now / 1000) * 10 + 1e-6
    }),
  )
})

test('forgets quiet clients instead of growing', () => {
  const limiter = rateLimiter({ perSecond: 1, burst: 1 }, 100)
  for (let client = 0; client < 1000; client += 1) limiter.take(String(client), 0)
  expect(limiter.size).toBe(100)
})
