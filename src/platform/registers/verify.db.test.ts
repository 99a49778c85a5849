import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../../test/database.ts'
import { newId } from '../../base/uuid.ts'
import type { Sql } from '../database/connection.ts'
import { runStatements } from '../database/statement.ts'
import { type RecordsReport, verifyRecords } from '../ledger/verify-records.ts'
import { bulkStatement } from './bulk.ts'
import { recordsImported } from './events.ts'
import { actOf, actor, away, club, createTables, everything, home, member, registersOf } from './fixture.ts'
import { exampleContext } from './kinds/examples.ts'
import type { Registers } from './registers.ts'
import { recordReader } from './verify.ts'

let fresh: TestDatabase
let registers: Registers
let owner: Sql
const officer = actor(home, everything('club', 'club_member'))
const clock = (at: string) => ({ now: () => new Date(at) })
const first = actOf(officer, '入会', clock('2026-04-01T01:00:00.123Z'))
const second = actOf(officer, '訂正', clock('2026-05-01T01:00:00Z'))

beforeAll(async () => {
  fresh = await freshDatabase()
  owner = fresh.database.owner
  await createTables(fresh.database, [club, member])
  registers = registersOf(fresh.database)
})
afterAll(() => fresh.drop())

const verified = (): Promise<RecordsReport> =>
  verifyRecords(
    owner,
    registers.all().map(service => recordReader(service.register)),
  )

let made = 0
const values = (clubId: string, individualNumber: string | null) => {
  made += 1
  return { club: clubId, number: `V-${made}`, name: '見本 会員', individualNumber }
}

/** A club, two members changed once, and two that came in one import. */
const seed = async () => {
  const clubs = registers.service('club')
  const members = registers.service('club_member')
  made += 1
  const level = { level: 'a', nameKana: null, sports: null, foundedOn: null, note: null }
  const { id: of } = await clubs.create(first, { name: `見本 ${made}`, ...level })
  const one = (await members.create(first, values(of, '123456789018'))).id
  const two = (await members.create(first, values(of, '023456789013'))).id
  for (const id of [one, two]) await members.change(second, id, 1, { name: '見本 改名' })
  const chunk = [values(of, null), values(of, null)].map(each => members.draftCreate(first, each))
  await runStatements(fresh.database.app, [home], [bulkStatement(first, chunk, recordsImported, exampleContext)])
  return { of, one, two, imported: chunk[0]?.id ?? '' }
}
type Seed = Awaited<ReturnType<typeof seed>>

const copyRow = (id: string) =>
  owner`insert into register.club_member (tenant, id, version, sample, created_at, updated_at, search, club, number, name)
    select tenant, ${id}, version, sample, created_at, updated_at, search, club, ${id}, name from register.club_member limit 1`

const swapped = (table: string, { one, two }: Seed) =>
  owner.unsafe(
    `update ${table} t set individual_number = o.individual_number, individual_number_index = o.individual_number_index
     from ${table} o where t.id = any ($1) and o.id = any ($1) and t.id <> o.id`,
    [[one, two]],
  )

const tamperings: Readonly<Record<string, (seed: Seed) => Promise<unknown>>> = {
  'a value of a row': ({ one }) => owner`update register.club_member set name = '別人' where id = ${one}`,
  'a value that was taken out': ({ one }) =>
    owner`update register.club_member set individual_number = null, individual_number_index = null where id = ${one}`,
  'the version of a row': ({ one }) => owner`update register.club_member set version = 7 where id = ${one}`,
  'the sample mark': ({ one }) => owner`update register.club_member set sample = true where id = ${one}`,
  'the owner of a row': ({ one }) => owner`update register.club_member set tenant = ${away} where id = ${one}`,
  'when a row was made': ({ one }) =>
    owner`update register.club_member set created_at = '2020-01-01T00:00:00Z' where id = ${one}`,
  'when a row was changed': ({ one }) =>
    owner`update register.club_member set updated_at = '2020-01-01T00:00:00Z' where id = ${one}`,
  'a row marked as removed': ({ one }) => owner`update register.club_member set removed_at = now() where id = ${one}`,
  'a row deleted': ({ one }) => owner`delete from register.club_member where id = ${one}`,
  'a row deleted that an import made': ({ imported }) => owner`delete from register.club_member where id = ${imported}`,
  'a row deleted with its history': async ({ one }) => {
    await owner`delete from register.club_member where id = ${one}`
    await owner`delete from history.club_member where id = ${one}`
  },
  'a row inserted': () => copyRow(newId()),
  'a row inserted with a revision': async ({ one }) => {
    const id = newId()
    await copyRow(id)
    await owner`insert into history.club_member select tenant, ${id}, version, at, actor, actor_name, reason, operation, data, hash, entry
      from history.club_member where id = ${one} and version = 1`
  },
  'contents of an old revision': ({ one }) =>
    owner`update history.club_member set data = jsonb_set(data, '{name}', '"別人"') where id = ${one} and version = 1`,
  'row and revision alike': async ({ one }) => {
    await owner`update register.club_member set name = '別人' where id = ${one}`
    await owner`update history.club_member set data = jsonb_set(data, '{name}', '"別人"') where id = ${one} and version = 2`
  },
  'row and revision of an import alike': async ({ imported }) => {
    await owner`update register.club_member set name = '別人' where id = ${imported}`
    await owner`update history.club_member set data = jsonb_set(data, '{name}', '"別人"') where id = ${imported}`
  },
  'the day of a revision': ({ one }) =>
    owner`update history.club_member set at = '2026-03-31T01:00:00Z' where id = ${one} and version = 1`,
  'the day of the last revision, with the row': async ({ one }) => {
    await owner`update history.club_member set at = '2026-04-30T01:00:00Z' where id = ${one} and version = 2`
    await owner`update register.club_member set updated_at = '2026-04-30T01:00:00Z' where id = ${one}`
  },
  'the officer of a revision': ({ one }) =>
    owner`update history.club_member set actor = ${newId()} where id = ${one} and version = 1`,
  "the officer's name": ({ one }) =>
    owner`update history.club_member set actor_name = '見本 別人' where id = ${one} and version = 1`,
  'the reason of a revision': ({ one }) =>
    owner`update history.club_member set reason = null where id = ${one} and version = 1`,
  'the stored hash': ({ one }) =>
    owner`update history.club_member set hash = sha256('x') where id = ${one} and version = 1`,
  'an old revision deleted': ({ one }) => owner`delete from history.club_member where id = ${one} and version = 1`,
  'the last revision deleted, the row put back': async ({ one }) => {
    await owner`delete from history.club_member where id = ${one} and version = 2`
    await owner`update register.club_member r set version = 1, name = h.data->>'name', updated_at = h.at
      from history.club_member h where h.id = r.id and r.id = ${one}`
  },
  'sealed values swapped': seed => swapped('register.club_member', seed),
  'sealed values swapped, in the history too': async seed => {
    await swapped('register.club_member', seed)
    await owner`update history.club_member t set data = t.data || jsonb_build_object('individualNumber', o.data->'individualNumber')
      from history.club_member o where t.version = o.version and t.id = any (${[seed.one, seed.two]}::uuid[])
        and o.id = any (${[seed.one, seed.two]}::uuid[]) and t.id <> o.id`
  },
  'the index by which a sealed value is found': ({ one }) =>
    owner`update register.club_member set individual_number_index = sha256('x') where id = ${one}`,
}

test('an honest register fits: created, changed, imported, removed', async () => {
  const { one } = await seed()
  await registers.service('club_member').remove(second, one, 2)
  expect(await verified()).toMatchObject({ count: 0, findings: [] })
})

test.each(Object.entries(tamperings))('is found: %s', async (_, tamper) => {
  const before = await verified()
  const one = await seed()
  expect((await verified()).count).toBe(before.count)
  await tamper(one)
  expect((await verified()).count).toBeGreaterThan(before.count)
})
