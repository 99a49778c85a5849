import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { OperatorError } from '../../src/base/problem.ts'
import { projectRoot } from '../../src/base/root.ts'
import { connect } from '../../src/platform/database/connect.ts'
import { openPool } from '../../src/platform/database/pool.ts'
import { isAlive } from '../../src/platform/database/server/alive.ts'
import { findBinaries } from '../../src/platform/database/server/binaries.ts'
import { type EmbeddedServer, lockFolder, startEmbedded } from '../../src/platform/database/server/index.ts'
import { choosePlace } from '../../src/platform/database/server/place.ts'
import { findRunning, startServer, stopServer } from '../../src/platform/database/server/process.ts'
import { until } from '../platform/process.ts'

const root = mkdtempSync(join(tmpdir(), 'musubi-embedded-'))
chmodSync(root, 0o755)
let count = 0
let folder = ''
const servers: EmbeddedServer[] = []
const children: ChildProcess[] = []
const lines: string[] = []

beforeEach(() => {
  count += 1
  folder = join(root, `data-${count}`)
  lines.length = 0
})
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  for (const server of servers.splice(0)) await server.stop().catch(() => {})
  const left = findRunning(join(folder, 'postgres'))
  if (left) await stopServer(left.pid)
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

const start = async (at = folder): Promise<EmbeddedServer> => {
  const server = await startEmbedded(at, { log: line => lines.push(line) })
  servers.push(server)
  return server
}

const withOwner = async <T>(
  server: EmbeddedServer,
  work: (sql: ReturnType<typeof openPool>) => Promise<T>,
): Promise<T> => {
  const sql = openPool(server.url('owner'), { max: 1 })
  try {
    return await work(sql)
  } finally {
    await sql.end({ timeout: 1 })
  }
}

const write = (server: EmbeddedServer) =>
  withOwner(server, async sql => {
    await sql`create schema if not exists kept`
    await sql`create table if not exists kept.line (n serial, text text)`
    await sql`insert into kept.line (text) values ('東日本大震災')`
  })
const lineCount = (server: EmbeddedServer): Promise<number> =>
  withOwner(server, async sql => (await sql`select count(*)::int as n from kept.line`)[0]?.n)

const standIn = async (): Promise<{ child: ChildProcess; pid: number; port: number }> => {
  const child = spawn(process.execPath, [join(projectRoot, 'test/database/stand-in.ts'), folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(child)
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith('{')) return { child, ...JSON.parse(line) }
  }
  throw new Error('the stand-in ended early')
}

const refusal = async (work: Promise<unknown>): Promise<string> => {
  const error: unknown = await work.then(
    () => 'no error',
    error => error,
  )
  expect(error).toBeInstanceOf(OperatorError)
  return error instanceof Error ? error.message : ''
}

test('an empty folder becomes a database; the next start finds its data', async () => {
  const server = await start()
  expect([server.created, server.adopted]).toEqual([true, false])
  await write(server)
  await server.stop()
  expect(isAlive(server.pid())).toBe(false)
  const again = await start()
  expect([again.created, again.adopted]).toEqual([false, false])
  expect(await lineCount(again)).toBe(1)
})

test('what the first start leaves: Japanese trigrams, scram, durable, passwords for the owner of the folder only', async () => {
  const server = await start()
  const admin = openPool(server.url('admin'), { max: 1 })
  try {
    const [row] = await admin`
      select current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit,
        current_setting('wal_level') as wal, current_setting('data_checksums') as checksums,
        (select bool_and(rolpassword like 'SCRAM-SHA-256$%') from pg_authid where rolcanlogin) as scram,
        (select array_agg(distinct auth_method) from pg_hba_file_rules) as methods`
    expect(row).toEqual({
      fsync: 'on',
      commit: 'on',
      wal: 'replica',
      checksums: 'on',
      scram: true,
      methods: ['scram-sha-256'],
    })
    await withOwner(server, async sql => {
      await sql`create extension pg_trgm`
      expect((await sql`select cardinality(show_trgm('宮城産業')) > 0 as found`)[0]?.found).toBe(true)
    })
  } finally {
    await admin.end()
  }
  expect(statSync(join(folder, 'passwords.json')).mode & 0o777).toBe(0o600)
  expect(statSync(join(folder, 'postgres')).mode & 0o777).toBe(0o700)
  const urls = { owner: server.url('owner'), app: server.url('app'), public: server.url('public') }
  const database = await connect(urls)
  await database.close()
  const wrong = urls.app.replace(/:[^:@]+@/, ':wrong-one@')
  const message = await refusal(connect({ ...urls, app: wrong }))
  expect(message).toMatch(/password is wrong/)
  expect(message).not.toContain('wrong-one')
  await expect(
    withOwner(server, async () => {
      const outside = openPool(server.url('app').replace(/\/musubi$/, '/postgres'), { max: 1 })
      await outside`select 1`.finally(() => outside.end())
    }),
  ).rejects.toMatchObject({ code: '42501' })
})

describe('after kill -9', () => {
  test('of the database server: everything acknowledged is there', async () => {
    const server = await start()
    await write(server)
    const pid = server.pid()
    process.kill(pid, 'SIGKILL')
    // While the platform runs, the server comes back by itself, on its port.
    await until('another server', () => server.pid() !== pid && isAlive(server.pid()))
    expect(await lineCount(server)).toBe(1)
    expect(lines.join()).toContain('ended unexpectedly')
  })

  test('of server and platform together: the next start replays the log', async () => {
    const before = await start()
    await before.stop()
    const platform = await standIn()
    // The same passwords, the new port: a client that writes just before the machine fails.
    const url = new URL(before.url('owner'))
    url.port = String(platform.port)
    await write({ ...before, url: () => url.href })
    process.kill(platform.child.pid ?? 0, 'SIGSTOP')
    process.kill(platform.pid, 'SIGKILL')
    platform.child.kill('SIGKILL')
    await once(platform.child, 'exit')
    const server = await start()
    expect([server.created, server.adopted]).toEqual([false, false])
    expect(await lineCount(server)).toBe(1)
  })

  test('of the platform: the server lives on and is adopted, then stopped', async () => {
    const platform = await standIn()
    platform.child.kill('SIGKILL')
    await once(platform.child, 'exit')
    expect(isAlive(platform.pid)).toBe(true)
    const server = await start()
    expect([server.adopted, server.pid(), server.port]).toEqual([true, platform.pid, platform.port])
    await write(server)
    await server.stop()
    expect(isAlive(platform.pid)).toBe(false)
    expect(existsSync(join(folder, 'lock'))).toBe(false)
  })

  test('during the creation: the next start begins anew', async () => {
    mkdirSync(join(folder, 'postgres.new', 'base'), { recursive: true })
    writeFileSync(join(folder, 'postgres.new', 'PG_VERSION'), '18\n')
    expect((await start()).created).toBe(true)
    expect(existsSync(join(folder, 'postgres.new'))).toBe(false)
  })

  test('and the id of the server went to another program: it is not mistaken for the server', async () => {
    const server = await start()
    await write(server)
    await server.stop()
    const other = spawn('sleep', ['60'])
    children.push(other)
    writeFileSync(
      join(folder, 'postgres', 'postmaster.pid'),
      `${other.pid}\n${folder}/postgres\n1\n5432\n\n127.0.0.1\n\nready\n`,
    )
    const again = await start()
    expect(again.adopted).toBe(false)
    expect(await lineCount(again)).toBe(1)
    expect(other.exitCode).toBe(null)
  })
})

test('Ctrl-C in the terminal does not reach the server: it leads a session of its own', async () => {
  const server = await start()
  const stat = readFileSync(`/proc/${server.pid()}/stat`, 'utf8')
  const [, , group, session] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  expect([Number(group), Number(session)]).toEqual([server.pid(), server.pid()])
})

describe('the lock', () => {
  test('a second start on the folder is refused with one sentence', async () => {
    const platform = await standIn()
    const message = await refusal(start())
    expect(message).toContain(`process ${platform.child.pid}`)
    expect(message.split('\n')).toHaveLength(1)
    platform.child.kill('SIGTERM')
    await once(platform.child, 'exit')
    // Its last file is gone a moment before the process is.
    await expect.poll(() => isAlive(platform.pid), { timeout: 30_000 }).toBe(false)
    expect((await start()).adopted).toBe(false)
  })

  test('of a dead process is taken over, also when its id lives again as another process', () => {
    mkdirSync(folder)
    writeFileSync(join(folder, 'lock'), `${process.ppid}\nanother-boot/1\n`)
    const lock = lockFolder(folder)
    expect(() => lockFolder(folder)).toThrow(OperatorError)
    lock.release()
    const again = lockFolder(folder)
    // Somebody deletes the folder under the living process.
    rmSync(folder, { recursive: true })
    again.renew()
    expect(() => lockFolder(folder)).toThrow(OperatorError)
    again.release()
    lockFolder(folder).release()
    expect(existsSync(join(folder, 'lock'))).toBe(false)
  })

  test('two starts at once: one wins', async () => {
    const outcomes = await Promise.allSettled([start(), start()])
    expect(outcomes.map(outcome => outcome.status).sort()).toEqual(['fulfilled', 'rejected'])
  })
})

test('a busy port is avoided', async () => {
  const server = await start()
  await server.stop()
  const busy = createServer().listen(0, '127.0.0.1')
  await once(busy, 'listening')
  const address = busy.address()
  const port = typeof address === 'object' && address ? address.port : 0
  try {
    const place = choosePlace(folder, findBinaries(), () => {})
    const running = await startServer(place, join(folder, 'postgres.log'), port)
    expect(running.port).not.toBe(port)
    await stopServer(running.pid)
  } finally {
    busy.close()
  }
})

test('a broken setting is said with the reason and the place of the log', async () => {
  const server = await start()
  await server.stop()
  writeFileSync(join(folder, 'postgres', 'local.conf'), 'shared_buffers = plenty\n')
  const message = await refusal(start())
  expect(message).toContain('shared_buffers')
  expect(message).toContain('postgres.log')
  expect(existsSync(join(folder, 'lock'))).toBe(false)
})

describe.runIf(process.getuid?.() === 0)('as root', () => {
  test('the server is not root', async () => {
    const server = await start()
    expect(statSync(`/proc/${server.pid()}`).uid).toBe(65534)
  })

  test('a folder below one that only root may enter works, and so does one that was closed later', async () => {
    const parent = join(root, `closed-${count}`)
    mkdirSync(parent, { mode: 0o755 })
    const inside = join(parent, 'data')
    const open = await start(inside)
    await write(open)
    await open.stop()
    chmodSync(parent, 0o700)
    const closed = await start(inside)
    expect(closed.created).toBe(false)
    expect(await lineCount(closed)).toBe(1)
    await closed.stop()
    chmodSync(parent, 0o755)
    const again = await start(inside)
    expect(await lineCount(again)).toBe(1)
  })

  test('without user namespaces the database goes to a place that can be reached, and this is said', async () => {
    const parent = join(root, `closed-${count}`)
    mkdirSync(parent, { mode: 0o700 })
    const shelter = join(root, `shelter-${count}`)
    const path = process.env.PATH
    // No `unshare` to be found: as on a system that forbids user namespaces.
    process.env.PATH = ''
    try {
      const open = () =>
        startEmbedded(join(parent, 'data'), { log: line => lines.push(line), shelters: [join(parent, 'no'), shelter] })
      const server = await open()
      servers.push(server)
      expect(lines).toEqual([expect.stringContaining(shelter)])
      await write(server)
      await server.stop()
      const again = await open()
      servers.push(again)
      expect(again.created).toBe(false)
      expect(await lineCount(again)).toBe(1)
      await again.stop()
    } finally {
      process.env.PATH = path
    }
  })
})
