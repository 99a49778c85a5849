import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findControl } from '../../src/commands/find-control.ts'
import { openPool } from '../../src/platform/database/pool.ts'
import { isAlive } from '../../src/platform/database/server/alive.ts'
import type { KeeperState } from '../../src/platform/sites/keeper-view.ts'
import { listSites } from '../../src/platform/sites/service.ts'
import { prepareFolder } from '../platform/prepared.ts'
import {
  cleanUp,
  interrupt,
  musubi,
  newFolder,
  refusalOf,
  serverOf,
  serverUrl,
  until,
  up,
} from '../platform/process.ts'

// The commands as an operator gives them, on one machine.
const folder = newFolder()
beforeAll(() => prepareFolder('empty', folder))
const beside = `${folder}-standby`
const env = { MUSUBI_DATA: folder, MUSUBI_OPERATORS: 'unyo@example.jp' }

const run = async (parameters: readonly string[], data = folder) => {
  const command = musubi(parameters, { env: { MUSUBI_DATA: data } })
  const code = await command.ended
  return { code, out: command.stdout(), err: command.stderr() }
}
const state = async () => JSON.parse((await run(['sites', '--json'])).out)
/** The same without a process of its own for each look. */
const look = async (holds: (now: KeeperState) => boolean): Promise<boolean> => {
  const found = await findControl(folder)
  if (!found) return false
  try {
    return holds((await found.call('keeper', undefined)) as KeeperState)
  } finally {
    found.close()
  }
}
const together = () => look(now => now.mode === 'together' && now.stopped === null)

afterAll(async () => {
  for (const data of [folder, beside]) {
    const pid = serverOf(data)
    if (pid) process.kill(pid, 'SIGQUIT')
  }
  await cleanUp()
})

test('a second site is lost, allowed to be missing, promoted; the old first site comes back as the copy', async () => {
  const first = await up(['--standby', '--no-sample'], { env })
  await until('both sites agree', together)
  expect((await run(['sites'])).out).toContain('同じディスク')
  expect((await run(['sites', '--en'])).out).toContain('one disk')

  // The other site is gone with its process: a page still comes, a submission is refused with what was typed.
  const page = await fetch(`${first.staffUrl}/sign-in`)
  const cookie = (page.headers.getSetCookie()[0] ?? '').split(';', 1)[0] ?? ''
  const csrf = /name="csrf" value="([^"]+)"/.exec(await page.text())?.[1] ?? ''
  const holder = Number(readFileSync(join(beside, 'lock'), 'utf8').split('\n', 1)[0])
  process.kill(holder, 'SIGKILL')
  const copy = serverOf(beside)
  if (copy) process.kill(copy, 'SIGKILL')
  await until('writes are stopped', () => look(now => now.stopped?.why === 'copy-lost'))
  expect((await state()).stopped.why).toBe('copy-lost')
  expect((await fetch(`${first.publicUrl}/`)).status).toBe(200)
  const send = (headers: Record<string, string> = {}) =>
    fetch(`${first.staffUrl}/sign-in`, {
      method: 'POST',
      redirect: 'manual',
      headers: { cookie, origin: first.staffUrl, 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body: new URLSearchParams({ csrf, email: 'mihon@example.jp', password: 'x' }),
    })
  const refused = await send()
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '10'])
  const text = await refused.text()
  expect(text).toContain('ただいま新しい記録を受け付けていません')
  expect(text).toContain('mihon@example.jp')
  const problem = await send({ accept: 'application/json' })
  expect(problem.headers.get('content-type')).toContain('application/problem+json')
  expect(await (await fetch(`${first.staffUrl}/sign-in`)).text()).toContain('新しい記録の受付を止めています')

  expect((await run(['sites', 'degrade'])).err).toContain('--reason')
  expect((await run(['sites', 'degrade', '--reason', '訓練'])).code).toBe(0)
  expect((await send()).status).toBe(422)
  expect(await (await fetch(`${first.staffUrl}/sign-in`)).text()).toContain('理由: 訓練')

  // A start finds that the copy does not run, and starts it; the two come together by themselves.
  expect(await interrupt(first)).toBe(0)
  const second = await up(['--no-sample'], { env })
  await until('both sites agree again', together)

  // The operators got one letter when it began and one when it was over, though the platform was started anew between.
  const post = openPool(serverUrl(folder, 'owner'), { max: 1 })
  const letters = async () =>
    (
      await post<{ subject: string }[]>`
        select subject from musubi.message where recipient = 'unyo@example.jp' order by created_at, id`
    ).map(({ subject }) => subject.slice(0, 4))
  await until('the end is told', async () => (await letters()).includes('【復旧】'))
  expect(await letters()).toEqual(['【警報】', '【復旧】'])
  await post.end({ timeout: 1 })

  // The first site dies as a whole: its process and its server.
  second.child.kill('SIGKILL')
  await second.ended
  const server = serverOf(folder) ?? 0
  process.kill(server, 'SIGKILL')
  await until('its end', () => !isAlive(server))
  const promoted = await run(['sites', 'promote', '--reason', '本拠の喪失'], beside)
  expect([promoted.code, promoted.err]).toEqual([0, ''])

  // Started again it must not serve what it has: the other site went on.
  const third = await up(['--no-sample'], { env })
  await until('the old first site follows', together)
  expect((await state()).serving.timeline).toBe(2)
  expect((await state()).copy.content).toBe('copy')
  expect(readdirSync(folder).some(name => name.startsWith('postgres.aside-'))).toBe(true)
  expect((await fetch(`${third.publicUrl}/`)).status).toBe(200)

  // All of it stands in the ledger, and the page says when a restore was last proven.
  const sql = openPool(serverUrl(beside, 'owner'), { max: 1 })
  try {
    const events = async () =>
      (
        await sql<{ event: string; reason: string | null }[]>`
        select event, content::jsonb ->> 'reason' as reason from ledger.entry where event like 'sites.%'`
      ).map(({ event, reason }) => `${event} ${reason ?? ''}`.trim())
    const wanted = ['sites.stopped', 'sites.degraded 訓練', 'sites.together', 'sites.promoted 本拠の喪失']
    await until('all is entered', async () => {
      const entered = await events()
      return wanted.every(one => entered.includes(one))
    })
    expect((await events()).filter(one => one.startsWith('sites.promoted'))).toHaveLength(1)
    const { site } = (await state()).serving
    const proof = (at: string, good: boolean) => sql`
      insert into musubi.backup_proof (id, backup, at, good, seconds, report)
      values (gen_random_uuid(), 'b1', ${at}, ${good}, 1, '{}')`
    await proof('2026-11-21T00:00:00Z', true)
    await proof('2026-11-22T00:00:00Z', false)
    expect((await listSites(sql)).find(row => row.site === site)).toMatchObject({
      proven_at: '2026-11-21T00:00:00.000Z',
      rpo_bytes: '0',
    })
  } finally {
    await sql.end({ timeout: 1 })
  }
  expect(await interrupt(third)).toBe(0)

  // Without the other site, a folder that is one of two does not guess.
  rmSync(join(folder, 'control.json'), { force: true })
  const alone = await refusalOf(['up', '--no-sample'], {
    env: {
      MUSUBI_DATA: folder,
      MUSUBI_STANDBY: 'http://127.0.0.1:9',
      MUSUBI_SITES_SECRET: 'not the secret of these two sites',
    },
  })
  expect(alone.code).toBe(1)
  expect(alone.lines.at(-1)).toContain('musubi sites promote')
}, 300_000)
