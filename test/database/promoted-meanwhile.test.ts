import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { type LocalAgent, openAgent } from '../../src/platform/sites/agent.ts'
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

test('a copy that is promoted while someone decides that it shall follow is not set aside', async () => {
  const home = open('home')
  const { port } = await home.start({})
  const away = open('away')
  await away.putKeys(await home.getKeys())
  const upstream = { host: '127.0.0.1', port, password: home.server.passwords().replica, slot: away.file().site }
  await away.follow(upstream, false, 'nothing')
  await until('the log flows', async () => (await away.status()).streaming)
  const { content } = await away.status()
  const [promoted, followed] = await Promise.allSettled([
    away.promote('a drill', true),
    away.follow(upstream, true, content),
  ])
  expect(promoted.status).toBe('fulfilled')
  expect(followed).toMatchObject({ status: 'rejected', reason: { message: expect.stringContaining('promoted') } })
  expect(await away.status()).toMatchObject({ content: 'database', running: true, promoted: { reason: 'a drill' } })
  // Told knowingly, as an old first site is, it sets its database aside and follows.
  await away.follow(upstream, false, 'database')
  expect((await away.status()).content).toBe('copy')
})
