import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalJson } from '../../base/json.ts'
import type { LedgerEventDefinition } from './definition.ts'
import { contentSql, entryColumns, entryRow, entryValues } from './store.ts'

const event: LedgerEventDefinition = {
  id: 'record.created',
  title: { ja: '登録', en: 'Created' },
  holds: { ja: '版とハッシュ', en: 'Version and hash' },
}
const tenant = '01939c3a-0000-7000-8000-000000000001'
const at = new Date('2026-04-01T00:00:00.123Z')

describe('entryRow', () => {
  it('hashes over canonical content that repeats every column', () => {
    const row = entryRow(
      { event, tenant, actor: null, register: 'permit', record: 'r1', reason: '更新', body: { b: 1, a: 'x' } },
      at,
    )
    expect(row.content).toBe(
      `{"actor":null,"at":"2026-04-01T00:00:00.123Z","body":{"a":"x","b":1},"event":"record.created","id":"${row.id}",` +
        `"reason":"更新","record":"r1","register":"permit","tenant":"${tenant}"}`,
    )
    expect(row).toMatchObject({ at: '2026-04-01T00:00:00.123Z', register: 'permit', record: 'r1', person: null })
  })

  it('writes the canonical JSON of what it holds, whatever that is', () => {
    const text = fc.string({ unit: 'binary' })
    const input = fc.record(
      {
        actor: fc.option(text, { nil: null }),
        tenant: text,
        register: text,
        record: text,
        person: text,
        reason: text,
        body: fc.dictionary(text, fc.oneof(text, fc.integer(), fc.array(text))),
      },
      { requiredKeys: ['actor', 'tenant', 'body'] },
    )
    fc.assert(
      fc.property(input, given => {
        const row = entryRow({ event, ...given }, at)
        expect(row.content).toBe(canonicalJson({ ...given, id: row.id, at: row.at, event: event.id }))
      }),
    )
  })

  it('gives equal inputs different, random ids, so that equal contents hash differently', () => {
    const rows = Array.from({ length: 50 }, () => entryRow({ event, tenant, actor: null, body: {} }, at))
    expect(new Set(rows.map(row => row.id)).size).toBe(50)
    for (const row of rows) expect(row.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4/)
  })

  it('lists values in the order of the columns', () => {
    const row = entryRow({ event, tenant, actor: tenant, person: tenant, body: {} }, at)
    expect(Object.fromEntries(entryColumns.map((column, i) => [column, entryValues(row)[i]]))).toEqual(row)
  })
})

it('writes SQL for the same canonical JSON, its keys in order whatever the order of the parts', () => {
  expect(contentSql({ tenant: 'T', at: 'A', id: 'I' })).toBe(`concat('{"at":', A, ',"id":', I, ',"tenant":', T, '}')`)
})
