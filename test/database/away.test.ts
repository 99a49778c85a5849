import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { samplePassword } from '../../src/platform/access/sample.ts'
import type { Sql } from '../../src/platform/database/connection.ts'
import { openPool } from '../../src/platform/database/pool.ts'
import { whileStopped } from '../faults/killer.ts'
import { seedOf } from '../faults/seed.ts'
import { type Answer, ask, type Officer, signIn } from '../faults/staff.ts'
import { type TcpProxy, tcpProxy } from '../faults/tcp-proxy.ts'
import { addPeople } from '../faults/world.ts'
import { type ExternalServer, externalServer } from '../platform/external.ts'
import { cleanUp, interrupt, newFolder, type Ready, refusalOf, until, up } from '../platform/process.ts'

// One platform behind a network that can be spoiled; each test leaves the weather fair and the platform well.
let server: ExternalServer
let proxy: TcpProxy
let platform: Ready
let officer: Officer
let admin: Sql
const folder = newFolder()
const env = () => ({
  MUSUBI_DATA: folder,
  DATABASE_URL: `postgres://postgres:${password}@127.0.0.1:${proxy.port}/away`,
  MUSUBI_PATIENCE: '3',
  MUSUBI_ANSWER_LIMIT: '6',
})
let password = ''
/** When the last connection had been broken, and all was well again. */
let whole = '-infinity'

/** What residents read; each is asked for once while all is well. */
const read = ['/', '/en', '/plan', '/npos', '/about', '/api/v1/npo'] as const

const ready = async (): Promise<{ readonly database: string; readonly copy: { readonly pages: number } }> =>
  JSON.parse((await ask(`${platform.publicUrl}/readyz`)).text)
const is = (state: string) => async () => (await ready()).database === state
/** Somebody asks, as always somebody does: what they meet is looked into at once, and not only at the next look. */
const isAway = async (): Promise<boolean> => {
  await ask(`${platform.publicUrl}/npos?q=x`)
  return (await ready()).database === 'away'
}

const names = (function* () {
  for (let count = 1; ; count += 1) yield `見本の会 ${count}`
})()
const npo = (name: string = names.next().value) => ({
  name,
  nameKana: 'ミホンノカイ',
  type: 'group',
  state: 'active',
  activities: '1',
  'address.municipality': '仙台市青葉区',
  'address.town': '本町三丁目',
  'address.rest': '8番1号',
  purpose: `<目的> & "活動" ${name}`,
})
const rows = async (name: string): Promise<number> =>
  Number((await admin`select count(*) as n from register.npo where name = ${name}`)[0]?.['n'])

beforeAll(async () => {
  server = await externalServer()
  const url = new URL(await server.database('away'))
  password = url.password
  proxy = await tcpProxy({ host: '127.0.0.1', port: server.port })
  admin = openPool(url.href, { max: 1 })
  platform = await up(['--no-sample'], { env: env() })
  await addPeople(url.href)
  officer = await signIn(() => platform.staffUrl, 'tanto@example.jp', samplePassword)
})
afterAll(async () => {
  await admin?.end({ timeout: 1 })
  await cleanUp()
  await proxy?.close()
})

afterEach(async () => {
  await proxy.set('pass')
  await admin`set default_transaction_read_only = off`
  await admin.unsafe(`alter database away connection limit -1`)
  await admin.unsafe(`alter database away reset default_transaction_read_only`)
  await admin`select pg_advisory_unlock_all()`
  await admin.unsafe(`drop trigger if exists slow_disk on register.npo`)
})

const bring = async (): Promise<void> => {
  for (const path of read) expect((await ask(platform.publicUrl + path)).status, path).toBe(200)
  await until('the copy is written', async () => (await ready()).copy.pages >= read.length)
}

/** Everything that must hold while the database is away, whatever the reason. */
const degraded = async (): Promise<void> => {
  for (const path of read) {
    const answer = await ask(platform.publicUrl + path)
    expect(answer.status, path).toBe(200)
    expect(answer.headers.get('x-musubi-copy-time'), path).toMatch(/^\d{4}-/)
    expect(answer.headers.get('age'), path).toMatch(/^\d+$/)
    if (!path.startsWith('/api')) expect(answer.text).toMatch(/時点の内容を表示|This page is as it was on/)
  }
  const style = /href="(\/assets\/[^"]+\.css)"/.exec((await ask(`${platform.publicUrl}/`)).text)?.[1] ?? ''
  expect((await ask(platform.publicUrl + style)).status).toBe(200)
  const search = await ask(`${platform.publicUrl}/npos?q=${encodeURIComponent('子ども')}`)
  expect([search.status, search.headers.get('retry-after')]).toEqual([503, '10'])
  expect(search.text).toContain('今見られるページ')
  expect(search.text).toContain('href="/plan"')
  const staff = await officer.get('/registers/npo')
  expect(staff.status).toBe(503)
  expect(staff.headers.getSetCookie().filter(line => line.includes('session'))).toEqual([])
  expect(staff.text).not.toContain('/sign-in')
  for (const site of [platform.publicUrl, platform.staffUrl]) {
    expect((await ask(`${site}/healthz`)).status).toBe(200)
    const state = await ask(`${site}/readyz`)
    expect([state.status, JSON.parse(state.text).database]).toEqual([503, 'away'])
    expect(state.text).not.toMatch(/127\.0\.0\.1|postgres/)
  }
}

/** After the trouble: the same session, every connection, and both listeners. */
const well = async (): Promise<void> => {
  await until('the platform joins again', is('up'))
  // More at once than any pool has connections: one that were lost for good would keep its request waiting.
  await until('every connection serves', async () => {
    const many = await Promise.all(
      Array.from({ length: 60 }, (_, at) =>
        at % 2 === 0 ? officer.get('/registers/npo') : ask(`${platform.publicUrl}/npos?q=${at}`),
      ),
    )
    return many.every(answer => answer.status === 200)
  })
}

const typedIsKept = (answer: Answer, name: string): void => {
  expect(answer.status).toBe(503)
  expect(answer.text).toContain(`name="name" value="${name}"`)
  expect(answer.text).toContain('&lt;目的&gt; &amp; &quot;活動&quot;')
  expect(answer.text).toContain('もう一度送信する')
}

test('a record can be entered while all is well', async () => {
  await bring()
  const answer = await officer.send('/registers/npo/new', npo())
  expect(answer.status, answer.text.slice(0, 3000)).toBe(303)
})

describe('the network is gone', () => {
  test.each(['refuse', 'stall'] as const)(
    '%s: read from the copy, told at once, typed input kept, whole again',
    async weather => {
      await bring()
      await proxy.set(weather)
      const first = await Promise.all([ask(`${platform.publicUrl}/plan`), officer.get('/registers/npo')])
      expect(first.map(answer => answer.status)).toEqual([200, 503])
      await until('the platform knows', is('away'))
      await degraded()
      const typed = npo()
      const refused = await officer.send('/registers/npo/new', typed)
      typedIsKept(refused, typed.name)
      expect(refused.text).toContain('今回の送信は記録されていません')
      const problem = await fetch(`${platform.staffUrl}/registers/npo/new`, {
        method: 'POST',
        headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
        body: 'name=x',
      })
      expect([problem.status, problem.headers.get('content-type'), problem.headers.get('retry-after')]).toEqual([
        503,
        'application/problem+json',
        '10',
      ])
      await proxy.set('pass')
      await well()
      expect(await rows(typed.name)).toBe(0)
      expect((await officer.sendAgain(refused)).status).toBe(303)
      expect(await rows(typed.name)).toBe(1)
      expect((await admin`select purpose from register.npo where name = ${typed.name}`)[0]?.['purpose']).toBe(
        typed.purpose,
      )
    },
  )

  test('a file that was chosen must be chosen again, a password is never shown', async () => {
    await proxy.set('refuse')
    await until('the platform knows', isAway)
    const page = await officer.send('/registers/npo/import', { file: new File(['a,b'], '団体一覧.csv'), note: 'x' })
    expect(page.status).toBe(503)
    expect(page.text).toMatch(/団体一覧\.csv[\s\S]*type="file"/)
    const secret = 'mihon-secret-7'
    for (const path of ['/account/password', '/sign-in']) {
      const answer = await officer.send(path, {
        email: 'a@example.jp',
        current: secret,
        password: secret,
        again: secret,
      })
      expect(answer.status).toBe(503)
      expect(answer.text).not.toContain(secret)
    }
    expect(platform.stderr()).not.toMatch(/mihon-secret-7|見本の会/)
    await proxy.set('pass')
    await well()
  })

  test('the answer to a commit is lost: nobody claims that it counts or that it does not', async () => {
    const typed = npo()
    const end = proxy.watch(bytes => {
      // From the moment the insert is on its way its answer is lost.
      if (bytes.includes(typed.name)) void proxy.set('deaf')
    })
    const answer = await officer.send('/registers/npo/new', typed)
    end()
    typedIsKept(answer, typed.name)
    expect(answer.text).toContain('記録されたかどうか確認できません')
    await proxy.set('pass')
    await well()
    expect(await rows(typed.name)).toBeLessThanOrEqual(1)
  })

  test('cut again and again under load: every acknowledged record is there once, none is half there', async () => {
    const seed = seedOf()
    const sent: { readonly name: string; readonly status: number }[] = []
    let on = true
    const writers = Array.from({ length: 4 }, async () => {
      while (on) {
        const typed = npo()
        const { status } = await officer.send('/registers/npo/new', typed)
        sent.push({ name: typed.name, status })
        if (status !== 303) await sleep(50)
      }
    })
    // On a busy machine each record takes longer than the network lasts; then it lasts longer.
    const some = () => sent.some(one => one.status === 303)
    for (let cuts = 0; cuts < 15 || !some(); cuts += 1) {
      await sleep(50 + seed.whole(250) * Math.ceil((cuts + 1) / 15) ** 2)
      proxy.cut()
    }
    on = false
    await Promise.all(writers)
    await well()
    const found = await admin<{ name: string; id: string; n: string; revisions: string; entries: string }[]>`
      select r.name, min(r.id::text) as id, count(*) as n,
        (select count(*) from history.npo h where h.id = any (array_agg(r.id))) as revisions,
        (select count(*) from ledger.entry e where e.record = any (array_agg(r.id::text)) and e.event = 'record.created') as entries
      from register.npo r where r.name = any (${sent.map(one => one.name)}) group by r.name`
    const byName = new Map(found.map(row => [row.name, row]))
    const acknowledged = sent.filter(one => one.status === 303)
    expect(acknowledged.length, `seed ${seed.value}`).toBeGreaterThan(0)
    expect(new Set(sent.map(one => one.status)).difference(new Set([303, 503])), `seed ${seed.value}`).toEqual(
      new Set(),
    )
    expect(
      acknowledged.filter(one => !byName.has(one.name)),
      `seed ${seed.value}`,
    ).toEqual([])
    for (const row of found)
      expect([row.n, row.revisions, row.entries].map(Number), `${row.name}, seed ${seed.value}`).toEqual([1, 1, 1])
  })
})

describe('the server', () => {
  test.runIf(process.platform === 'linux')('stands still, and goes on', async () => {
    await bring()
    await whileStopped({ name: 'server', pid: server.pid }, async () => {
      await until('the platform knows', isAway)
      await degraded()
    })
    await well()
  })

  test('has no connection left for a while', async () => {
    await admin`alter database away connection limit 0`
    await admin`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = 'away' and usename in ('musubi_app', 'musubi_owner', 'musubi_public')`
    await until('the platform knows', isAway)
    await degraded()
    await admin`alter database away connection limit -1`
    await well()
  })

  test('allows reading only: pages work, a form says so and keeps what was typed', async () => {
    await admin`alter database away set default_transaction_read_only = on`
    await admin`select pg_terminate_backend(pid) from pg_stat_activity where datname = 'away' and usename like 'musubi%'`
    await until('the platform knows', is('read-only'))
    expect((await ask(`${platform.publicUrl}/npos?q=x`)).status).toBe(200)
    const typed = npo()
    typedIsKept(await officer.send('/registers/npo/new', typed), typed.name)
    expect((await officer.get('/registers/npo')).text).toContain('閲覧のみ')
    await admin`alter database away reset default_transaction_read_only`
    await admin`select pg_terminate_backend(pid) from pg_stat_activity where datname = 'away' and usename like 'musubi%'`
    await well()
    const [now] = await admin<{ at: string }[]>`select now()::text as at`
    whole = now?.at ?? whole
  })

  test('is slow to commit: the officer is told in time that nobody knows, and the record is there once', async () => {
    await admin.unsafe(`create function public.slow_disk() returns trigger language plpgsql as $$
      begin if new.name like '%遅い%' then perform pg_advisory_xact_lock(1); end if; return new; end $$`)
    await admin`select pg_advisory_lock(1)`
    await admin.unsafe(`create constraint trigger slow_disk after insert on register.npo
      deferrable initially deferred for each row execute function public.slow_disk()`)
    const typed = npo('遅い会')
    const answer = await officer.send('/registers/npo/new', typed)
    typedIsKept(answer, typed.name)
    expect(answer.text).toContain('記録されたかどうか確認できません')
    expect((await ready()).database).toBe('up')
    expect(await rows(typed.name)).toBe(0)
    await admin`select pg_advisory_unlock(1)`
    await until('the commit ends', async () => (await rows(typed.name)) === 1)
    await admin.unsafe('drop trigger slow_disk on register.npo')
    await well()
    expect(await rows(typed.name)).toBe(1)
  })
})

test('jobs went on after all this, and the ledger is placed', { timeout: 200_000 }, async () => {
  await until(
    'a job of after the trouble is done',
    async () =>
      (await admin`select 1 from pgboss.job where state = 'completed' and completed_on >= ${whole}`).length > 0,
    150_000,
  )
  await until(
    'every entry has its place',
    async () =>
      Number(
        (
          await admin`select count(*) as n from ledger.entry e where not exists (select 1 from ledger.leaf l where l.entry = e.id)`
        )[0]?.['n'],
      ) === 0,
  )
})

describe('a start without a database', () => {
  test('serves the copy and joins when it can; a wrong password is refused as ever', async () => {
    await bring()
    expect(await interrupt(platform)).toBe(0)
    await proxy.set('refuse')
    platform = await up(['--no-sample'], { env: env() })
    expect(platform.stdout()).toContain('ready from copy')
    await degraded()
    await proxy.set('pass')
    await until('it joins', is('up'))
    await well()
    await until('the terminal is told', () => platform.stderr().includes('the platform is whole again'))
    expect(await interrupt(platform)).toBe(0)
    // All of it is known afterwards: what did not work, and that the public read the copy before the database was there.
    const outages = await admin<{ scope: string; reason: string }[]>`
      select scope, reason from musubi.service_outage order by from_at, to_at`
    expect(outages.slice(-2)).toEqual([
      { scope: 'everything', reason: 'stopped' },
      { scope: 'staff', reason: 'database-away' },
    ])
    expect(outages.slice(0, -2)).toContainEqual({ scope: 'staff', reason: 'database-away' })
    expect(outages.slice(0, -2)).toContainEqual({ scope: 'changes', reason: 'read-only' })
    const wrong = await refusalOf(['up'], {
      env: { ...env(), DATABASE_URL: env().DATABASE_URL.replace(password, 'x') },
    })
    expect([wrong.code, wrong.lines.at(-1)]).toEqual([1, expect.stringContaining('the password is wrong')])
    await proxy.set('refuse')
    const first = await refusalOf(['up'], { env: { ...env(), MUSUBI_DATA: newFolder() } })
    expect([first.code, first.lines.at(-1)]).toEqual([1, expect.stringContaining('nothing answers there')])
  })
})
