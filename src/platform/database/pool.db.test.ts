import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { afterEach, beforeAll, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../../test/database.ts'
import { startJobs } from '../jobs/runner.ts'
import { formatAddress, parseAddress, wantsLeader } from './address.ts'
import { openPool } from './pool.ts'
import { pauseBefore } from './socket.ts'
import { together } from './transaction.ts'

let database: TestDatabase
const closers: (() => Promise<unknown>)[] = []
beforeAll(async () => {
  database = await freshDatabase()
  return () => database.drop()
})
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

/** A proxy before the database server, such as HAProxy: without a leader it takes a connection and ends it. */
const proxy = async () => {
  const [host = '', port = '5432'] = parseAddress(database.url('app')).hosts.split(':')
  const sockets = new Set<Socket>()
  const state = { leader: true, connections: 0, diesAfterBegin: false }
  const server = createServer(client => {
    state.connections += 1
    client.on('error', () => {})
    if (!state.leader) return client.resume().end()
    const up = connect(Number(port), host)
    for (const socket of [client, up]) {
      sockets.add(socket)
      socket.on('error', () => {}).on('close', () => sockets.delete(socket))
    }
    up.on('data', bytes => {
      // "Ready, in a transaction": the answer to begin. What comes behind it is lost.
      const begun = state.diesAfterBegin ? bytes.indexOf('Z\0\0\0\x05T') : -1
      if (begun < 0) client.write(bytes)
      else client.end(bytes.subarray(0, begun + 6))
    })
    up.on('end', () => client.end())
    return client.pipe(up)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const cut = () => {
    for (const socket of sockets) socket.destroy()
  }
  const reset = () => {
    for (const socket of sockets) socket.resetAndDestroy()
  }
  closers.push(async () => {
    cut()
    await new Promise(done => server.close(done))
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return { state, cut, reset, host: `127.0.0.1:${address.port}` }
}

const pool = (hosts: string, max: number) => {
  const sql = openPool(formatAddress({ ...parseAddress(database.url('app')), hosts }), { max })
  closers.push(() => sql.end({ timeout: 1 }))
  return sql
}
const code = (query: PromiseLike<unknown>): Promise<unknown> =>
  Promise.resolve(query).then(
    () => 'answered',
    error => error.code,
  )

test('a proxy without a leader: a query fails and does not wait for ever; with a leader again every connection serves', async () => {
  const { state, cut, host } = await proxy()
  const sql = pool(host, 3)
  await sql`select 1`
  state.leader = false
  cut()
  for (let turn = 0; turn < 4; turn += 1)
    expect(await Promise.all([1, 2, 3].map(() => code(sql`select 1`)))).toEqual(
      Array.from({ length: 3 }, () => 'CONNECTION_CLOSED'),
    )
  expect(state.connections).toBeLessThan(40)
  state.leader = true
  // Three at once, each on a connection of its own.
  const together = await Promise.all(
    [1, 2, 3].map(() => sql.begin(tx => tx`select pg_backend_pid() as pid, pg_sleep(0.2)`)),
  )
  expect(new Set(together.map(([row]) => row?.['pid'])).size).toBe(3)
})

test('a connection that is lost while a transaction in one flight is being prepared fails all of it', async () => {
  const { state, host } = await proxy()
  const sql = pool(host, 1)
  await sql`select 1`
  state.diesAfterBegin = true
  const lost = together(sql, one => [
    one`select ${1}::int as "first of three"`,
    one`select ${2}::int as second`,
    one`select ${3}::int as third`,
  ])
  expect(['CONNECTION_CLOSED', 'ECONNRESET']).toContain(await code(lost))
  state.diesAfterBegin = false
  expect(await code(together(sql, one => [one`select ${2}::int as second`]))).toBe('answered')
})

test.each(['cut', 'reset'] as const)(
  'connections that are %s under load: every query is answered or fails, and no answer goes to another query',
  async how => {
    const there = await proxy()
    const sql = pool(there.host, 2)
    const wrong: unknown[] = []
    const asked: Promise<unknown>[] = []
    const ask = (n: number) =>
      sql`select ${n}::int as n`.then(
        rows => {
          if (rows.length !== 1 || rows[0]?.['n'] !== n) wrong.push([n, rows[0]])
        },
        () => {},
      )
    for (let round = 0; round < 40; round += 1) {
      await Promise.all([ask(-1), ask(-2)])
      for (let n = 0; n < 60; n += 1) {
        if (n === 20) there[how]()
        // Also between a socket's error and its close, which are two phases of one turn of the event loop.
        asked.push(ask(round * 100 + n))
        await new Promise(done => setImmediate(done))
      }
      await Promise.all(asked.splice(0))
    }
    await Promise.all(asked)
    expect(wrong).toEqual([])
  },
)

test('a transaction that loses its connection between two statements sends nothing more, whoever has the connection by then', async () => {
  const { cut, host } = await proxy()
  const sql = pool(host, 1)
  const other = Promise.withResolvers<void>()
  const lost = sql.begin(async tx => {
    await tx`select 1`
    cut()
    // The pool's only connection is opened anew for somebody else's transaction before this one goes on.
    await sql.begin(async theirs => {
      await theirs`select set_config('musubi.tenants', 'theirs', true)`
      const late = [code(tx`select set_config('musubi.tenants', 'ours', true)`), code(tx.savepoint(s => s`select 2`))]
      expect(await Promise.all(late)).toEqual(['CONNECTION_CLOSED', 'CONNECTION_CLOSED'])
      expect(await theirs`select current_setting('musubi.tenants') as v`).toEqual([{ v: 'theirs' }])
      other.resolve()
    })
  })
  expect(['CONNECTION_CLOSED', 'ECONNRESET']).toContain(await code(lost))
  await other.promise
  const alone = sql.begin(async tx => {
    await tx`select 1`
    cut()
    await new Promise(done => setTimeout(done, 100))
    await tx`select 2`
  })
  expect(['CONNECTION_CLOSED', 'ECONNRESET']).toContain(await code(alone))
  expect(await sql.begin(tx => tx.savepoint(inner => inner`select 3 as n`))).toEqual([{ n: 3 }])
})

test('of several hosts the one that leads serves, also the jobs; without any, a query fails', async () => {
  const { state, cut, host } = await proxy()
  const sql = pool(`127.0.0.1:1,${host}`, 2)
  expect(await code(sql`select 1`)).toBe('answered')
  const jobs = await startJobs(
    formatAddress({ ...parseAddress(database.url('owner')), hosts: `127.0.0.1:1,${host}` }),
    [],
    { error: () => {} },
  )
  await jobs.stop()
  state.leader = false
  cut()
  expect(['CONNECTION_CLOSED', 'ECONNREFUSED', 'ECONNRESET']).toContain(await code(sql`select 1`))
  state.leader = true
  await expect.poll(() => code(sql`select 1`)).toBe('answered')
})

test('a URL may ask for a copy; pauses between connections stay short', () => {
  const url = 'postgres://u:p@a,b/c'
  expect(
    [url, `${url}?target_session_attrs=read-write`, `${url}?target_session_attrs=standby`].map(wantsLeader),
  ).toEqual([true, true, false])
  for (let failures = 0; failures < 100; failures += 1) expect(pauseBefore(failures)).toBeLessThanOrEqual(0.5)
})
