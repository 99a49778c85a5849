import { createHash, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../../test/database.ts'
import { sampleEvent, sampleTenant } from '../../../test/ledger-writers.ts'
import { canonicalJson, type JsonObject } from '../../base/json.ts'
import { newId } from '../../base/uuid.ts'
import { streamRows } from '../database/cursor.ts'
import { chunkBody } from './commitment.ts'
import { recordAll } from './service.ts'
import { type RecordReader, type StoredRevision, type StoredRow, verifyRecords } from './verify-records.ts'

let test: TestDatabase
beforeAll(async () => {
  test = await freshDatabase()
  await test.database.owner.unsafe(`
    create table register.club (id uuid primary key, version int not null, name text not null);
    create table history.club (record uuid not null, version int not null, name text not null, entry uuid not null)`)
})
afterAll(() => test.drop())

const hashOf = (name: string) => createHash('sha256').update(canonicalJson({ name })).digest('hex')

/** A register of one column, as the ledger sees it. */
const reader: RecordReader = {
  register: 'club',
  async *revisions(tx): AsyncGenerator<StoredRevision> {
    const rows = streamRows<{ record: string; version: number; name: string; entry: string }>(
      tx,
      tx`select * from history.club order by entry, record, version`,
      3,
    )
    for await (const { name, ...row } of rows) yield { ...row, hash: hashOf(name) }
  },
  async *rows(tx): AsyncGenerator<StoredRow> {
    const rows = streamRows<StoredRow & { readonly [column: string]: unknown }>(
      tx,
      tx`select coalesce(r.id, h.record) as record,
           case when r.id is null then 'gone' when h.record is null then 'unfounded' when h.name = r.name then 'fits' else 'altered' end as state
         from register.club r full join (select distinct on (record) * from history.club order by record, version desc) h on h.record = r.id`,
      3,
    )
    for await (const { record, state } of rows) yield { record, state }
  },
}

const enter = async (inputs: readonly { record?: string; body: JsonObject }[]) =>
  recordAll(
    test.database.owner,
    inputs.map(input => ({ event: sampleEvent, tenant: sampleTenant, actor: null, register: 'club', ...input })),
    new Date(),
  )

const put = async (record: string, version: number, name: string, entry: string) => {
  const { owner } = test.database
  await owner`insert into history.club values (${record}, ${version}, ${name}, ${entry})`
  await owner`insert into register.club values (${record}, ${version}, ${name})
    on conflict (id) do update set version = excluded.version, name = excluded.name`
}

// Three records changed one by one, one of them twice, and ten that came in one chunk; looks in between.
const singles = [newId(), newId(), newId()] as const
const chunk = Array.from({ length: 10 }, () => newId())
beforeEach(async () => {
  await test.database.owner`truncate register.club, history.club`
  await test.database.owner.unsafe(
    'alter table ledger.entry disable trigger all; delete from ledger.entry; alter table ledger.entry enable trigger all',
  )
  for (const [i, record] of [...singles, singles[0]].entries()) {
    const version = i === 3 ? 2 : 1
    const [entry = ''] = await enter([{ record, body: { version, hash: hashOf(`single ${i}`) } }])
    await put(record, version, `single ${i}`, entry)
    await enter([{ record, body: { looked: true } }])
  }
  const revisions = chunk.map((record, i) => ({ record, version: 1, hash: hashOf(`chunk ${i}`) }))
  const [entry = ''] = await enter([{ body: chunkBody(revisions.toReversed()) }])
  for (const [i, record] of chunk.entries()) await put(record, 1, `chunk ${i}`, entry)
})

const check = () => verifyRecords(test.database.owner, [reader])

describe('registers against the ledger', () => {
  it('fit when nobody went behind the platform', async () => {
    expect(await check()).toEqual({
      registers: [{ register: 'club', revisions: 14, rows: 13 }],
      count: 0,
      findings: [],
    })
  })

  it('show a row that was altered', async () => {
    await test.database.owner`update register.club set name = 'bent' where id = ${singles[1]}`
    expect(await check()).toMatchObject({ count: 1, findings: [{ kind: 'row', register: 'club', record: singles[1] }] })
  })

  it('show a row that was altered with its revision', async () => {
    await test.database.owner`update register.club set name = 'bent' where id = ${singles[1]}`
    await test.database.owner`update history.club set name = 'bent' where record = ${singles[1]}`
    expect(await check()).toMatchObject({ count: 1, findings: [{ kind: 'revision', record: singles[1] }] })
  })

  it('show a row of a chunk that was altered with its revision', async () => {
    await test.database.owner`update register.club set name = 'bent' where id = ${chunk[4] ?? ''}`
    await test.database.owner`update history.club set name = 'bent' where record = ${chunk[4] ?? ''}`
    const report = await check()
    expect(report).toMatchObject({ count: 1, findings: [{ kind: 'revision', register: 'club' }] })
    expect(report.findings[0]?.message.en).toContain('10 of 10')
  })

  it('show what was taken away', async () => {
    await test.database.owner`delete from history.club where record = ${singles[2]} or record = ${chunk[0] ?? ''}`
    await test.database.owner`delete from register.club where id = ${singles[2]} or id = ${chunk[0] ?? ''}`
    const report = await check()
    expect(report.count).toBe(2)
    expect(report.findings.map(finding => finding.message.en)).toEqual(
      expect.arrayContaining([expect.stringContaining('9 of 10'), expect.stringContaining('is gone')]),
    )
  })

  it('show a row that was taken away and left its revisions', async () => {
    await test.database.owner`delete from register.club where id = ${singles[2]}`
    const report = await check()
    expect(report).toMatchObject({ count: 1, findings: [{ kind: 'row', record: singles[2] }] })
    expect(report.registers[0]).toMatchObject({ revisions: 14, rows: 12 })
    expect(report.findings[0]?.message.en).toContain('the row is gone')
  })

  it('show a newest version that was undone', async () => {
    await test.database.owner`delete from history.club where record = ${singles[0]} and version = 2`
    await test.database.owner`update register.club set version = 1, name = 'single 0' where id = ${singles[0]}`
    expect(await check()).toMatchObject({ count: 1, findings: [{ kind: 'revision', record: singles[0] }] })
  })

  it('show what was added', async () => {
    const [withEntry, alone] = [newId(), newId()]
    await put(withEntry, 1, 'extra', randomUUID())
    await test.database.owner`insert into register.club values (${alone}, 1, 'extra')`
    const report = await check()
    expect(report.findings.map(finding => [finding.kind, finding.record])).toEqual([
      ['revision', withEntry],
      ['row', alone],
    ])
  })

  it('show a revision that borrows the entry of another', async () => {
    const { owner } = test.database
    const [row] = await owner<{ entry: string }[]>`select entry from history.club where record = ${singles[1]}`
    await put(newId(), 1, 'single 1', row?.entry ?? '')
    expect((await check()).count).toBe(1)
  })
})
