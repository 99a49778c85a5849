import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { type LocalAgent, openAgent } from '../../src/platform/sites/agent.ts'
import { certificates } from '../certificates.ts'
import { until } from '../platform/process.ts'

const parent = mkdtempSync(join(tmpdir(), 'musubi-sites-tls-'))
chmodSync(parent, 0o755)
const agents: LocalAgent[] = []
afterAll(async () => {
  for (const agent of agents.toReversed()) await agent.close()
  rmSync(parent, { recursive: true, force: true })
})

const open = (name: string, tls: string): LocalAgent => {
  const reach = { listen: '127.0.0.1,127.0.0.2,127.0.0.3', tls }
  const secret = 'a secret of two sites in a test'
  const agent = openAgent(join(parent, name), { name, place: undefined, secret, reach, log: () => {} })
  agents.push(agent)
  return agent
}

test('a copy is taken over TLS only, from a server whose certificate is of the own authority and names the address', async () => {
  const own = await certificates(join(parent, 'own'), '127.0.0.2')
  const home = open('home', own)
  const { port } = await home.start({})
  const away = open('away', own)
  const stranger = open('stranger', await certificates(join(parent, 'foreign'), '127.0.0.2'))
  for (const agent of [away, stranger]) await agent.putKeys(await home.getKeys())
  const upstream = (agent: LocalAgent, host = '127.0.0.2') => ({
    host,
    port,
    password: home.server.passwords().replica,
    slot: agent.file().site,
  })
  await expect(stranger.follow(upstream(stranger), false, stranger.file().step)).rejects.toThrow(
    /cannot be copied: .*certificate/,
  )
  await expect(away.follow(upstream(away, '127.0.0.3'), false, away.file().step)).rejects.toThrow(
    /cannot be copied: .*127\.0\.0\.3/,
  )
  await away.follow(upstream(away), false, away.file().step)
  await until('the log flows', async () => (await away.status()).streaming)
})

test('an expired certificate is refused, and the refusal says so', async () => {
  const old = await certificates(join(parent, 'expired'), '127.0.0.2', -1)
  const home = open('home-expired', old)
  const { port } = await home.start({})
  const away = open('away-expired', old)
  await away.putKeys(await home.getKeys())
  const upstream = {
    host: '127.0.0.2',
    port,
    password: home.server.passwords().replica,
    slot: away.file().site,
  }
  await expect(away.follow(upstream, false, away.file().step)).rejects.toThrow(/cannot be copied: .*expired/)
})
