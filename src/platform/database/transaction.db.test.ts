import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { emptyDatabase } from '../../../test/database.ts'
import { newId } from '../../base/uuid.ts'
import { openPool } from './pool.ts'
import { inTenants, pipelined } from './transaction.ts'

const fresh = await emptyDatabase()
const { owner } = fresh.database
const app = openPool(fresh.url('app'), { max: 2 })
const [here, there] = [newId(), newId()]

beforeAll(async () => {
  await owner`create table note (id int primary key deferrable initially deferred, tenant uuid not null, text text not null)`
  await owner`alter table note enable row level security`
  await owner`create policy own on note using (tenant = any (string_to_array(current_setting('musubi.tenants', true), ',')::uuid[]))`
  await owner`grant select, insert on note to musubi_app`
  await owner`insert into note values (1, ${here}, 'ours'), (2, ${there}, 'theirs')`
})
afterAll(async () => {
  await app.end()
  await fresh.drop()
})

/** Nothing is left on the pool's connections: no open transaction, no setting of a tenant. */
const expectClean = async () => {
  const rows = await owner`
    select state, count(*)::int as n from pg_stat_activity
    where datname = current_database() and usename = 'musubi_app' and state <> 'idle' group by state`
  expect(rows).toEqual([])
  const settings = await Promise.all(
    Array.from({ length: 4 }, () => app`select coalesce(current_setting('musubi.tenants', true), '') as v`),
  )
  expect(settings.map(([row]) => row?.v)).toEqual(['', '', '', ''])
}
const notes = async () => (await owner`select id from note order by id`).map(row => row.id)

const ways = {
  inTenants: (tenants: string[]) =>
    inTenants(app, tenants, async sql => (await sql`select text from note`).map(r => r.text)),
  pipelined: async (tenants: string[]) => {
    const [rows] = await pipelined(app, tenants, sql => [sql`select text from note order by id`])
    return rows.map(row => row.text)
  },
}

describe.each(Object.entries(ways))('%s', (_, read) => {
  test('sees the rows of its organisations only', async () => {
    expect(await read([here])).toEqual(['ours'])
    expect(await read([there])).toEqual(['theirs'])
    expect(await read([here, there])).toHaveLength(2)
    expect(await read([])).toEqual([])
    await expectClean()
  })

  test('many at once never see each other', async () => {
    const answers = await Promise.all(Array.from({ length: 200 }, (_, n) => read([n % 2 ? here : there])))
    expect(answers.flat()).toEqual(answers.map((_, n) => (n % 2 ? 'ours' : 'theirs')))
    await expectClean()
  })

  test('refuses what is not an id of an organisation', async () => {
    await expect(async () => read([`${here},${there}`])).rejects.toThrow('not the id')
  })
})

describe('inTenants', () => {
  test('returns what the work returns, also a list', async () => {
    expect(await inTenants(app, [here], async () => [1, 2])).toEqual([1, 2])
  })

  test('an error undoes everything', async () => {
    const failing = inTenants(app, [here], async sql => {
      await sql`insert into note values (10, ${here}, 'x')`
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    expect(await notes()).toEqual([1, 2])
    await expectClean()
  })
})

describe('pipelined', () => {
  const insert = (id: number, tenant = here) =>
    pipelined(app, [here], sql => [
      sql`insert into note values (${id}, ${tenant}, 'new') returning id`,
      sql`select count(*)::int as n from note`,
    ])

  test('commits all statements and gives each its rows', async () => {
    const [[first], [second]] = await insert(20)
    expect([first?.id, second?.n]).toEqual([20, 2])
    await owner`delete from note where id = 20`
  })

  test.each([1, 2, 3])('the first error is thrown and nothing counts (round %i)', async () => {
    const failing = pipelined(app, [here], sql => [
      sql`insert into note values (${30}, ${here}, 'x')`,
      sql`select 1 / ${0}::int as n`,
      sql`insert into note values (${31}, ${here}, 'x')`,
    ])
    await expect(failing).rejects.toMatchObject({ code: '22012' })
    expect(await notes()).toEqual([1, 2])
    await expectClean()
  })

  test('a row of another organisation is refused', async () => {
    await expect(insert(40, there)).rejects.toMatchObject({ code: '42501' })
    await expectClean()
  })

  test('an error at commit is an error', async () => {
    await expect(insert(1)).rejects.toMatchObject({ code: '23505' })
    expect(await notes()).toEqual([1, 2])
    await expectClean()
  })

  test('a statement that cannot be sent stops the others before they leave', async () => {
    const nothing = Reflect.get({}, String('x'))
    for (let round = 0; round < 2; round += 1) {
      const failing = pipelined(app, [here], sql => [
        sql`insert into note values (${50}, ${here}, 'x')`,
        sql`select ${nothing}::text`,
      ])
      await expect(failing).rejects.toMatchObject({ code: 'UNSENDABLE_VALUE' })
    }
    expect(await notes()).toEqual([1, 2])
    await expectClean()
  })

  test('an error while building frees the connection', async () => {
    for (let round = 0; round < 5; round += 1) {
      const failing = pipelined(app, [here], () => {
        throw new Error('builder')
      })
      await expect(failing).rejects.toThrow('builder')
    }
    await expectClean()
  })

  test('a lost connection is replaced', async () => {
    for (let round = 0; round < 4; round += 1) {
      const failing = pipelined(app, [here], sql => [sql`select pg_terminate_backend(pg_backend_pid())`])
      await expect(failing).rejects.toThrow()
    }
    // The driver repeats the last error once on each new connection.
    const many = () => Array.from({ length: 20 }, () => ways.pipelined([here]))
    for (let round = 0; round < 2; round += 1) await Promise.allSettled(many())
    expect(await Promise.all(many())).toEqual(Array(20).fill(['ours']))
    await expectClean()
  })

  test('a server that is away is an error for those who wait and takes no connection away', async () => {
    const away = openPool('postgres://nobody@127.0.0.1:1/none', { max: 1 })
    for (let round = 0; round < 3; round += 1) {
      const failing = pipelined(away, [here], sql => [sql`select 1`])
      await expect(failing).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    }
    await away.end({ timeout: 1 })
  })

  test('errors and successes mixed at once stay apart', async () => {
    const all = Array.from({ length: 120 }, (_, n) =>
      pipelined(app, [n % 2 ? here : there], sql => [
        sql`select text from note`,
        sql`select ${n}::int / ${n % 3}::int as n`,
      ]).then(
        ([[note], [row]]) => `${note?.text} ${row?.n}`,
        (error: { code: string }) => error.code,
      ),
    )
    const expected = all.map((_, n) =>
      n % 3 === 0 ? '22012' : `${n % 2 ? 'ours' : 'theirs'} ${Math.trunc(n / (n % 3))}`,
    )
    expect(await Promise.all(all)).toEqual(expected)
    await expectClean()
  })
})
