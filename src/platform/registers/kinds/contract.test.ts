import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { canonicalJson, type Json } from '../../../base/json.ts'
import type { Field, FieldKindId, ValueByKind } from '../field.ts'
import { exampleContext, type KindExamples, kindExamples } from './examples.ts'
import {
  columnsOf,
  type FieldValueOf,
  fieldFromJson,
  fieldSchema,
  fieldSearchTexts,
  fieldToJson,
  kindOf,
  kinds,
  loadField,
  readField,
  restoreField,
  showField,
  storeField,
  writeField,
} from './index.ts'

type Example = KindExamples<FieldKindId>

const all: readonly (readonly [string, Example])[] = Object.entries<Example>(kindExamples)
const anyJson: fc.Arbitrary<Json> = fc.json().map((text): Json => JSON.parse(text))
const languages = ['ja', 'en'] as const

/** The text in which PostgreSQL sends a value of a column; the driver parses some of them before a kind sees them. */
const asPostgres = (value: unknown, type: string): unknown => {
  if (value === null) return null
  if (type === 'text[]' && Array.isArray(value))
    return `{${value.map((item: unknown) => `"${String(item).replace(/["\\]/g, '\\$&')}"`).join(',')}}`
  if (type === 'jsonb') return JSON.stringify(value)
  if (type === 'boolean') return value === true ? 't' : 'f'
  if (type === 'timestamptz')
    return String(value)
      .replace('T', ' ')
      .replace(/(\.\d*?)0+Z$/, '$1Z')
      .replace(/\.?Z$/, '+00')
  return String(value)
}

const roundTrips = (field: Field, value: FieldValueOf) => {
  const texts = writeField(field, value)
  expect(readField('it', field, texts, exampleContext)).toEqual({ ok: true, value })
  const json = fieldToJson(field, value)
  const overWire: unknown = JSON.parse(JSON.stringify(json))
  expect(overWire).toEqual(json)
  expect(fieldFromJson('it', field, overWire, exampleContext)).toEqual({ ok: true, value })
  expect(restoreField(field, overWire)).toEqual(value)
  const cells = storeField(field, value)
  const columns = columnsOf('it', field)
  expect(cells).toHaveLength(columns.length)
  expect(loadField(field, cells)).toEqual(value)
  const sent = cells.map((cell, index) => asPostgres(cell, columns[index]?.type ?? ''))
  expect(loadField(field, sent)).toEqual(value)
  if (value === null) return
  expect(z.fromJSONSchema(fieldSchema(field, exampleContext)).safeParse(overWire).error).toBeUndefined()
  for (const language of languages) {
    const shown = showField(field, value, language, exampleContext)
    expect(shown.trim(), language).not.toBe('')
    expect(shown, 'one line').not.toMatch(/[\n\r]|undefined|null|\[object/)
  }
  for (const text of fieldSearchTexts(field, value, exampleContext)) expect(text).not.toBe('')
}

it('has examples of every kind', () => {
  expect(Object.keys(kindExamples).sort()).toEqual(Object.keys(kinds).sort())
})

it('shows text of several lines in one, however long it is', () => {
  const show = (value: string) =>
    showField({ kind: 'longText', label: { ja: '備考', en: 'Notes' } }, value, 'ja', exampleContext)
  expect(show('一\n　 二 \n\n三')).toBe('一 二 三')
  const blanks = `一${' '.repeat(200_000)}二`
  expect(show(blanks)).toBe(blanks)
})

describe.each(all)('%s', (id, example) => {
  const { field } = example

  it('is itself', () => {
    expect(field.kind).toBe(id)
    expect(kinds[field.kind].kind).toBe(id)
    expect(example.good.length).toBeGreaterThan(0)
    expect(example.bad.length).toBeGreaterThan(0)
  })

  it('survives text, JSON and columns', () => {
    for (const { value } of [...example.good, ...example.typed, ...example.repaired]) roundTrips(field, value)
    roundTrips(field, null)
  })

  it('writes what it reads', () => {
    for (const { texts, value } of example.good) {
      expect(writeField(field, value)).toEqual(texts)
      expect(readField('it', field, texts, exampleContext)).toEqual({ ok: true, value })
    }
  })

  it('reads what people type', () => {
    for (const { texts, value } of example.typed)
      expect(readField('it', field, texts, exampleContext), texts.join()).toEqual({ ok: true, value })
  })

  it('tells what it mended', () => {
    for (const { texts, value } of example.repaired) {
      const result = readField('it', field, texts, exampleContext)
      expect(result, texts.join()).toMatchObject({ ok: true, value })
      const repairs = result.ok ? (result.repairs ?? []) : []
      expect(repairs).not.toHaveLength(0)
      for (const repair of repairs) {
        expect(repair.field).toMatch(/^it\b/)
        expect(repair.message.ja && repair.message.en && repair.from && repair.to).toBeTruthy()
        expect(repair.from).not.toBe(repair.to)
      }
    }
  })

  it('takes nothing for null', () => {
    for (const texts of [[], [''], ['', '', ''], [' \u3000'], ['\r\n', ' ']])
      expect(readField('it', field, texts, exampleContext)).toEqual({ ok: true, value: null })
    for (const json of [null, undefined])
      expect(fieldFromJson('it', field, json, exampleContext)).toEqual({ ok: true, value: null })
    expect(
      loadField(
        field,
        storeField(field, null).map(() => null),
      ),
    ).toBeNull()
    expect(showField(field, null, 'ja', exampleContext)).toBe('')
  })

  it('refuses what is wrong, in both languages and without repeating it', () => {
    const refused = [
      ...example.bad.map(texts => [texts.join(' | '), readField('it', field, texts, exampleContext)] as const),
      ...example.badJson.map(json => [JSON.stringify(json), fieldFromJson('it', field, json, exampleContext)] as const),
    ]
    for (const [given, result] of refused) {
      expect(result.ok, given).toBe(false)
      for (const problem of result.ok ? [] : result.problems) {
        expect(problem.field, given).toMatch(/^it(\.|$)/)
        expect(problem.message.ja, given).toMatch(/[ぁ-ん]/)
        expect(problem.message.en, given).toMatch(/[a-z]/)
        expect(problem, given).not.toHaveProperty('value')
      }
    }
  })

  it('does not repeat what was given in a message', () => {
    for (const token of ['ЖЩЪЭЮ', '98127364598127364500', '9812736459']) {
      const texts = kindOf(field)
        .parts(field)
        .map(() => token)
      const row = { number: token, since: token }
      const results = [
        readField('it', field, texts, exampleContext),
        readField('it', field, [JSON.stringify([row])], exampleContext),
        ...[token, [token], row, [row]].map(json => fieldFromJson('it', field, json, exampleContext)),
      ]
      for (const problem of results.flatMap(result => (result.ok ? [] : result.problems)))
        expect(JSON.stringify(problem.message)).not.toContain(token)
    }
  })

  it('has a schema that refuses another type', () => {
    const schema = z.fromJSONSchema(fieldSchema(field, exampleContext))
    expect(schema.safeParse({ never: 1 }).success).toBe(false)
    expect(schema.safeParse(null).success).toBe(false)
  })

  it('has a text for every part, and a name for every one of several', () => {
    const parts = kindOf(field).parts(field)
    for (const { value } of example.good) expect(writeField(field, value)).toHaveLength(parts.length)
    expect(new Set(parts.map(part => part.suffix)).size).toBe(parts.length)
    if (parts.length > 1) for (const part of parts) expect(part.suffix && part.label?.ja && part.label.en).toBeTruthy()
  })

  it('never throws, whatever is typed or sent', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { maxLength: 4 }), texts => {
        const result = readField('it', field, texts, exampleContext)
        if (result.ok) roundTrips(field, result.value)
      }),
      { numRuns: 150 },
    )
    fc.assert(
      fc.property(anyJson, json => {
        const result = fieldFromJson('it', field, json, exampleContext)
        if (result.ok) expect(canonicalJson(fieldToJson(field, result.value))).toBe(canonicalJson(json))
      }),
      { numRuns: 150 },
    )
  })
})

const decimalDigits = fc
  .tuple(fc.bigInt({ min: 0n, max: 10n ** 30n }), fc.integer({ min: 0, max: 99 }))
  .map(([whole, fraction]) => `${whole}.${String(fraction).padStart(2, '0')}`)

/** Values of the example fields, for kinds whose space is larger than examples show. */
const arbitraries: { readonly [K in FieldKindId]?: fc.Arbitrary<ValueByKind[K]> } = {
  text: fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 3 })
    .filter(text => text.trim() === text && /^[^\p{Cc}\u3099\u309a]+$/u.test(text) && [...text].length <= 10),
  integer: fc.integer({ min: 0, max: 5000 }),
  decimal: decimalDigits,
  yen: fc.maxSafeNat(),
  date: fc
    .date({ min: new Date('1970-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
    .map(date => date.toISOString().slice(0, 10)),
  dateTime: fc
    .date({ min: new Date('1900-01-01'), max: new Date('2150-01-01'), noInvalidDate: true })
    .map(date => date.toISOString()),
  postcode: fc.stringMatching(/^[0-9]{7}$/),
  reference: fc.uuid(),
  choices: fc.subarray(['0100', '0300', '0400'], { minLength: 1 }).map(codes => [...codes].sort()),
  point: fc
    .tuple(fc.integer({ min: 200_000_000, max: 460_000_000 }), fc.integer({ min: 1_220_000_000, max: 1_545_000_000 }))
    .map(([latitude, longitude]) => ({ latitude: latitude / 1e7, longitude: longitude / 1e7 })),
}

describe.each(Object.entries<fc.Arbitrary<ValueByKind[FieldKindId]> | undefined>(arbitraries))(
  'any %s',
  (id, arbitrary) => {
    it('survives text, JSON and columns', () => {
      const field = all.find(([kind]) => kind === id)?.[1].field
      expect(field && arbitrary).toBeTruthy()
      if (!field || !arbitrary) return
      fc.assert(
        fc.property(arbitrary, value => roundTrips(field, value)),
        { numRuns: 200 },
      )
    })
  },
)
