import { afterAll, describe, expect, test } from 'vitest'
import { emptyDatabase } from '../../../test/database.ts'
import { openPool } from './pool.ts'

const fresh = await emptyDatabase()
const sql = openPool(fresh.url('app'), { max: 1 })
afterAll(async () => {
  await sql.end()
  await fresh.drop()
})

// A value as it comes from outside, past the types.
const smuggled = (value: unknown) => Reflect.get({ value }, String('value'))
const circular: { self?: unknown } = {}
circular.self = circular

// What a careless caller can pass past the types: each is thrown by the library in the middle of its queue.
const unsendable: Record<string, () => PromiseLike<unknown>> = {
  'an undefined value': () => sql`select ${smuggled(undefined)}::text as v`,
  'an undefined value in a row': () => sql`select * from (values ${sql(smuggled([[1, undefined]]))}) as t(a, b)`,
  'an undefined element': () => sql`select ${sql.array(['a', smuggled(undefined)])}::text[] as v`,
  'no rows': () => sql`insert into nothing ${sql([])}`,
  'a circular object': () => sql`select ${sql.json(smuggled(circular))} as v`,
  'too many parameters': () => sql`select 1 where 1 in ${sql(Array.from({ length: 65_535 }, (_, index) => index))}`,
  'a symbol': () => sql`select ${smuggled(Symbol('s'))}::text as v`,
  'an invalid time': () => sql`select ${new Date(Number.NaN)}::timestamptz as v`,
  'a fragment with an undefined value': () => sql`select 1 where ${sql`${smuggled(undefined)}::text is null`}`,
}

describe('a query that cannot be sent fails alone; its neighbours on the connection get their own rows', () => {
  test.each(Object.entries(unsendable))('%s', async (_, bad) => {
    await sql`select ${'warm'}::text as v`
    for (let round = 0; round < 2; round += 1) {
      const [before, failed, after, last] = await Promise.allSettled([
        sql`select 'before' as v, pg_sleep(0.02)`,
        bad(),
        sql`select 'after' as v`,
        sql`select ${'last'}::text as v`,
      ])
      expect(failed.status).toBe('rejected')
      expect([before, after, last].map(each => each.status === 'fulfilled' && each.value[0]?.v)).toEqual([
        'before',
        'after',
        'last',
      ])
    }
  })
})

test('a result after one that failed half-way has no holes', async () => {
  const failing = sql`select 1 / (4 - n) from generate_series(1, 9) n`.catch((error: { code: string }) => error.code)
  const rows = await sql`select n from generate_series(1, 3) n`
  expect(await failing).toBe('22012')
  expect(rows.length).toBe(3)
  expect(Array.from(rows, row => row?.n)).toEqual([1, 2, 3])
})

describe('types', () => {
  test('dates, times and big numbers come back as text', async () => {
    const [row] = await sql`
      select '2011-03-11'::date as day, '2011-03-11 14:46:18.1+09'::timestamptz as at, '1 micro'::text as t,
        '2011-03-11 05:46:18.123456+00'::timestamptz as micro, 9007199254740993::int8 as big, 0.10::numeric as exact,
        array['2011-03-11']::date[] as days, array['2011-03-11T05:46:18Z']::timestamptz[] as times, 'infinity'::timestamptz as never`
    expect(row).toEqual({
      day: '2011-03-11',
      at: '2011-03-11T05:46:18.100Z',
      t: '1 micro',
      micro: '2011-03-11T05:46:18.123456Z',
      big: '9007199254740993',
      exact: '0.10',
      days: ['2011-03-11'],
      times: ['2011-03-11T05:46:18.000Z'],
      never: 'infinity',
    })
  })

  test('what came back can be sent again and is the same, microseconds too', async () => {
    const at = '2011-03-11T05:46:18.123456Z'
    const [row] = await sql`select ${at}::timestamptz as at, ${new Date('2011-03-11T05:46:18Z')}::timestamptz as date,
      ${'2011-03-11'}::date as day, ${sql.json({ a: ['髙'] })} as json, ${Buffer.from([0, 255])}::bytea as bytes,
      ${[at]}::timestamptz[] as times`
    expect(row).toEqual({
      at,
      date: '2011-03-11T05:46:18.000Z',
      day: '2011-03-11',
      json: { a: ['髙'] },
      bytes: Buffer.from([0, 255]),
      times: [at],
    })
  })

  test('the time zone of the server does not matter', async () => {
    expect((await sql`show timezone`)[0]).toEqual({ TimeZone: 'UTC' })
  })
})
