import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { emptyDatabase, type TestDatabase } from '../../../test/database.ts'
import { projectRoot } from '../../base/root.ts'
import { bigrams } from './grams.ts'

let db: TestDatabase
beforeAll(async () => {
  db = await emptyDatabase()
  await db.database.owner.unsafe(await readFile(join(projectRoot, 'migrations/0001_platform.sql'), 'utf8'))
})
afterAll(() => db?.drop())

const inSql = async (text: string): Promise<readonly string[]> => {
  const [row] = await db.database.owner`select musubi.bigrams(${text}) as pairs`
  return row?.pairs
}

test('pairs of neighbours, none across a line end', async () => {
  expect(bigrams('株式会社\n宮城\nあ')).toEqual(['株式', '式会', '会社', '宮城'])
  expect(await inSql('株式会社\n宮城\nあ')).toEqual(['株式', '式会', '会社', '宮城'])
  expect(await inSql('')).toEqual([])
})

test('SQL and TypeScript make the same pairs of every text', async () => {
  const letter = fc.constantFrom('宮', '城', '髙', '𠮷', 'カ', 'a', '\n', ' ', '"', '\\', ',', '葛\u{e0100}')
  const text = fc.array(letter, { maxLength: 40 }).map(letters => letters.join(''))
  await fc.assert(
    fc.asyncProperty(text, async one => {
      expect([...new Set(await inSql(one))]).toEqual(bigrams(one))
    }),
    { numRuns: 200 },
  )
})

test('no setting shows no tenants, and a setting that is no id fails', async () => {
  const { owner } = db.database
  const tenants = (setting: string) =>
    owner.begin(async tx => {
      await tx`select set_config('musubi.tenants', ${setting}, true)`
      return (await tx`select musubi.tenants() as ids`)[0]?.ids
    })
  expect((await owner`select musubi.tenants() as ids`)[0]?.ids).toEqual([])
  expect(await tenants('')).toEqual([])
  const [a, b] = ['019a9f00-0000-7000-8000-000000000001', '019a9f00-0000-7000-8000-000000000002']
  expect(await tenants(`${a},${b}`)).toEqual([a, b])
  await expect(tenants('everyone')).rejects.toThrow(/invalid input syntax for type uuid/)
})
