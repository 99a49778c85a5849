import crypto from 'node:crypto'
import { syncBuiltinESMExports } from 'node:module'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../../../test/database.ts'
import { systemClock } from '../../../base/clock.ts'
import { addressHeader } from '../address.ts'
import { type AccessFixture, accessFixture, headersOf, settings } from '../fixture.ts'
import { personId, samplePassword } from '../sample.ts'
import { makeAuth } from './auth.ts'
import { refusal } from './service.ts'

let test: TestDatabase
let fixture: AccessFixture
let now = Date.now()
beforeAll(async () => {
  test = await freshDatabase()
  fixture = await accessFixture(test.database, { now: () => now })
})
afterAll(() => test.drop())
beforeEach(async () => {
  now = Date.now()
  fixture.entries.length = 0
  await test.database.owner`delete from auth.failure`
})

const email = 'tanto@example.jp'
const withPassword = (input: { email: string; password: string }, address = '192.0.2.1') =>
  fixture.access.signIn.withPassword(input, headersOf([], address))

it('asks the database for nothing but what it was asked: a command that ends at once waits for no connection', async () => {
  let reserved = 0
  const app = new Proxy(test.database.app, {
    get: (sql, name) => {
      if (name === 'reserve') reserved += 1
      return Reflect.get(sql, name)
    },
  })
  const auth = makeAuth({ app }, settings, systemClock)
  const { adapter } = await auth.$context
  await adapter.findOne({ model: 'user', where: [{ field: 'id', value: personId('officer') }] })
  expect(reserved).toBe(1)
})

describe('sign-in with a password', () => {
  it('makes a session whose cookie is the person, and enters it', async () => {
    const result = await withPassword({ email: ' TANTO@example.jp', password: samplePassword })
    if (result.kind !== 'signed-in') throw new Error(result.kind)
    const actor = await fixture.access.sessions.resolveActor(headersOf(result.cookies))
    expect(actor).toMatchObject({ kind: 'person', person: personId('officer'), name: '見本 太郎' })
    expect([...actor.permissions].sort()).toEqual(['permit.change', 'permit.read'])
    expect(fixture.entries.map(entry => entry.event.id)).toEqual(['session.started'])
    expect(fixture.entries[0]).toMatchObject({ actor: personId('officer'), body: { session: actor.session } })
    const cookie = result.cookies.find(one => one.startsWith('musubi.session_token='))
    expect(cookie).toMatch(/; HttpOnly/)
    expect(cookie).toMatch(/; SameSite=Lax/)
    expect(cookie).not.toMatch(/Max-Age/)
  })

  it('makes another session for whoever comes with one, be it planted, guessed or pending', async () => {
    const { access } = fixture
    const tokenOf = (headers: Headers) => /musubi\.session_token=([^;.]+)/.exec(headers.get('cookie') ?? '')?.[1]
    const enter = async (headers: Headers) => {
      const result = await access.signIn.withPassword({ email, password: samplePassword }, headers)
      if (result.kind !== 'signed-in') throw new Error(result.kind)
      return headersOf(result.cookies)
    }
    const own = await enter(headersOf([]))
    const before = await access.sessions.resolveActor(own)
    for (const planted of [own, headersOf([`musubi.session_token=${'A'.repeat(32)}`])]) {
      const entered = await enter(planted)
      expect(tokenOf(entered)).not.toBe(tokenOf(planted))
      expect((await access.sessions.resolveActor(entered)).session).not.toBe(before.session)
    }
  })

  it('marks its cookies as secure, with the prefix, on https', async () => {
    const secure = await accessFixture(test.database, { settings: { origin: 'https://staff.example.jp' } })
    const result = await secure.access.signIn.withPassword({ email, password: samplePassword }, headersOf([]))
    if (result.kind !== 'signed-in') throw new Error(result.kind)
    const shapes = result.cookies.filter(line => !line.includes('Max-Age=0'))
    expect(shapes.map(line => line.split('=')[0])).toEqual(
      expect.arrayContaining(['__Host-musubi.session_token', '__Host-musubi.device']),
    )
    // What browsers ask of the prefix, or they drop the cookie.
    for (const line of result.cookies) {
      expect(line).toMatch(/^__Host-[^;]+(?=.*; HttpOnly)(?=.*; SameSite=Lax)(?=.*; Path=\/(;|$)).*; Secure/)
      expect(line).not.toMatch(/Domain/i)
    }
    expect((await secure.access.sessions.resolveActor(headersOf(result.cookies))).kind).toBe('person')
  })

  it('does not count a session whose start is not in the ledger', async () => {
    const broken = await accessFixture(test.database)
    const failing = { ...broken.access }
    const { makeSignIn } = await import('./service.ts')
    const signIn = makeSignIn(failing.auth, test.database, settings, failing.lockout, async () => {
      throw new Error('ledger is down')
    })
    await expect(signIn.withPassword({ email, password: samplePassword }, headersOf([]))).rejects.toThrow(
      'ledger is down',
    )
    const [newest] = await test.database
      .owner`select entered, token from auth.session order by "createdAt" desc limit 1`
    expect(newest?.entered).toBe(false)
    const [found] = await test.database.app`
      select * from auth.actor_of(${newest?.token}, '2026-04-01', '2000-01-01', '2000-01-01')`
    expect(found).toBeUndefined()
  })
})

describe('no one learns who has an account', () => {
  it('answers an unknown address, a wrong password, a suspended person and nonsense with the same words', async () => {
    await test.database.owner`update musubi.person set status = 'suspended' where id = ${personId('chief')}`
    const answers = [
      await withPassword({ email: 'nobody@example.jp', password: samplePassword }),
      await withPassword({ email, password: 'not the password' }),
      await withPassword({ email: 'kacho@example.jp', password: samplePassword }),
      await withPassword({ email: 'not an address', password: samplePassword }),
      await withPassword({ email, password: 'x'.repeat(5000) }),
      await withPassword({ email, password: '' }),
    ]
    await test.database.owner`update musubi.person set status = 'active' where id = ${personId('chief')}`
    for (const answer of answers) expect(answer).toEqual({ kind: 'refused', message: refusal, locked: false })
    expect(new Set(fixture.entries.map(entry => entry.event.id))).toEqual(new Set(['session.refused']))
    expect(fixture.entries).toHaveLength(answers.length)
  })

  it('locks an unknown address in the same way and at the same count', async () => {
    const run = async (address: string) => {
      const kinds: string[] = []
      for (let n = 0; n < 7; n += 1) {
        const answer = await withPassword({ email: address, password: 'not the password' })
        kinds.push(answer.kind === 'refused' ? `${answer.locked} ${answer.message.ja}` : answer.kind)
      }
      return kinds
    }
    expect(await run('nobody@example.jp')).toEqual(await run(email))
  })

  it('takes the same kind of time: both hash a password, once', async () => {
    const original = crypto.scrypt
    let hashes = 0
    const counting = (...given: Parameters<typeof original>) => {
      hashes += 1
      original(...given)
    }
    crypto.scrypt = Object.assign(counting, original)
    syncBuiltinESMExports()
    try {
      const count = async (address: string) => {
        hashes = 0
        await withPassword({ email: address, password: 'not the password' })
        return hashes
      }
      expect([await count(email), await count('nobody@example.jp')]).toEqual([1, 1])
    } finally {
      crypto.scrypt = original
      syncBuiltinESMExports()
    }
  })
})

describe('lock-out', () => {
  it('locks an account after five failures, says until when, and opens again', async () => {
    for (let n = 0; n < 4; n += 1)
      expect(await withPassword({ email, password: 'wrong one' })).toMatchObject({ locked: false })
    const fifth = await withPassword({ email, password: 'wrong one' })
    expect(fifth).toMatchObject({ kind: 'refused', locked: true })
    expect(fifth.kind === 'refused' && fifth.message.ja).toMatch(/\d{1,2}:\d\dまで受け付けません/)
    expect(await withPassword({ email, password: samplePassword })).toMatchObject({ kind: 'refused', locked: true })
    now += settings.lockout.duration * 1000 + 1000
    expect(await withPassword({ email, password: samplePassword })).toMatchObject({ kind: 'signed-in' })
  })

  it('forgets failures after a success and after a while', async () => {
    for (let n = 0; n < 4; n += 1) await withPassword({ email, password: 'wrong one' })
    expect(await withPassword({ email, password: samplePassword })).toMatchObject({ kind: 'signed-in' })
    for (let n = 0; n < 4; n += 1)
      expect(await withPassword({ email, password: 'wrong one' })).toMatchObject({ locked: false })
    now += settings.lockout.within * 1000 + 1000
    expect(await withPassword({ email, password: 'wrong one' })).toMatchObject({ locked: false })
  })

  it('gives many guesses at once no more tries than one after the other', async () => {
    const verify = vi.spyOn(fixture.access.auth.api, 'signInEmail')
    await Promise.all(Array.from({ length: 20 }, () => withPassword({ email, password: 'wrong one' })))
    expect(verify.mock.calls.length).toBeLessThanOrEqual(settings.lockout.account)
    verify.mockRestore()
  })

  it('locks nobody out whose attempts were broken off, and gives them no more tries meanwhile', async () => {
    const away = vi
      .spyOn(fixture.access.auth.api, 'signInEmail')
      .mockRejectedValue(new Error('the connection was lost'))
    for (let n = 0; n < settings.lockout.account; n += 1)
      await expect(withPassword({ email, password: samplePassword })).rejects.toThrow('the connection was lost')
    expect(await withPassword({ email, password: samplePassword })).toMatchObject({ kind: 'refused', locked: true })
    expect(away).toHaveBeenCalledTimes(settings.lockout.account)
    away.mockRestore()
    now += 61_000
    for (let n = 1; n < settings.lockout.account; n += 1)
      expect(await withPassword({ email, password: 'wrong one' })).toMatchObject({ locked: false })
    expect(await withPassword({ email, password: samplePassword })).toMatchObject({ kind: 'signed-in' })
  })

  it('takes an answer that says that something broke for no wrong password', async () => {
    const broken = vi.spyOn(fixture.access.auth.api, 'signInEmail')
    broken.mockImplementation(() => Promise.resolve(new Response(null, { status: 500 })) as never)
    await expect(withPassword({ email, password: samplePassword })).rejects.toThrow('500')
    broken.mockRestore()
    expect(fixture.entries).toEqual([])
  })

  it('locks an address that tries many accounts, and no other address', async () => {
    await test.database.owner`
      insert into auth.failure (kind, subject, failures, since)
      values ('address', ${fixture.access.lockout.mark('198.51.100.7')}, ${settings.lockout.address - 1}, ${new Date(now).toISOString()})`
    await withPassword({ email: 'nobody@example.jp', password: 'wrong one' }, '198.51.100.7')
    expect(await withPassword({ email, password: samplePassword }, '198.51.100.7')).toMatchObject({ locked: true })
    expect(await withPassword({ email, password: samplePassword }, '192.0.2.9')).toMatchObject({ kind: 'signed-in' })
  })

  it('keeps nobody out of the browser in which they signed in before, and gives it no more tries than others', async () => {
    const signedIn = await withPassword({ email, password: samplePassword })
    if (signedIn.kind !== 'signed-in') throw new Error(signedIn.kind)
    const cookie = signedIn.cookies.find(line => line.startsWith('musubi.device='))?.split(';')[0] ?? ''
    const here = (password: string, account = email, from = cookie) => {
      const headers = new Headers({ cookie: from, [addressHeader]: '198.51.100.8' })
      return fixture.access.signIn.withPassword({ email: account, password }, headers)
    }
    const forged = cookie.replace(/=(.)/, (_, first) => (first === 'A' ? '=B' : '=A'))
    // A stranger locks the account, and the address of the whole office.
    for (let n = 0; n < 6; n += 1) await withPassword({ email, password: 'wrong one' })
    await test.database.owner`
      insert into auth.failure (kind, subject, failures, since)
      values ('address', ${fixture.access.lockout.mark('198.51.100.8')}, ${settings.lockout.address}, ${new Date(now).toISOString()})`
    await here('wrong one', 'nobody@example.jp')
    expect(await withPassword({ email, password: samplePassword })).toMatchObject({ locked: true })
    expect(await here(samplePassword, 'kacho@example.jp')).toMatchObject({ locked: true })
    expect(await here(samplePassword, email, forged)).toMatchObject({ locked: true })
    expect(await here(samplePassword)).toMatchObject({ kind: 'signed-in' })
    for (let n = 0; n < settings.lockout.account; n += 1) await here('wrong one')
    expect(await here(samplePassword)).toMatchObject({ kind: 'refused', locked: true })
  })

  it('counts accounts only where the address is not known, so that strangers do not lock everyone', async () => {
    for (let n = 0; n < settings.lockout.address + 2; n += 1) {
      const attempt = await fixture.access.lockout.begin(`nobody-${n}@example.jp`, '')
      expect(await attempt.failed()).toBeUndefined()
    }
    expect(await withPassword({ email, password: samplePassword }, '')).toMatchObject({ kind: 'signed-in' })
  })
})

describe('nothing secret is told', () => {
  it('keeps passwords, hashes, tokens and addresses out of logs, errors and the ledger', async () => {
    const lines: string[] = []
    const spies = (['log', 'info', 'warn', 'error', 'debug'] as const).map(name =>
      vi.spyOn(console, name).mockImplementation((...args: unknown[]) => void lines.push(args.map(String).join(' '))),
    )
    const typed = 'a password typed by mistake 99'
    await withPassword({ email, password: typed })
    await withPassword({ email: typed, password: typed })
    const result = await withPassword({ email, password: samplePassword })
    if (result.kind !== 'signed-in') throw new Error(result.kind)
    const [row] = await test.database.owner`
      select s.token, a.password from auth.session s join auth.account a on a."userId" = s."userId"
      order by s."createdAt" desc limit 1`
    for (const spy of spies) spy.mockRestore()
    const told = [...lines, JSON.stringify(fixture.entries)].join('\n')
    for (const secret of [typed, samplePassword, String(row?.token), String(row?.password), email, '192.0.2.1'])
      expect(told).not.toContain(secret)
    expect(JSON.stringify(await test.database.owner`select * from auth.failure`)).not.toContain('typed by mistake')
  })
})
