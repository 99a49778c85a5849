import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Contract, noticeBy, opportunities } from './expiry.ts'
import { largestRemainder, perHead, splitCost } from './split.ts'

const member = fc.record({
  population: fc.integer({ min: 1, max: 1_200_000 }),
  use: fc.integer({ min: 1, max: 1_000_000 }),
})
const weights = fc
  .tuple(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 100 }))
  .map(([a, b]) => ({ equal: Math.min(a, b), population: Math.abs(a - b), use: 100 - Math.max(a, b) }))

describe('costs are split', () => {
  test('so that the parts sum to the yen, and each part too', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 9_000_000_000_000 }),
        weights,
        fc.array(member, { minLength: 1, maxLength: 40 }),
        (amount, by, members) => {
          const split = splitCost(
            amount,
            by,
            members.map((one, at) => ({ id: String(at), ...one })),
          )
          expect(split.ok).toBe(true)
          if (!split.ok) return
          const sum = (of: 'equal' | 'population' | 'use' | 'total') => split.shares.reduce((all, s) => all + s[of], 0)
          expect(sum('total')).toBe(amount)
          expect(split.shares.every(s => s.total === s.equal + s.population + s.use && s.total >= 0)).toBe(true)
          // No part is off by a yen or more from its exact share.
          expect(Math.abs(sum('equal') - (amount * by.equal) / 100)).toBeLessThan(1)
        },
      ),
    )
  })

  test('nobody is off by a yen or more from the exact share, and more weight is never less money', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 10_000_000 }),
        fc.array(fc.integer({ min: 0, max: 10_000 }), { minLength: 1, maxLength: 35 }).filter(all => all.some(Boolean)),
        (amount, by) => {
          const parts = largestRemainder(amount, by)
          const sum = by.reduce((a, b) => a + b, 0)
          parts.forEach((part, at) => {
            expect(Math.abs(part - (amount * (by[at] ?? 0)) / sum)).toBeLessThan(1)
          })
          by.forEach((a, at) => {
            by.forEach((b, other) => {
              if (a > b) expect(parts[at] ?? 0).toBeGreaterThanOrEqual(parts[other] ?? 0)
            })
          })
        },
      ),
      { numRuns: 50 },
    )
  })

  test('as an agreement says: 100 yen among three', () => {
    const members = ['a', 'b', 'c'].map(id => ({ id, population: 1, use: null }))
    const split = splitCost(100, { equal: 100, population: 0, use: 0 }, members)
    expect(split).toMatchObject({ ok: true, shares: [{ total: 34 }, { total: 33 }, { total: 33 }] })
  })

  test('not at all while weights, people or use are lacking, with the reason', () => {
    const members = [
      { id: 'a', population: null, use: 1 },
      { id: 'b', population: 5, use: null },
    ]
    expect(splitCost(100, { equal: 50, population: 30, use: 30 }, members)).toEqual({
      ok: false,
      problems: [
        { kind: 'weights', sum: 110 },
        { kind: 'no-population', members: ['a'] },
        { kind: 'no-use', members: ['b'] },
      ],
    })
    expect(splitCost(100, { equal: 100, population: 0, use: 0 }, [])).toMatchObject({
      problems: [{ kind: 'no-members' }],
    })
    expect(splitCost(1, { equal: 0, population: 0, use: 100 }, [{ id: 'a', population: 1, use: 0 }])).toMatchObject({
      problems: [{ kind: 'no-use', members: ['a'] }],
    })
    expect(splitCost(100, { equal: 100, population: 0, use: 0 }, members)).toMatchObject({ ok: true })
  })

  test('a head: half a yen rounds up', () => {
    expect([perHead(5, 2), perHead(4, 3), perHead(10, 0), perHead(10, null)]).toEqual([3, 1, null, null])
  })
})

const contract = (id: string, municipality: string, contractTo: string, more: Partial<Contract> = {}): Contract => ({
  id,
  municipality,
  business: 'finance',
  contractTo,
  noticeMonths: 6,
  yearlyCost: 1_000_000,
  ...more,
})

describe('who could share', () => {
  const all = [
    contract('1', 'a', '2027-03-31'),
    contract('2', 'b', '2027-09-30'),
    contract('3', 'c', '2028-03-31', { noticeMonths: 12 }),
    contract('4', 'd', '2028-03-31', { business: 'library' }),
    contract('5', 'e', '2026-10-31'),
  ]
  test('those whose contracts end near each other, with the first notice', () => {
    const found = opportunities(all, '2026-11-01', 24, 12)
    expect(found.map(one => [one.business, one.contracts.map(c => c.id), one.firstNotice, one.yearlyCost])).toEqual([
      ['finance', ['1', '2', '3'], '2026-09-30', 3_000_000],
    ])
    expect(opportunities(all, '2026-11-01', 24, 6).map(one => one.contracts.map(c => c.id))).toEqual([['1', '2']])
    expect(opportunities(all, '2026-11-01', 6, 12)).toEqual([])
  })
  test('a municipality alone is no group, whatever it has', () => {
    expect(
      opportunities([contract('1', 'a', '2027-03-31'), contract('2', 'a', '2027-03-31')], '2026-11-01', 24, 12),
    ).toEqual([])
  })
  test('notice is counted back in months, to a day that there is', () => {
    expect(noticeBy({ contractTo: '2027-08-31', noticeMonths: 6 })).toBe('2027-02-28')
  })
})
