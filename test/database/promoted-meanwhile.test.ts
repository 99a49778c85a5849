import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { Sql } from '../../src/platform/database/connection.ts'
import { openPool } from '../../src/platform/database/pool.ts'
import { urlOf } from '../../src/platform/database/server/index.ts'
import { type LocalAgent, openAgent } from '../../src/platform/sites/agent.ts'
import { openProbe } from '../../src/platform/sites/probe.ts'
import { until } from '../platform/process.ts'

const parent = mkdtempSync(join(tmpdir(), 'musubi-promoted-'))
chmodSync(parent, 0o755)
const agents: LocalAgent[] = []
afterAll(async () => {
  for (const agent of agents.toReversed()) await agent.close()
  rmSync(parent, { recursive: true, force: true })
})

const open = (name: string): LocalAgent => {
  const secret = 'a secret of two sites in a test'
  const agent = openAgent(join(parent, name), { name, place: undefined, secret, log: () => {} })
  agents.push(agent)
  return agent
}

/** On the server itself, whoever has its folder. */
const asAdmin = async (
  agent: LocalAgent,
  work: (sql: Sql) => Promise<readonly unknown[]>,
): Promise<readonly unknown[]> => {
  const sql = openPool(urlOf('admin', agent.server.passwords(), agent.server.port() ?? 0), { max: 1 })
  try {
    return [...(await work(sql))]
  } finally {
    await sql.end({ timeout: 1 })
  }
}

test('of several platforms that look at one database one arranges the copies, until its connection ends', async () => {
  const home = open('led')
  const { port } = await home.start({})
  const look = () => openProbe(home.server.passwords().admin, () => ({ host: '127.0.0.1', port }))
  const [first, second] = [look(), look()]
  expect((await first.look('nobody')).leads).toBe(true)
  expect((await second.look('nobody')).leads).toBe(false)
  expect((await first.look('nobody')).leads).toBe(true)
  await first.close()
  await until('the other one arranges', async () => (await second.look('nobody')).leads)
  expect((await first.look('nobody')).leads).toBe(false)
  await Promise.all([first.close(), second.close()])
})

test('a copy that is promoted while someone decides that it shall follow is not set aside', async () => {
  const home = open('home')
  const { port } = await home.start({})
  const away = open('away')
  await away.putKeys(await home.getKeys())
  const upstream = { host: '127.0.0.1', port, password: home.server.passwords().replica, slot: away.file().site }
  await away.follow(upstream, false, 0)
  await until('the log flows', async () => (await away.status()).streaming)
  const { step } = await away.status()
  const [promoted, followed] = await Promise.allSettled([
    away.promote('a drill', true, step),
    away.follow(upstream, true, step),
  ])
  expect(promoted.status).toBe('fulfilled')
  expect(followed).toMatchObject({
    status: 'rejected',
    reason: { message: expect.stringContaining('changed meanwhile') },
  })
  expect(await away.status()).toMatchObject({ content: 'database', running: true, promoted: { reason: 'a drill' } })
  // Whatever else was decided before is refused, too.
  await expect(away.follow(upstream, true, step)).rejects.toThrow('changed meanwhile')
  await expect(away.remember({ mode: 'together', alone: null, peer: null }, step)).rejects.toThrow('changed meanwhile')
  await expect(away.requireCopies(['nobody'], step)).rejects.toThrow('changed meanwhile')
  await expect(away.fence(step)).rejects.toThrow('changed meanwhile')
  expect(await away.status()).toMatchObject({ content: 'database', running: true, memory: { mode: 'alone' } })
  // Told knowingly, as an old first site is, it sets its database aside and follows.
  await away.told('together')
  await away.follow(upstream, false, (await away.status()).step)
  // What it once was told does not make the new copy complete: it is promoted only knowingly until it is told so.
  expect(await away.status()).toMatchObject({ content: 'copy', told: null })
})

test('a promotion whose process dies before it is written down is known to the next one, with its reason', async () => {
  // The copy of the test before.
  const copy = agents.find(agent => agent.server.folder.endsWith('away'))
  if (!copy) throw new Error('there is no copy')
  const order = { reason: 'the process dies', complete: true, lost: null }
  copy.change({ promoting: order, mode: 'together', peer: 'musubi_other' })
  // It died before PostgreSQL began: nothing was promoted.
  await copy.close()
  const next = open('away')
  await next.resume()
  expect(await next.status()).toMatchObject({ content: 'copy', promoted: null, memory: { mode: 'together' } })
  await next.handOver()
  await asAdmin(next, sql => sql`select pg_promote(true, 60)`)
  const last = open('away')
  const { step } = next.file()
  const found = {
    content: 'database',
    timeline: 2,
    promoted: { reason: order.reason, complete: true, ms: null, timeline: 2 },
    memory: { mode: 'alone', alone: { reason: order.reason } },
  }
  // Before its server is asked: who serves is decided on what the folders say.
  expect(await last.status()).toMatchObject({ ...found, running: false, step: step + 1 })
  await last.resume()
  expect(await last.status()).toMatchObject({ ...found, running: true })
  // It waits for nobody: a person allowed one site.
  expect(await asAdmin(last, sql => sql`show synchronous_standby_names`)).toEqual([{ synchronous_standby_names: '' }])
})
