import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { emptyDatabase, type TestDatabase } from '../../../test/database.ts'
import { type Condition, evaluate, type Operand } from '../../base/condition.ts'
import { type ConditionColumn, conditionToSql } from './condition-sql.ts'

let db: TestDatabase
beforeAll(async () => {
  db = await emptyDatabase()
  await db.database.owner`create schema test`
})
afterAll(() => db?.drop())

const columns: Readonly<Record<string, { type: string; column: ConditionColumn }>> = {
  name: { type: 'text', column: { sql: '"name"', json: 'text' } },
  code: { type: 'text', column: { sql: '"code"', json: 'text' } },
  count: { type: 'bigint', column: { sql: '"count"', json: 'number' } },
  other: { type: 'bigint', column: { sql: '"other"', json: 'number' } },
  day: { type: 'date', column: { sql: '"day"', json: 'day' } },
  until: { type: 'date', column: { sql: '"until"', json: 'day' } },
  yes: { type: 'boolean', column: { sql: '"yes"', json: 'boolean' } },
  kinds: { type: 'text[]', column: { sql: '"kinds"', json: 'list' } },
}
const fields = [...Object.keys(columns), 'unknown']

const word = fc.constantFrom(
  'a',
  'b',
  'ab',
  'B',
  '',
  '04',
  "it's",
  '髙',
  '𠮷',
  '﨑',
  'true',
  '5',
  '9.50',
  '10.00',
  '-1.5',
  '2024-02-29',
  '2024-02-30',
)
const number = fc.integer({ min: -3, max: 12 })
const day = fc.constantFrom('2024-02-28', '2024-02-29', '2024-03-01', '2023-12-31', '2025-02-28', '2024-01-31')
const maybe = <T>(values: fc.Arbitrary<T>) => fc.option(values, { freq: 3, nil: null })
const row = fc.record({
  name: maybe(word),
  code: maybe(word),
  count: maybe(number),
  other: maybe(number),
  day: maybe(day),
  until: maybe(day),
  yes: maybe(fc.boolean()),
  kinds: maybe(fc.array(fc.constantFrom('a', 'b', '04'), { maxLength: 3 })),
})
const field = fc.constantFrom(...fields)
const value = fc.oneof(word, number, day, fc.boolean(), fc.constant(null))
const operand: fc.Arbitrary<Operand> = fc.oneof(
  { weight: 4, arbitrary: field.map(name => ({ field: name })) },
  { weight: 3, arbitrary: value.map(of => ({ value: of })) },
  {
    weight: 2,
    arbitrary: fc
      .record(
        {
          days: fc.integer({ min: -400, max: 400 }),
          months: fc.integer({ min: -14, max: 14 }),
          years: fc.integer({ min: -2, max: 2 }),
        },
        { requiredKeys: [] },
      )
      .map(today => ({ today })),
  },
)
const { condition } = fc.letrec<{ condition: Condition }>(tie => ({
  condition: fc.oneof(
    { depthSize: 'small' },
    fc.tuple(operand, operand).map(equal => ({ equal })),
    fc.tuple(operand, operand).map(less => ({ less })),
    fc.tuple(operand, operand).map(lessOrEqual => ({ lessOrEqual })),
    field.map(filled => ({ filled })),
    fc.tuple(operand, fc.array(value, { maxLength: 3 })).map(oneOf => ({ oneOf })),
    fc.tuple(field, fc.constantFrom('a', '04', 'z')).map(includes => ({ includes })),
    tie('condition').map(not => ({ not })),
    fc.array(tie('condition'), { maxLength: 3 }).map(all => ({ all })),
    fc.array(tie('condition'), { maxLength: 3 }).map(any => ({ any })),
  ),
}))

const today = '2024-02-29'

test('SQL and evaluate agree on every row', async () => {
  const owner = db.database.owner
  const list = Object.entries(columns).map(([name, of]) => `"${name}" ${of.type}`)
  await owner.unsafe(`create table test.rows (n integer, ${list.join(', ')})`)
  const rows = fc.sample(row, { numRuns: 300, seed: 311 })
  await owner`insert into test.rows ${owner(rows.map((values, n) => ({ n, ...values })))}`
  const conditions = fc.sample(condition, { numRuns: 1_500, seed: 2014 })
  for (let start = 0; start < conditions.length; start += 50) {
    const some = conditions.slice(start, start + 50)
    const parts = some.map(one => conditionToSql(one, name => columns[name]?.column, { today: `date '${today}'` }))
    const found = await owner.unsafe(
      `select array[${parts.map(part => `(${part})`).join(',\n')}] as truth from test.rows order by n`,
    )
    found.forEach((result, n) => {
      const values = rows[n] ?? {}
      some.forEach((one, index) => {
        const context = JSON.stringify({ condition: one, values, sql: parts[index] })
        expect(result.truth[index], context).toBe(evaluate(one, values, today))
      })
    })
  }
})

test('without an option, today is the day in Japan', async () => {
  const condition: Condition = { equal: [{ field: 'day' }, { today: { days: 1 } }] }
  const sql = conditionToSql(condition, () => ({ sql: 'd', json: 'day' }))
  const [found] = await db.database.owner.unsafe(
    `select ${sql} as truth from (select (now() + interval '9 hours' + interval '1 day')::date as d) as x`,
  )
  expect(found?.truth).toBe(true)
})

test('a value can not become SQL', async () => {
  const hostile = `x' = 'x' or true --`
  const sql = conditionToSql({ equal: [{ field: 'name' }, { value: hostile }] }, () => columns.name?.column)
  const [found] = await db.database.owner.unsafe(`select ${sql} as truth from (select 'y'::text as name) as x`)
  expect(found?.truth).toBe(false)
})
