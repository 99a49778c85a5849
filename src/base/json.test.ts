import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalJson, type Json } from './json.ts'

const json: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>(tie => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.string(),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.string(), tie('value'), { maxKeys: 4 }),
  ),
})).value

const shuffled = (value: Json): Json => {
  if (value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) return value.map(shuffled)
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, item]) => [key, item === undefined ? undefined : shuffled(item)]),
  )
}

describe('canonicalJson', () => {
  it('sorts keys by code unit and leaves out white space and undefined', () => {
    expect(canonicalJson({ b: 1, a: [true, null, { z: 'あ', y: undefined }], A: '"' })).toBe(
      '{"A":"\\"","a":[true,null,{"z":"あ"}],"b":1}',
    )
  })

  it('is JSON of the same value', () => {
    fc.assert(
      fc.property(json, value => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)))
      }),
    )
  })

  it('does not depend on the order of keys', () => {
    fc.assert(fc.property(json, value => canonicalJson(shuffled(value)) === canonicalJson(value)))
  })

  it('tells different values apart', () => {
    fc.assert(
      fc.property(json, json, (a, b) => {
        const same = canonicalJson(a) === canonicalJson(b)
        if (same) expect(shuffled(a)).toEqual(shuffled(b))
      }),
    )
    expect(canonicalJson(['1'])).not.toBe(canonicalJson([1]))
  })
})
