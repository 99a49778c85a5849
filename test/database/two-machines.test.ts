import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { findControl } from '../../src/commands/find-control.ts'
import { openPool } from '../../src/platform/database/pool.ts'
import { isAlive } from '../../src/platform/database/server/alive.ts'
import type { KeeperState } from '../../src/platform/sites/keeper-view.ts'
import { tlsFolder } from '../../src/platform/sites/pairing-file.ts'
import { freePorts } from '../platform/ports.ts'
import { type Command, cleanUp, interrupt, musubi, newFolder, serverOf, serverUrl, until } from '../platform/process.ts'

// Two machines as operators have them: each with an address, a folder and a process of its own, and nothing in the
// environment but the folder. What one knows of the other it knows from their pairing.
const first = { folder: newFolder(), address: '127.0.0.2' }
const second = { folder: newFolder(), address: '127.0.0.3' }
type Machine = typeof first

afterAll(cleanUp)

const command = (machine: Machine, ...parameters: readonly string[]): Command =>
  musubi(parameters, { env: { MUSUBI_DATA: machine.folder, MUSUBI_SITE_NAME: machine.address } })
const run = async (machine: Machine, ...parameters: readonly string[]): Promise<string> => {
  const given = command(machine, ...parameters)
  expect([await given.ended, given.stderr()]).toEqual([0, ''])
  return given.stdout()
}
/** What `musubi sites --json` prints, without a process of its own for each look. */
const look = async (machine: Machine, holds: (now: KeeperState) => boolean): Promise<boolean> => {
  const found = await findControl(machine.folder, tlsFolder(machine.folder))
  if (!found) return false
  try {
    return holds((await found.call('keeper', undefined)) as KeeperState)
  } catch {
    // Its process ends, or holds a copy only by now.
    return false
  } finally {
    found.close()
  }
}
const together = (machine: Machine) => look(machine, now => now.mode === 'together' && now.stopped === null)
const says = (given: Command, words: RegExp): Promise<void> =>
  until(`${words}`, () => {
    if (given.child.exitCode !== null) throw new Error(`ended: ${given.stdout()}${given.stderr()}`)
    return words.test(given.stdout())
  })
const staffOf = (given: Command): string => /^ready {2}public \S+ {2}staff (\S+)/m.exec(given.stdout())?.[1] ?? ''
const promote = (machine: Machine) => run(machine, 'sites', 'promote', '--reason', '訓練')
const ask = async <T>(machine: Machine, question: (sql: ReturnType<typeof openPool>) => Promise<T>): Promise<T> => {
  const sql = openPool(serverUrl(machine.folder, 'admin'), { max: 1 })
  try {
    return await question(sql)
  } finally {
    await sql.end({ timeout: 1 })
  }
}
/** A row that was acknowledged at this machine. */
const write = (machine: Machine, id: number) => ask(machine, sql => sql`insert into musubi.trial (id) values (${id})`)
const rows = (machine: Machine) =>
  ask(machine, async sql => (await sql<{ id: number }[]>`select id from musubi.trial order by id`).map(row => row.id))

test('two machines are paired with a code, the second one goes on when the first is lost, and they change places', async () => {
  const [control = 0, database = 0, otherControl = 0, otherDatabase = 0] = await freePorts(4)
  const ports = (a: number, b: number) => ['--control', String(a), '--database', String(b)]
  const address = ['--address', first.address]
  const invitation = command(first, 'sites', 'invite', ...address, ...ports(control, database), '--port', '0')
  await says(invitation, /--join \S+/)
  const code = /--join (\S+)/.exec(invitation.stdout())?.[1] ?? ''
  const joined = ['standby', '--join', code, '--address', second.address, ...ports(otherControl, otherDatabase)]
  const copy = command(second, ...joined)
  await says(copy, /^ready {2}control https:\/\/127\.0\.0\.3:/m)
  expect(await invitation.ended).toBe(0)
  // A code is for one machine.
  const late = command({ ...second, folder: `${second.folder}-late` }, ...joined)
  expect(await late.ended).toBe(1)
  expect(late.stderr()).toContain('cannot be reached')

  const platform = command(first, 'up', '--no-sample')
  await says(platform, /^ready {2}public/m)
  await until('both sites agree', () => together(first))
  expect(readFileSync(join(first.folder, 'control.json'), 'utf8')).toContain('https://127.0.0.2:')
  expect(
    await ask(
      first,
      sql => sql`select ssl, r.state from pg_stat_replication r join pg_stat_ssl s on s.pid = r.pid order by 1`,
    ),
  ).toEqual([{ ssl: true, state: 'streaming' }])
  await ask(first, sql => sql`create table musubi.trial (id int primary key)`)
  await write(first, 1)

  // The first machine is gone as a whole. One command, and the second one is the platform.
  platform.child.kill('SIGKILL')
  await platform.ended
  const server = serverOf(first.folder) ?? 0
  process.kill(server, 'SIGKILL')
  await until('its end', () => !isAlive(server))
  await promote(second)
  await says(copy, /^ready {2}public/m)
  expect((await fetch(`${staffOf(copy)}/sign-in`)).status).toBe(200)
  expect(await rows(second)).toEqual([1])
  await write(second, 2)

  // It comes back, started as before: it holds the copy, and its old database does not run for a moment.
  const back = command(first, 'up', '--no-sample')
  await says(back, /^ready {2}control/m)
  await until('both sites agree', () => together(second))
  expect(readdirSync(first.folder).some(name => name.startsWith('postgres.aside-'))).toBe(true)
  const [failover] = await ask(
    second,
    sql => sql<{ rto: number | null; rpo: number | null }[]>`
      select rto_ms::int as rto, rpo_bytes::int as rpo from musubi.site where failover_at is not null`,
  )
  expect(failover).toEqual({ rto: expect.any(Number), rpo: 0 })
  console.log(`${failover?.rto} ms from the last word of the first machine to the platform of the second one`)

  // They change places while both run: the one that served says so, and holds the copy by itself.
  await promote(first)
  await says(back, /^ready {2}public/m)
  await until('both sites agree', () => together(first))
  await until('it says that it moved', async () => {
    const moved = await fetch(`${staffOf(copy)}/sign-in`)
    return moved.status === 503 && (await moved.text()).includes('記録の受付は、もう一つの拠点に移りました')
  })
  await write(first, 3)
  await until('the copy has it', async () => (await rows(second)).length === 3)

  // And back, without a start of either.
  await promote(second)
  await until('it serves again', async () => (await fetch(`${staffOf(copy)}/readyz`)).status === 200)
  await until('both sites agree', () => together(second))
  await write(second, 4)
  await until('it is known who serves', () =>
    look(second, ({ serving }) => serving?.name === second.address && serving.timeline === 4),
  )
  await until('the copy has it', async () => (await rows(first)).length === 4)
  await until('it says that it moved', async () => (await fetch(`${staffOf(back)}/sign-in`)).status === 503)

  expect(await interrupt(back)).toBe(0)
  expect(await interrupt(copy)).toBe(0)
  expect(existsSync(join(first.folder, 'lock'))).toBe(false)

  // Started without the other one it does not know whether that one went on: it shows what it has, and changes nothing.
  const unproven = command(second, 'up', '--no-sample')
  await says(unproven, /^ready {2}public/m)
  expect(JSON.parse(await run(second, 'sites', '--json')).stopped.why).toBe('unproven')
  expect((await fetch(`${staffOf(unproven)}/sign-in`)).status).toBe(200)
  await expect(write(second, 5)).rejects.toThrow('read-only')
  const answer = command(first, 'up', '--no-sample')
  await until('it has proven itself', () => together(second))
  await write(second, 5)
  expect(await interrupt(answer)).toBe(0)
  expect(await interrupt(unproven)).toBe(0)
}, 300_000)
