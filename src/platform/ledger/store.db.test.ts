import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../../test/database.ts'
import { newId } from '../../base/uuid.ts'
import type { Transaction } from '../database/connection.ts'
import type { LedgerEntryInput, LedgerEventDefinition } from './definition.ts'
import { record, recordAll } from './service.ts'
import { entryInsert, entryRow } from './store.ts'

const event: LedgerEventDefinition = {
  id: 'record.created',
  title: { ja: '登録', en: 'Created' },
  holds: { ja: '版とハッシュ', en: 'Version and hash' },
}
const [here, there] = [newId(), newId()]
const at = new Date('2026-04-01T00:00:00.123Z')
const input = (tenant = here): LedgerEntryInput => ({
  event,
  tenant,
  actor: newId(),
  register: 'permit',
  record: newId(),
  reason: '髙﨑',
  body: { a: 1 },
})

let test: TestDatabase
beforeAll(async () => {
  test = await freshDatabase()
})
afterAll(() => test.drop())

const as = <T>(tenant: string, work: (tx: Transaction) => Promise<T>) =>
  test.database.app.begin(async tx => {
    await tx`select set_config('musubi.tenants', ${tenant}, true)`
    return work(tx)
  })

describe('entries', () => {
  it('are written one by one, many at once and inside another statement, with the same columns', async () => {
    const rows = await as(here, async tx => {
      const one = await record(tx, input(), at)
      const many = await recordAll(tx, [input(), input(), { event, tenant: here, actor: null, body: {} }], at)
      const row = entryRow(input(), at)
      await tx`with e as (${entryInsert(tx, row)}) select 1`
      const ids = [one, ...many, row.id]
      return tx`select id, at, event, content, record, actor from ledger.entry where id = any (${ids}) order by n`
    })
    expect(rows).toHaveLength(5)
    for (const row of rows) {
      expect(row.at).toBe('2026-04-01T00:00:00.123Z')
      const content = JSON.parse(row.content)
      expect([content.id, content.at, content.record ?? null]).toEqual([row.id, row.at, row.record])
    }
    expect(rows[3]).toMatchObject({ record: null, actor: null })
  })

  it('vanish with the transaction that they belong to', async () => {
    let id = ''
    await expect(
      as(here, async tx => {
        id = await record(tx, input(), at)
        throw new Error('no')
      }),
    ).rejects.toThrow('no')
    expect(await test.database.owner`select 1 from ledger.entry where id = ${id}`).toHaveLength(0)
  })

  it('are seen and written only for organisations of the transaction', async () => {
    const id = await as(here, tx => record(tx, input(), at))
    const seen = (tenant: string) => as(tenant, tx => tx`select 1 from ledger.entry where id = ${id}`)
    expect(await seen(here)).toHaveLength(1)
    expect(await seen(there)).toHaveLength(0)
    expect(await test.database.app`select 1 from ledger.entry`).toHaveLength(0)
    await expect(as(there, tx => record(tx, input(here), at))).rejects.toThrow('row-level security')
  })

  it.each([
    ['change an entry', `update ledger.entry set content = ''`],
    ['remove an entry', 'delete from ledger.entry'],
    ['empty the ledger', 'truncate ledger.entry'],
    ['place an entry', `insert into ledger.leaf values (0, gen_random_uuid(), decode(repeat('00', 32), 'hex'))`],
    ['move the tree', 'update ledger.tree set size = 0'],
    ['forge a checkpoint', `insert into ledger.checkpoint values (1, decode(repeat('00', 32), 'hex'), now(), 'x')`],
    [
      'choose its place',
      `insert into ledger.entry (xid, id, at, event, tenant, content) values ('1', gen_random_uuid(), now(), 'e', '${here}', '')`,
    ],
    [
      'choose its number',
      `insert into ledger.entry (n, id, at, event, tenant, content) overriding system value values (1, gen_random_uuid(), now(), 'e', '${here}', '')`,
    ],
  ])('musubi_app may not %s', async (_, statement) => {
    await expect(as(here, tx => tx.unsafe(statement))).rejects.toMatchObject({ code: '42501' })
  })

  it.each(['entry', 'leaf', 'node', 'checkpoint'])('not even the owner changes ledger.%s by a slip', async table => {
    await expect(test.database.owner.unsafe(`delete from ledger.${table}`)).rejects.toThrow('append-only')
    await expect(test.database.owner.unsafe(`truncate ledger.${table}`)).rejects.toThrow('append-only')
  })

  it('musubi_public sees hashes and checkpoints, and neither contents nor ids', async () => {
    const { reader } = test.database
    expect(await reader`select * from published.ledger_leaf`).toHaveLength(0)
    await expect(reader`select 1 from ledger.entry`).rejects.toMatchObject({ code: '42501' })
    await expect(reader`select 1 from ledger.leaf`).rejects.toMatchObject({ code: '42501' })
    expect(Object.keys((await reader`select * from published.ledger_leaf`).columns.map(c => c.name))).toHaveLength(2)
  })
})
