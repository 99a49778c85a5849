import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../../test/database.ts'
import { actOf, actor, club, createTables, everything, home, member, registersOf } from './fixture.ts'
import { readListQuery } from './query.ts'
import { reindexIfMarked } from './reindex.ts'

let test_: TestDatabase
beforeAll(async () => {
  test_ = await freshDatabase()
  await createTables(test_.database, [club, member])
})
afterAll(() => test_.drop())

test('search texts are made anew where a migration left its mark, and only then', async () => {
  const { database } = test_
  const registers = registersOf(database)
  const service = registers.service('club')
  const officer = actOf(actor(home, everything('club')))
  await service.create(officer, {
    name: '髙橋クラブ',
    nameKana: null,
    level: 'a',
    sports: null,
    foundedOn: null,
    note: null,
  })
  await database.owner`update register.club set search = ''`
  const found = async () => {
    const query = readListQuery(
      service.register,
      new URLSearchParams('q=高橋'),
      new Set(['name', 'level', 'foundedOn']),
    )
    return query.ok ? (await service.publishedList(query.value)).rows.length : -1
  }
  expect(await reindexIfMarked(database, service.register, registers.tools)).toBe(0)
  expect(await found()).toBe(0)
  await database.owner`insert into musubi.setting (name, value) values ('reindex.club', 'true')`
  expect(await reindexIfMarked(database, service.register, registers.tools)).toBe(1)
  expect(await found()).toBe(1)
  expect(await reindexIfMarked(database, service.register, registers.tools)).toBe(0)
  expect(await database.owner`select 1 from history.club where version > 1`).toHaveLength(0)
})
