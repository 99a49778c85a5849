import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { openPool } from '../../src/platform/database/pool.ts'
import { isAlive } from '../../src/platform/database/server/alive.ts'
import { systems } from '../../src/systems/index.ts'
import { externalServer } from '../platform/external.ts'
import { preparedFolder } from '../platform/prepared.ts'
import {
  cleanUp,
  interrupt,
  musubi,
  newFolder,
  type Ready,
  refusalOf,
  serverOf,
  serverUrl,
  until,
  up,
} from '../platform/process.ts'

afterEach(cleanUp)

const status = async (url: string): Promise<number> => (await fetch(url)).status
const admin = async <T>(folder: string, work: (sql: ReturnType<typeof openPool>) => Promise<T>): Promise<T> => {
  const sql = openPool(serverUrl(folder, 'admin'), { max: 1 })
  try {
    return await work(sql)
  } finally {
    await sql.end({ timeout: 1 })
  }
}
const count = async (folder: string, from: string): Promise<number> =>
  admin(folder, async sql => Number((await sql.unsafe(`select count(*) as n from ${from}`))[0]?.n))

/** Asks a platform to stop, and looks at what it leaves. `group`: Ctrl-C of a terminal reaches the whole group. */
const stops = async (running: Ready, folder: string, send: 'SIGINT' | 'SIGTERM' | 'group'): Promise<void> => {
  const server = serverOf(folder)
  expect(server).toBeDefined()
  // npm passes the signal on to a process that the terminal has already told.
  if (send === 'group') process.kill(-running.pid, 'SIGINT')
  running.child.kill(send === 'group' ? 'SIGINT' : send)
  expect(await running.ended, send).toBe(0)
  expect(isAlive(server ?? 0)).toBe(false)
  expect(existsSync(join(folder, 'lock'))).toBe(false)
  expect(running.stderr()).not.toMatch(/Error|\n {4}at /)
}

describe('the start', () => {
  test('of a new user, stopped in the middle: nothing half-loaded, the next one goes on; a last line with addresses and sign-ins; a later start is quick', async () => {
    const folder = newFolder()
    const stopped = musubi(['up'], { env: { MUSUBI_DATA: folder } })
    await until('the sample to begin', () => stopped.stderr().includes('sample data'))
    expect(await interrupt(stopped)).toBe(0)
    expect(stopped.stderr()).toMatch(/migration 0001_platform applied\n/)
    expect(stopped.stderr()).toContain('stopped before it was ready')
    expect(stopped.stderr()).not.toMatch(/\n {4}at /)
    expect(serverOf(folder)).toBeUndefined()
    const first = await up([], { env: { MUSUBI_DATA: folder } })
    expect(first.stderr()).toMatch(/sample data: .* …\n(.*\n)*sample data: .* done\n/)
    expect(first.stderr()).toContain('tanto@example.jp')
    const last = first.stdout().trimEnd().split('\n').at(-1)
    expect(last).toMatch(
      /^ready {2}public http:\/\/127\.0\.0\.1:\d+ {2}staff http:\/\/127\.0\.0\.1:\d+ {2}sign in as tanto@example\.jp/,
    )
    expect(await status(`${first.publicUrl}/plan`)).toBe(200)
    expect(await status(`${first.staffUrl}/sign-in`)).toBe(200)
    const operators = await count(folder, 'register.waste_operator')
    expect(operators).toBeGreaterThanOrEqual(4000)
    expect(await interrupt(first)).toBe(0)
    const later = await up([], { env: { MUSUBI_DATA: folder } })
    expect(later.stderr()).not.toMatch(/migration|sample data/)
    expect(await count(folder, 'register.waste_operator')).toBe(operators)
    // What the first one answered was kept when it stopped, and the time until the second served is known.
    expect(await count(folder, `musubi.service_level where class = 'public'`)).toBeGreaterThan(0)
    expect(await count(folder, `musubi.service_level where class = 'entrance'`)).toBeGreaterThan(0)
    expect(await count(folder, `musubi.service_outage where reason = 'stopped'`)).toBe(1)
    expect(await interrupt(later)).toBe(0)
    process.stderr.write(`start: first ${Math.round(first.took)} ms, later ${Math.round(later.took)} ms\n`)
  })

  test('with --no-sample is empty, names no sign-ins, and writes no password of the database into its log', async () => {
    const folder = newFolder()
    const running = await up(['--no-sample'], { env: { MUSUBI_DATA: folder, MUSUBI_LOG: 'trace' } })
    expect(running.stdout() + running.stderr()).not.toContain('@example.jp')
    expect(await count(folder, 'register.waste_operator')).toBe(0)
    expect(await count(folder, 'musubi.person')).toBe(0)
    expect(await count(folder, 'musubi.organisation')).toBeGreaterThan(35)
    expect(running.stderr()).toContain('nobody can sign in yet; register the first administrator: musubi administrator')
    expect(await status(running.publicUrl)).toBe(200)
    await stops(running, folder, 'SIGINT')
    const passwords: Record<string, string> = JSON.parse(readFileSync(join(folder, 'passwords.json'), 'utf8'))
    expect(Object.keys(passwords)).not.toEqual([])
    for (const password of Object.values(passwords)) expect(running.stdout() + running.stderr()).not.toContain(password)
  })

  test('an empty platform gets its first administrator by a command, who must change the password before all else', async () => {
    const folder = await preparedFolder('empty')
    const env = { MUSUBI_DATA: folder }
    const running = await up(['--no-sample'], { env })
    const appoint = (...more: readonly string[]) =>
      musubi(['administrator', '--name', '見本 初子', '--email', 'hatsuko@example.jp', ...more], { env })
    const unknown = appoint('--body', '999999')
    expect(await unknown.ended).toBe(1)
    expect(unknown.stderr()).toContain('There is no body with the code "999999"')
    const first = appoint()
    expect(await first.ended, first.stderr()).toBe(0)
    const password = first.stdout().trim()
    expect(password).toMatch(/^([a-z2-9]{5}-){3}[a-z2-9]{5}$/)
    const again = appoint()
    expect(await again.ended).toBe(1)
    expect(again.stderr()).toContain('already registered')
    for (const role of ['administrator', 'operator'])
      expect(await count(folder, `musubi.grant where role = '${role}'`)).toBe(1)

    const page = await fetch(`${running.staffUrl}/sign-in`)
    const csrf = /name="csrf" value="([^"]+)"/.exec(await page.text())?.[1] ?? ''
    const cookies = (answer: Response) => answer.headers.getSetCookie().map(line => line.split(';')[0])
    const signIn = await fetch(`${running.staffUrl}/sign-in`, {
      method: 'POST',
      redirect: 'manual',
      headers: { cookie: cookies(page).join('; '), origin: running.staffUrl },
      body: new URLSearchParams({ csrf, email: 'hatsuko@example.jp', password }),
    })
    expect(signIn.status).toBe(303)
    const people = await fetch(`${running.staffUrl}/people`, {
      redirect: 'manual',
      headers: { cookie: [...cookies(page), ...cookies(signIn)].join('; ') },
    })
    expect(people.headers.get('location')).toContain('/account/first-password')
    // As a service manager does.
    await stops(running, folder, 'SIGTERM')
  })
})

describe('kill -9', () => {
  test('of the platform: the next start adopts the server, and everything acknowledged is there', async () => {
    const folder = await preparedFolder('empty')
    const first = await up(['--no-sample'], { env: { MUSUBI_DATA: folder } })
    const server = serverOf(folder)
    await admin(folder, sql => sql`insert into musubi.setting (name, value) values ('kept', '1')`)
    first.child.kill('SIGKILL')
    await first.ended
    expect(isAlive(server ?? 0)).toBe(true)
    const second = await up(['--no-sample'], { env: { MUSUBI_DATA: folder }, group: true })
    expect(serverOf(folder)).toBe(server)
    expect(await count(folder, `musubi.setting where name = 'kept'`)).toBe(1)
    expect(await status(`${second.publicUrl}/plan`)).toBe(200)
    await stops(second, folder, 'group')
  })

  test('of the database while the platform runs: 503 and nothing else until it is back, without a new start', async () => {
    const folder = await preparedFolder('empty')
    const running = await up(['--no-sample'], { env: { MUSUBI_DATA: folder } })
    const page = `${running.publicUrl}/plan`
    expect(await status(page)).toBe(200)
    const server = serverOf(folder)
    // With its backends, which would otherwise answer for some moments more.
    const backends = await admin(
      folder,
      sql => sql<{ pid: number }[]>`select pid from pg_stat_activity where pid <> pg_backend_pid()`,
    )
    for (const pid of [server ?? 0, ...backends.map(row => row.pid)]) process.kill(pid, 'SIGKILL')
    const answers: number[] = []
    const body: string[] = []
    await until('an answer of the new server', async () => {
      const response = await fetch(`${running.publicUrl}/api/v1/waste_operator`)
      answers.push(response.status)
      if (response.status === 503) {
        expect(response.headers.get('retry-after')).toMatch(/^\d+$/)
        body.push(await response.text())
      }
      return response.status === 200 && serverOf(folder) !== server
    })
    expect(new Set(answers)).toEqual(new Set([503, 200]))
    expect(body.join()).not.toMatch(/ECONN|postgres|at /i)
    expect(await status(page)).toBe(200)
    expect(running.child.exitCode).toBe(null)
    expect(await interrupt(running)).toBe(0)
  })
})

describe('two platforms at once on one external database', () => {
  test('both are ready; migrations ran once, the sample is there once, one of them places ledger entries', async () => {
    const server = await externalServer()
    const env = { DATABASE_URL: await server.database('shared'), MUSUBI_KEYS: join(newFolder(), 'keys') }
    const [one, two] = [newFolder(), newFolder()]
    const both = await Promise.all([one, two].map(data => up([], { env: { ...env, MUSUBI_DATA: data } })))
    const said = both.map(platform => platform.stderr()).join('')
    expect(said.match(/migration 0001_platform applied/g)).toHaveLength(1)
    const loaded = said.match(/sample data: .* done/g) ?? []
    expect(loaded.toSorted()).toEqual(systems.map(({ title }) => `sample data: ${title.en} done`).toSorted())
    const sql = openPool(env.DATABASE_URL, { max: 1 })
    try {
      const [operators] =
        await sql`select count(*)::int as n, count(distinct id)::int as ids from register.waste_operator`
      expect(operators?.n).toBe(operators?.ids)
      expect(operators?.n).toBeGreaterThanOrEqual(4000)
      await until('every entry in its place', async () => {
        const [row] = await sql`
          select (select count(*) from ledger.entry) as entries, (select count(*) from ledger.leaf) as leaves`
        return row !== undefined && row.entries === row.leaves
      })
      const [leaves] = await sql`select count(*)::int as n, count(distinct entry)::int as ids from ledger.leaf`
      expect(leaves?.n).toBe(leaves?.ids)
    } finally {
      await sql.end({ timeout: 1 })
    }
    for (const platform of both) expect(await status(`${platform.publicUrl}/plan`)).toBe(200)
    expect(await Promise.all(both.map(interrupt))).toEqual([0, 0])
    // Keys that were lost and made anew, or a second site that was not given them.
    const stranger = newFolder()
    const refusal = await refusalOf(['up'], { env: { DATABASE_URL: env.DATABASE_URL, MUSUBI_DATA: stranger } })
    expect(refusal.code).toBe(1)
    expect(refusal.lines.at(-1)).toMatch(/^musubi: The keys in .* are not those/)
  })
})
