import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { emptyDatabase, type TestDatabase } from '../../../../test/database.ts'
import type { FieldKindId } from '../field.ts'
import { exampleContext, type KindExamples, kindExamples } from './examples.ts'
import { columnsOf, type FieldValueOf, kindOf, loadField, storeField } from './index.ts'

const all = Object.entries<KindExamples<FieldKindId>>(kindExamples)

let test: TestDatabase

beforeAll(async () => {
  test = await emptyDatabase()
  const { owner } = test.database
  await owner`create schema kinds`
  for (const [id, { field }] of all) {
    const columns = columnsOf('it', field).map(({ name, type }) => `${name} ${type}`)
    await owner.unsafe(`create table kinds."${id}" (n int generated always as identity, ${columns.join(', ')})`)
  }
})

afterAll(() => test?.drop())

/** What comes back from PostgreSQL, through the platform's own driver settings, for values that went in. */
const throughDatabase = async (id: string, example: KindExamples<FieldKindId>, values: readonly FieldValueOf[]) => {
  const { owner } = test.database
  const names = columnsOf('it', example.field).map(column => column.name)
  for (const value of values) {
    const cells = storeField(example.field, value)
    const row = Object.fromEntries(names.map((name, index) => [name, cells[index]]))
    await owner`insert into ${owner(`kinds.${id}`)} ${owner(row)}`
  }
  const rows = await owner`select ${owner(names)} from ${owner(`kinds.${id}`)} order by n`
  return rows.map(row =>
    loadField(
      example.field,
      names.map((name): unknown => row[name]),
    ),
  )
}

describe.each(all)('%s', (id, example) => {
  it('comes back from PostgreSQL as it went in', async () => {
    const values = [...example.good, ...example.typed, ...example.repaired].map(one => one.value)
    const expected = [...values, null]
    expect(await throughDatabase(id, example, expected)).toEqual(expected)
  })

  it('is empty where its columns are null', async () => {
    const kind = kindOf(example.field)
    const nulls = kind.columns(example.field).map(() => null)
    expect(kind.store(null, example.field)).toEqual(nulls)
    expect(kind.load(nulls, example.field)).toBeNull()
    expect(kind.read(kind.write(null, example.field), example.field, exampleContext)).toEqual({ ok: true, value: null })
  })
})
