import { afterAll, expect, test } from 'vitest'
import { emptyDatabase, freshDatabase } from '../database.ts'

const databases = await Promise.all([freshDatabase(), freshDatabase(), emptyDatabase()])
afterAll(() => Promise.all(databases.map(each => each.drop())))
const [first, second] = databases

test('two databases are apart and each has the three roles', async () => {
  await first.database.owner`create table only_here (a int)`
  await expect(second.database.owner`select * from only_here`).rejects.toMatchObject({ code: '42P01' })
  const user = async (sql: typeof first.database.owner) => (await sql`select current_user as user`)[0]?.user
  expect(
    await Promise.all([user(first.database.owner), user(first.database.app), user(first.database.reader)]),
  ).toEqual(['musubi_owner', 'musubi_app', 'musubi_public'])
})

test('Japanese is split into trigrams (the locale is the one of production)', async () => {
  await first.database.owner`create extension if not exists pg_trgm`
  const [row] = await first.database.owner`select cardinality(show_trgm('宮城産業')) > 0 as found`
  expect(row?.found).toBe(true)
})
