import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Condition, evaluate, fieldsOf } from './condition.ts'

const today = '2026-11-22'
const holds = (condition: Condition, values = {}) => evaluate(condition, values, today)

describe('evaluate', () => {
  it('knows what is filled', () => {
    for (const value of [null, undefined, '', []]) expect(holds({ filled: 'a' }, { a: value })).toBe(false)
    for (const value of [0, false, 'x', ['x']]) expect(holds({ filled: 'a' }, { a: value })).toBe(true)
    expect(holds({ filled: 'a' })).toBe(false)
  })

  it('compares values of the same sort only', () => {
    expect(holds({ equal: [{ field: 'a' }, { value: 1 }] }, { a: 1 })).toBe(true)
    expect(holds({ equal: [{ field: 'a' }, { value: 1 }] }, { a: '1' })).toBe(false)
    expect(holds({ equal: [{ field: 'a' }, { value: null }] })).toBe(true)
    expect(holds({ equal: [{ field: 'a' }, { field: 'b' }] }, { a: 'x', b: 'x' })).toBe(true)
  })

  it.each([
    [9, 10, true],
    [10, 9, false],
    [10, 10, false],
    ['2026-09-30', '2026-10-01', true],
    ['0412', '1000', true],
    ['9.50', '10.00', true],
    ['10.00', '9.50', false],
    ['9.50', 10, true],
    [10, '9.50', false],
    ['-1.5', '-1.25', true],
    ['', 10, false],
    [null, 10, false],
    [5, null, false],
  ])('%j < %j: %s', (a, b, less) => {
    expect(holds({ less: [{ field: 'a' }, { value: b }] }, { a })).toBe(less)
  })

  it('takes equal ends as less or equal', () => {
    expect(holds({ lessOrEqual: [{ field: 'a' }, { value: 10 }] }, { a: 10 })).toBe(true)
    expect(holds({ lessOrEqual: [{ field: 'a' }, { value: '9.5' }] }, { a: '9.50' })).toBe(true)
    expect(holds({ lessOrEqual: [{ field: 'a' }, { value: 10 }] }, { a: 11 })).toBe(false)
    expect(holds({ lessOrEqual: [{ field: 'a' }, { value: 10 }] })).toBe(false)
  })

  it.each([
    [{}, '2026-11-22'],
    [{ days: 10 }, '2026-12-02'],
    [{ days: -22 }, '2026-10-31'],
    [{ months: 3 }, '2027-02-22'],
    [{ years: -5 }, '2021-11-22'],
    [{ years: 1, months: 1, days: 1 }, '2027-12-23'],
  ])('today moved by %j is %s', (by, day) => {
    expect(holds({ equal: [{ today: by }, { value: day }] })).toBe(true)
  })

  it('clamps a moved day to the end of its month', () => {
    expect(evaluate({ equal: [{ today: { months: 1 } }, { value: '2027-02-28' }] }, {}, '2027-01-31')).toBe(true)
    expect(evaluate({ equal: [{ today: { years: 1 } }, { value: '2025-02-28' }] }, {}, '2024-02-29')).toBe(true)
    expect(evaluate({ equal: [{ today: { months: 1, days: 1 } }, { value: '2027-03-01' }] }, {}, '2027-01-31')).toBe(
      true,
    )
  })

  it('looks into choices', () => {
    expect(holds({ includes: ['a', 'x'] }, { a: ['x', 'y'] })).toBe(true)
    expect(holds({ includes: ['a', 'z'] }, { a: ['x', 'y'] })).toBe(false)
    expect(holds({ includes: ['a', 'x'] }, { a: 'x' })).toBe(false)
    expect(holds({ oneOf: [{ field: 'a' }, ['x', 'y']] }, { a: 'y' })).toBe(true)
    expect(holds({ oneOf: [{ field: 'a' }, ['x', 'y']] }, { a: 'z' })).toBe(false)
  })

  it('holds for no parts of all, and for none of any', () => {
    expect(holds({ all: [] })).toBe(true)
    expect(holds({ any: [] })).toBe(false)
  })

  const leaf: fc.Arbitrary<Condition> = fc.oneof(
    fc.record({ filled: fc.constantFrom('a', 'b') }),
    fc.record({ includes: fc.tuple(fc.constantFrom('a', 'b'), fc.constantFrom('x', 'y')) }),
  )
  const values = fc.dictionary(
    fc.constantFrom('a', 'b'),
    fc.oneof(fc.constant('x'), fc.constant(['x', 'y']), fc.constant(null)),
  )

  it("follows De Morgan's laws", () => {
    fc.assert(
      fc.property(fc.array(leaf, { maxLength: 4 }), values, (parts, record) => {
        expect(holds({ not: { all: parts } }, record)).toBe(holds({ any: parts.map(not => ({ not })) }, record))
      }),
    )
  })

  it('looks at no field that fieldsOf does not name', () => {
    fc.assert(
      fc.property(fc.array(leaf, { maxLength: 4 }), values, (any, record) => {
        const condition: Condition = { any }
        const named = new Set(fieldsOf(condition))
        const rest = Object.fromEntries(Object.entries(record).filter(([key]) => named.has(key)))
        expect(holds(condition, rest)).toBe(holds(condition, record))
      }),
    )
  })
})

it('fieldsOf names every field of every sort of condition', () => {
  const condition: Condition = {
    all: [
      { any: [{ filled: 'a' }, { not: { filled: 'b' } }] },
      { equal: [{ field: 'c' }, { value: 1 }] },
      { less: [{ today: {} }, { field: 'd' }] },
      { lessOrEqual: [{ field: 'e' }, { field: 'f' }] },
      { oneOf: [{ field: 'g' }, ['x']] },
      { includes: ['h', 'x'] },
    ],
  }
  expect(fieldsOf(condition)).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'])
})
