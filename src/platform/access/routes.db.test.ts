import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../../test/database.ts'
import { type AccessFixture, accessFixture, headersOf } from './fixture.ts'
import { organisationId } from './keys.ts'
import { type CallGiven, cookiesOf, html, routeCaller, status } from './route-fixture.ts'
import { accessMenu, accessRoutes } from './routes.ts'
import { personId, samplePassword } from './sample.ts'
import { nextTotp, totpAt } from './sign-in/totp.ts'

let test: TestDatabase
let fixture: AccessFixture
beforeAll(async () => {
  test = await freshDatabase()
  fixture = await accessFixture(test.database)
})
afterAll(() => test.drop())

const { call, signIn } = routeCaller(() => fixture)

describe('the routes', () => {
  it('are on the staff listener, and open without signing in only where one signs in', () => {
    const routes = accessRoutes(fixture.access)
    expect(new Set(routes.map(route => route.zone))).toEqual(new Set(['staff']))
    const open = routes.filter(route => route.access === 'everyone').map(route => route.path)
    expect([...new Set(open)].sort()).toEqual([
      '/sign-in',
      '/sign-in/auth/callback/oidc',
      '/sign-in/code',
      '/sign-in/oidc',
      '/sign-in/passkey',
      '/sign-out',
    ])
    for (const route of routes)
      if (route.method === 'GET' && route.access !== 'everyone') expect(route.ledger).toEqual([])
    for (const entry of accessMenu) expect(routes.some(route => route.path === entry.path)).toBe(true)
  })
})

describe('signing in on the page', () => {
  it('goes on to where one wanted to go, and nowhere outside', async () => {
    const to = async (next: string) => {
      const outcome = await call('POST', '/sign-in', {
        form: { email: 'tanto@example.jp', password: samplePassword, next },
      })
      return outcome.kind === 'redirect' ? outcome.to : outcome.kind
    }
    expect(await to('/permits?kind=1')).toBe('/permits?kind=1')
    for (const bad of [
      'https://evil.example',
      '//evil.example',
      '/\\evil.example',
      '/sign-out',
      'javascript:alert(1)',
      '/a b',
      '',
    ])
      expect(await to(bad), bad).toBe('/')
  })

  it('shows the address again after a mistake, and never the password', async () => {
    const outcome = await call('POST', '/sign-in', {
      form: { email: 'tanto@example.jp', password: 'my wrong password', next: '/x' },
    })
    expect(status(outcome)).toBe(422)
    const text = await html(outcome)
    expect(text).toContain('メールアドレスまたはパスワードが違います。')
    expect(text).toContain('value="tanto@example.jp"')
    expect(text).toContain('value="/x"')
    expect(text).not.toContain('my wrong password')
  })

  it('asks for the second factor, then signs in; signing out takes the cookie away', async () => {
    const first = await signIn('kacho@example.jp')
    const page = await html(
      await call('POST', '/account/totp', { headers: first, form: { totpPassword: samplePassword } }),
    )
    const secret = (/<code class="secret">([^<]+)</.exec(page)?.[1] ?? '').replaceAll(' ', '')
    const confirm = await call('POST', '/account/totp/confirm', {
      headers: first,
      form: { code: totpAt(secret, Date.now()) },
    })
    expect(confirm).toMatchObject({ kind: 'redirect', to: '/account' })

    const step = await call('POST', '/sign-in', {
      form: { email: 'kacho@example.jp', password: samplePassword, next: '/x' },
    })
    expect(step).toMatchObject({ kind: 'redirect', to: '/sign-in/code?next=%2Fx' })
    const pending = headersOf(cookiesOf(step))
    const wrong = await call('POST', '/sign-in/code', { headers: pending, form: { code: '000000', next: '/x' } })
    expect(status(wrong)).toBe(422)
    const right = await call('POST', '/sign-in/code', {
      headers: pending,
      form: { code: nextTotp(secret), next: '/x' },
    })
    expect(right).toMatchObject({ kind: 'redirect', to: '/x' })
    const headers = headersOf(cookiesOf(right))
    const out = await call('POST', '/sign-out', { headers })
    expect(cookiesOf(out).join()).toMatch(/musubi\.session_token=; Max-Age=0/)
    fixture.access.sessions.forgetAll()
    expect((await fixture.access.sessions.resolveActor(headers)).kind).toBe('visitor')
  })
})

describe('my account', () => {
  it('changes the password: the old one no longer works, other sessions end, this one goes on', async () => {
    const [here, there] = [await signIn('shicho@example.jp'), await signIn('shicho@example.jp')]
    const change = (current: string, password: string, again = password) =>
      call('POST', '/account/password', { headers: here, form: { current, password, again } })
    expect(await html(await change('wrong', 'umi no ue no tsuki 7'))).toContain('現在のパスワードが違います。')
    expect(await html(await change(samplePassword, 'umi no ue no tsuki 7', 'other'))).toContain('一致しません')
    expect(await html(await change(samplePassword, 'password1234'))).toContain('推測されやすい')
    const done = await change(samplePassword, 'umi no ue no tsuki 7')
    expect(done).toMatchObject({ kind: 'redirect', to: '/account' })
    fixture.access.sessions.forgetAll()
    const { resolveActor } = fixture.access.sessions
    for (const ended of [there, here]) expect((await resolveActor(ended)).kind).toBe('visitor')
    expect((await resolveActor(headersOf(cookiesOf(done)))).kind).toBe('person')
    const old = await fixture.access.signIn.withPassword(
      { email: 'shicho@example.jp', password: samplePassword },
      headersOf([]),
    )
    expect(old.kind).toBe('refused')
  })

  it('lists the sessions and ends the chosen one', async () => {
    const [here, there] = [await signIn('kansa@example.jp'), await signIn('kansa@example.jp')]
    const target = (await fixture.access.sessions.resolveActor(there)).session ?? ''
    const page = await html(await call('GET', '/account', { headers: here }))
    expect(page).toContain(target)
    expect(page).toContain('終了する')
    await call('POST', '/account/sessions/end', { headers: here, form: { session: target } })
    expect(await html(await call('GET', '/account', { headers: here }))).not.toContain(target)
  })

  it('offers a passkey challenge for this site only', async () => {
    const outcome = await call('GET', '/account/passkey', { headers: await signIn('kansa@example.jp') })
    const page = await html(outcome)
    const options = JSON.parse((/data-options="([^"]*)"/.exec(page)?.[1] ?? '').replaceAll('&quot;', '"'))
    expect(options.rp.id).toBe('localhost')
    expect(cookiesOf(outcome).join()).toContain('better-auth-passkey')
    const refused = await call('POST', '/account/passkey', {
      headers: await signIn('kansa@example.jp'),
      form: { answer: '{"id":"x"}', name: 'x' },
    })
    expect(status(refused)).toBe(422)
  })
})

describe('administration', () => {
  it('shows every page in both languages', async () => {
    const headers = await signIn('kanri@example.jp')
    const id = personId('officer')
    const seen = async (path: string, more: CallGiven = {}) => {
      for (const language of ['ja', 'en'] as const) {
        const text = await html(await call('GET', path, { headers, language, ...more }))
        expect(text).toMatch(/<h1>[^<]+<\/h1>/)
        expect(text).not.toMatch(/undefined|\[object/)
      }
      return await html(await call('GET', path, { headers, ...more }))
    }
    expect(await seen('/people')).toContain('見本 太郎')
    expect(await seen('/people')).not.toContain('見本 次郎')
    expect(await seen('/people/:id', { id })).toContain('許可担当')
    for (const path of ['/people/new', '/organisations', '/transfers', '/account', '/sign-in/code', '/sign-in/passkey'])
      await seen(path)
    await expect(call('GET', '/people/:id', { headers, id: personId('municipal') })).rejects.toThrow('person')
    await expect(call('GET', '/people/:id', { headers, id: 'nonsense' })).rejects.toThrow()
  })

  it('registers a person, grants, ends the grant, suspends, and resets the password', async () => {
    const headers = await signIn('kanri@example.jp')
    const form = {
      name: '見本 三郎',
      email: 'saburo@example.jp',
      staffNumber: '900010',
      organisation: organisationId('health'),
      password: 'ringo-densha-yama',
    }
    const weak = await call('POST', '/people/new', { headers, form: { ...form, password: 'saburo-saburo' } })
    expect(status(weak)).toBe(422)
    expect(await html(weak)).not.toContain('saburo-saburo')
    const made = await call('POST', '/people/new', { headers, form })
    if (made.kind !== 'redirect') throw new Error(await html(made))
    const id = made.to.replace('/people/', '')
    expect(await html(await call('POST', '/people/new', { headers, form }))).toContain('すでに登録されています')

    const grant = { role: 'permit_officer', organisation: organisationId('health'), validFrom: '2026-04-01' }
    const outside = await call('POST', '/people/:id/grants', {
      headers,
      id,
      form: { ...grant, organisation: organisationId('shi') },
    })
    expect(status(outside)).toBe(422)
    expect(await call('POST', '/people/:id/grants', { headers, id, form: grant })).toMatchObject({ kind: 'redirect' })
    expect(status(await call('POST', '/people/:id/grants', { headers, id, form: grant }))).toBe(422)
    const own = await fixture.access.signIn.withPassword({ email: form.email, password: form.password }, headersOf([]))
    if (own.kind !== 'signed-in') throw new Error(own.kind)
    let cookies = own.cookies
    const actor = async () => {
      fixture.access.sessions.forgetAll()
      return await fixture.access.sessions.resolveActor(headersOf(cookies))
    }
    expect(await actor()).toMatchObject({ mustChangePassword: true, permissions: new Set() })
    const choose = (password: string) =>
      call('POST', '/account/first-password', {
        headers: headersOf(cookies),
        form: { current: form.password, password, again: password, next: '/permits' },
      })
    expect(await html(await choose(form.password))).toContain('現在と違うパスワードにしてください。')
    // The library compares passwords as NFKC: in full width it is the same one, which the administrator knows.
    expect(await html(await choose(form.password.replace('r', 'ｒ')))).toContain('現在と違うパスワードにしてください。')
    expect(await html(await choose('password1234'))).toContain('推測されやすい')
    expect((await actor()).mustChangePassword).toBe(true)
    const changed = await choose('hoshi to kusa no fune')
    expect(changed).toMatchObject({ kind: 'redirect', to: '/permits' })
    cookies = cookiesOf(changed)
    expect((await actor()).mustChangePassword).toBeUndefined()
    expect((await actor()).permissions.has('permit.change')).toBe(true)
    const [row] = await test.database.owner`select id from musubi.grant where person = ${id}`
    await call('POST', '/people/:id/grants/end', { headers, id, form: { grant: String(row?.id) } })
    expect((await actor()).permissions.size).toBe(0)
    await call('POST', '/people/:id/status', { headers, id, form: { status: 'suspended', reason: '休職' } })
    expect((await actor()).kind).toBe('visitor')
    await call('POST', '/people/:id/status', { headers, id, form: { status: 'active' } })
    await call('POST', '/people/:id/reset', { headers, id, form: { password: 'kumo to ishi to kami' } })
    const sign = (password: string) =>
      fixture.access.signIn.withPassword({ email: form.email, password }, headersOf([]))
    expect((await sign('hoshi to kusa no fune')).kind).toBe('refused')
    const after = await sign('kumo to ishi to kami')
    if (after.kind !== 'signed-in') throw new Error(after.kind)
    cookies = after.cookies
    expect((await actor()).mustChangePassword).toBe(true)
    expect(fixture.entries.filter(entry => entry.person === id).map(entry => entry.event.id)).toEqual([
      'person.added',
      'grant.given',
      'grant.ended',
      'person.changed',
      'person.changed',
      'credential.changed',
      'session.refused',
    ])
  })

  it('lets nobody give themselves a role, or take their own away', async () => {
    const headers = await signIn('kanri@example.jp')
    const id = personId('administrator')
    const roles = async () =>
      JSON.stringify(await test.database.owner`select * from musubi.grant where person = ${id} order by id`)
    const before = await roles()
    const form = { role: 'permit_chief', organisation: organisationId('ken'), validFrom: '2026-04-01' }
    expect(status(await call('POST', '/people/:id/grants', { headers, id, form }))).toBe(422)
    const [own] = await test.database.owner`select id from musubi.grant where person = ${id} and role = 'administrator'`
    const end = await call('POST', '/people/:id/grants/end', { headers, id, form: { grant: String(own?.id) } })
    expect(status(end)).toBe(422)
    expect(await roles()).toBe(before)
  })

  it('adds and closes a department', async () => {
    const headers = await signIn('kanri@example.jp')
    const form = { name: '新設課', nameEn: 'New Division', parent: organisationId('ken'), validFrom: '2026-04-01' }
    expect(status(await call('POST', '/organisations', { headers, form: { ...form, name: '' } }))).toBe(422)
    expect(
      status(await call('POST', '/organisations', { headers, form: { ...form, parent: organisationId('shi') } })),
    ).toBe(422)
    expect(await call('POST', '/organisations', { headers, form })).toMatchObject({ kind: 'redirect' })
    const [row] = await test.database.owner`select id from musubi.organisation where name_ja = '新設課'`
    const close = (organisation: string) =>
      call('POST', '/organisations/end', {
        headers,
        form: { organisation, from: '2027-04-01', successor: organisationId('health') },
      })
    expect(status(await close(organisationId('waste')))).toBe(422)
    expect(await close(String(row?.id))).toMatchObject({ kind: 'redirect' })
    const [closed] = await test.database
      .owner`select valid_to, successor from musubi.organisation where id = ${row?.id}`
    expect(closed).toEqual({ valid_to: '2027-03-31', successor: organisationId('health') })
  })

  it('takes a file of transfers from reading to entering', async () => {
    const headers = await signIn('kanri@example.jp')
    expect(status(await call('POST', '/transfers', { headers }))).toBe(422)
    const file =
      '職員番号,氏名,旧所属,新所属,役割,発令日\n900001,見本 太郎,循環型社会推進課,保健課,許可担当,2026-04-10\n'
    const read = await call('POST', '/transfers', { headers, file })
    if (read.kind !== 'redirect') throw new Error(await html(read))
    const id = read.to.replace('/transfers/', '')
    const page = await html(await call('GET', '/transfers/:id', { headers, id }))
    expect(page).toContain('保健課(許可担当)')
    const mark = /name="mark" value="([0-9a-f]{64})"/.exec(page)?.[1] ?? ''
    expect(status(await call('POST', '/transfers/:id', { headers, id, form: { mark: 'f'.repeat(64) } }))).toBe(422)
    expect(await call('POST', '/transfers/:id', { headers, id, form: { mark } })).toMatchObject({
      kind: 'redirect',
      notice: { ja: '1人の異動を登録しました。' },
    })
  })
})
