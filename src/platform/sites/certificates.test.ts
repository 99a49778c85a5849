import { expect, test } from 'vitest'
import { endingSoon, letterOfEnd } from './certificates.ts'

const ends = '2031-11-23T00:00:00.000Z'
const before = (days: number) => new Date(Date.parse(ends) - days * 86_400_000)

test('certificates that end are told of sixty, fourteen and three days before, and when they have ended', () => {
  const due = (days: number) => endingSoon(ends, before(days))
  expect([due(61), due(60), endingSoon(null, before(1))]).toEqual([null, null, null])
  expect([due(59.5), due(13.2), due(2)]).toEqual([
    { reminder: 60, days: 59 },
    { reminder: 14, days: 13 },
    { reminder: 3, days: 2 },
  ])
  expect(due(-4)).toEqual({ reminder: 3, days: 0 })
})

test('one letter for each reminder, with what to do', () => {
  expect(letterOfEnd(ends, before(100))).toBeNull()
  const [first, next, last] = [59, 58, 13].map(days => letterOfEnd(ends, before(days)))
  expect(first?.body).toContain('2031-11-23')
  expect(first?.body).toContain('musubi sites invite')
  expect(next?.occasion).toBe(first?.occasion)
  expect(last?.occasion).not.toBe(first?.occasion)
})
