import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../../../test/database.ts'
import { fixedClock } from '../../../base/clock.ts'
import { NotFoundError } from '../../../base/problem.ts'
import { type AccessFixture, accessFixture, headersOf, roles, settings } from '../fixture.ts'
import { organisationId } from '../keys.ts'
import { makeMachineKeys } from '../machine-keys/resolve.ts'
import { countReleasable, listMachineKeys, releaseMachineKey, revokeMachineKey } from '../machine-keys/service.ts'
import { type CallGiven, html, routeCaller, status } from '../route-fixture.ts'
import { personId, samplePassword } from '../sample.ts'
import { asTenants } from '../tenancy.ts'
import { markOf } from './edit.ts'
import { peopleLookup } from './find.ts'

let test: TestDatabase
let fixture: AccessFixture
beforeAll(async () => {
  test = await freshDatabase()
  fixture = await accessFixture(test.database)
})
afterAll(() => test.drop())
const { call, signIn } = routeCaller(() => fixture)

it('changes name, reading and address: entered, told to both addresses, sessions ended', async () => {
  const headers = await signIn('kanri@example.jp')
  const { owner } = test.database
  const id = personId('auditor')
  const mark = async () => {
    const page = await html(await call('GET', '/people/:id/edit', { headers, id }))
    return /name="mark" value="([^"]+)"/.exec(page)?.[1] ?? ''
  }
  const before = { name: '見本 一郎', kana: 'ミホン イチロウ', email: 'kansa@example.jp' }
  const edit = async (change: Readonly<Record<string, string>>) =>
    call('POST', '/people/:id/edit', { headers, id, form: { ...before, mark: await mark(), ...change } })
  const theirs = await signIn('kansa@example.jp')
  const there = (await fixture.access.sessions.resolveActor(theirs)).session
  const stillIn = async () => {
    fixture.access.sessions.forgetAll()
    return (await fixture.access.sessions.resolveActor(theirs)).kind === 'person'
  }
  fixture.entries.length = 0
  await owner`delete from musubi.message`

  for (const [field, given, words] of [
    ['name', ' ', '氏名を入力してください。'],
    ['email', 'no address', 'メールアドレスを入力してください。'],
    ['email', 'TANTO@example.jp', 'このメールアドレスはすでに登録されています。'],
  ] as const) {
    const refused = await edit({ [field]: given, kana: 'ベツノ ヨミ' })
    expect(status(refused)).toBe(422)
    const page = await html(refused)
    expect(page).toContain(`id="field-${field}-error"`)
    expect(page).toContain(words)
    expect(page).toContain('value="ベツノ ヨミ"')
  }
  expect(await html(await edit({ name: 'x', mark: 'of another time' }))).toContain('ほかの人がこの利用者を変更しました')
  expect(await edit({})).toMatchObject({ kind: 'redirect' })
  expect(fixture.entries).toEqual([])

  expect(await edit({ kana: 'ミホン カズロウ', reason: '読みの訂正' })).toMatchObject({ kind: 'redirect' })
  expect(fixture.entries.at(-1)).toMatchObject({
    event: { id: 'person.edited' },
    actor: personId('administrator'),
    person: id,
    reason: '読みの訂正',
    body: { person: id, changed: ['kana'] },
  })
  expect(await stillIn()).toBe(true)
  expect(await owner`select 1 from musubi.message`).toHaveLength(0)

  expect(await edit({ kana: 'ミホン カズロウ', email: 'Kansa.Atarashii@example.jp' })).toMatchObject({
    kind: 'redirect',
    to: `/people/${id}`,
  })
  const entry = fixture.entries.at(-1)
  expect(entry?.body).toMatchObject({ changed: ['email'], sessions: expect.arrayContaining([there]) })
  expect(JSON.stringify(entry)).not.toContain('example.jp')
  expect(await stillIn()).toBe(false)
  const letters = await owner<{ recipient: string; body: string; tenant: string }[]>`
      select recipient, body, tenant from musubi.message order by recipient`
  expect(letters.map(letter => letter.recipient)).toEqual(['kansa.atarashii@example.jp', 'kansa@example.jp'])
  expect(letters.every(letter => letter.tenant === organisationId('ken'))).toBe(true)
  expect(letters[1]?.body).not.toContain('atarashii')
  const sign = (email: string) => fixture.access.signIn.withPassword({ email, password: samplePassword }, headersOf([]))
  expect((await sign('kansa@example.jp')).kind).toBe('refused')
  expect((await sign('kansa.atarashii@example.jp')).kind).toBe('signed-in')

  // People of another body, whose grants one sees here, are theirs to change.
  await expect(call('GET', '/people/:id/edit', { headers, id: personId('municipal') })).rejects.toThrow('person')
  const foreign = { ...before, email: 'x@example.jp', mark: 'x' }
  await expect(call('POST', '/people/:id/edit', { headers, id: personId('municipal'), form: foreign })).rejects.toThrow(
    'person',
  )
})

it('keeps the session of the administrator who changes their own address', async () => {
  const headers = await signIn('kanri@example.jp')
  const id = personId('administrator')
  const page = await html(await call('GET', '/people/:id/edit', { headers, id }))
  const mark = /name="mark" value="([^"]+)"/.exec(page)?.[1] ?? ''
  const form = { name: '見本 良子', kana: 'ミホン リョウコ', email: 'kanri2@example.jp', mark }
  expect(await call('POST', '/people/:id/edit', { headers, id, form })).toMatchObject({ kind: 'redirect' })
  fixture.access.sessions.forgetAll()
  expect((await fixture.access.sessions.resolveActor(headers)).kind).toBe('person')
  const back = markOf({ name: form.name, kana: form.kana, email: form.email })
  await call('POST', '/people/:id/edit', { headers, id, form: { ...form, email: 'kanri@example.jp', mark: back } })
})

it('finds people of the own organisations by what they are called', async () => {
  const find = (text: string, body = 'ken') =>
    asTenants(test.database.app, [organisationId(body)], async tx =>
      (await peopleLookup.find(tx, text)).map(person => person.email),
    )
  const officer = 'tanto@example.jp'
  for (const text of [
    '太郎',
    '見本太郎',
    '見本　太郎',
    'ミホンタロウ',
    'ミホン タ',
    'ﾀﾛｳ',
    'TANTO@example.jp',
    '900001',
    'tanto',
  ])
    expect(await find(text), text).toEqual([officer])
  expect((await find('見本')).length).toBeGreaterThan(1)
  for (const none of ['', ' ', '%', '_', '\\', '誰も', '次郎', 'shicho@example.jp'])
    expect(await find(none), none).toEqual([])
  expect(await find('900001', 'shi')).toEqual(['shicho@example.jp'])
  const hint = (body: string) =>
    asTenants(test.database.app, [organisationId(body)], tx => peopleLookup.byId(tx, personId('officer')))
  expect(await hint('ken')).toMatchObject({ name: '見本 太郎', email: officer })
  expect(await hint('shi')).toBeUndefined()
})

describe('keys for machines', () => {
  const asked = {
    name: '文書管理システム',
    purpose: '許可証の控えの保存',
    organisation: organisationId('waste'),
    role: 'permit_officer',
    validTo: '2027-03-31',
  }
  let administrator: Headers | undefined
  const bearer = (key: string) => new Headers({ authorization: `Bearer ${key}` })
  const resolve = (headers: Headers) => fixture.access.resolveActor(headers)
  const post = (path: string, headers: Headers, form: CallGiven['form'], id?: string) =>
    call('POST', path, { headers, ...(form ? { form } : {}), ...(id ? { id } : {}) })
  const make = async (form: Readonly<Record<string, string>> = {}) => {
    administrator ??= await signIn('kanri@example.jp')
    const headers = administrator
    const given = { ...asked, permissions: 'permit.read', ...form }
    const page = await html(await post('/machine-keys', headers, given))
    const key = /musubi_[\w-]{43}/.exec(page)?.[0] ?? ''
    const [row] = await test.database.owner`select * from musubi.machine_key order by id desc limit 1`
    return { key, row, id: String(row?.['id']), page, headers }
  }

  it('work once another person who may do the same releases them, until they are revoked', async () => {
    fixture.entries.length = 0
    const { key, row, id, headers } = await make({ permissions: 'permit.change' })
    expect(key).not.toBe('')
    expect(JSON.stringify(row)).not.toContain(key.slice(12))
    expect(row).toMatchObject({ hint: key.slice(0, 11), permissions: ['permit.change'], used_at: null })
    expect((await resolve(bearer(key))).kind).toBe('visitor')

    await expect(post('/machine-keys/:id/release', headers, {}, id)).rejects.toThrow(/machine-key\.release/)
    // Reads and approves, and may not change.
    const chief = await signIn('kacho@example.jp')
    await expect(post('/machine-keys/:id/release', chief, {}, id)).rejects.toThrow(/machine-key\.release/)
    expect(await html(await call('GET', '/machine-keys', { headers: chief }))).not.toContain('/release"')
    const officer = await signIn('tanto@example.jp')
    const waiting = async (who: Headers, day = '2026-04-01') => {
      const clock = fixedClock(`${day}T00:00:00Z`)
      return countReleasable(fixture.access, { actor: await resolve(who), clock, language: 'ja' })
    }
    expect(await waiting(officer)).toBe(1)
    expect([await waiting(headers), await waiting(chief), await waiting(officer, '2027-04-01')]).toEqual([0, 0, 0])
    expect(await html(await call('GET', '/machine-keys', { headers: officer }))).toContain(`/${id}/release"`)
    expect(await post('/machine-keys/:id/release', officer, {}, id)).toMatchObject({ kind: 'redirect' })
    expect(await waiting(officer)).toBe(0)
    expect(status(await post('/machine-keys/:id/release', officer, {}, id))).toBe(409)

    const machine = await resolve(bearer(key))
    expect(machine).toMatchObject({ kind: 'machine', person: id, name: asked.name, purpose: asked.purpose })
    expect([...machine.permissions]).toEqual(['permit.change'])
    expect(machine.organisation).toBe(organisationId('ken'))
    expect(machine.tenants).toContain(organisationId('health'))
    expect(machine.tenants).not.toContain(organisationId('shi'))
    expect(machine.session).toBeUndefined()
    const { owner } = test.database
    const [used] = await owner`select used_at from musubi.machine_key where id = ${id}`
    expect(used?.['used_at']).not.toBeNull()
    expect(await owner`select name from musubi.person_names(${[id]}::uuid[])`).toEqual([
      { name: `${asked.name}（機械）` },
    ])

    expect(await post('/machine-keys/:id/revoke', headers, {}, id)).toMatchObject({ kind: 'redirect' })
    expect((await resolve(bearer(key))).kind).toBe('visitor')
    expect(status(await post('/machine-keys/:id/release', officer, {}, id))).toBe(409)
    expect(fixture.entries.map(entry => entry.event.id).filter(event => event.startsWith('machine-key'))).toEqual([
      'machine-key.made',
      'machine-key.released',
      'machine-key.revoked',
    ])
  })

  it('are not released by who may do it for another office, or for their own only', async () => {
    const officer = await resolve(await signIn('tanto@example.jp'))
    /** Reads everything, and changes what an office holds. */
    const ofOffice = (office: string) => ({
      actor: {
        ...officer,
        permissions: new Set(['permit.read']),
        own: new Map([['permit.change', new Set([organisationId(office)])]]),
      },
      clock: fixedClock('2026-04-01T00:00:00Z'),
      language: 'ja' as const,
    })
    const all = await make({ permissions: 'permit.change' })
    const own = await make({ role: 'permit_branch', permissions: 'permit.change' })
    const release = (id: string, office: string) => releaseMachineKey(fixture.access, ofOffice(office), id)
    for (const office of ['waste', 'health'])
      await expect(release(all.id, office)).rejects.toThrow(/machine-key\.release/)
    await expect(release(own.id, 'health')).rejects.toThrow(/machine-key\.release/)
    expect(await countReleasable(fixture.access, ofOffice('health'))).toBe(0)
    expect(await countReleasable(fixture.access, ofOffice('waste'))).toBe(1)
    await release(own.id, 'waste')
    expect((await resolve(bearer(own.key))).kind).toBe('machine')
    expect((await resolve(bearer(all.key))).kind).toBe('visitor')
  })

  it('do no more than their role still has, to their last day, and for own records where it says so', async () => {
    const { key, id } = await make({ role: 'permit_branch', permissions: 'permit.change' })
    await test.database
      .owner`update musubi.machine_key set released_by = ${personId('chief')}, released_at = now() where id = ${id}`
    const machine = await resolve(bearer(key))
    expect([...machine.permissions]).toEqual([])
    expect([...(machine.own?.get('permit.change') ?? [])]).toEqual([organisationId('waste')])
    const at = (day: string, known: typeof roles = roles) =>
      makeMachineKeys(test.database, known, settings, fixedClock(`${day}T00:00:00Z`)).resolve(key)
    expect((await at('2027-03-31')).kind).toBe('machine')
    expect((await at('2027-04-01')).kind).toBe('visitor')
    const less = new Map([...roles].map(([name, role]) => [name, { ...role, ownPermissions: [] }]))
    expect((await at('2026-04-01', less)).own?.size).toBe(0)
    expect((await at('2026-04-01', new Map())).permissions.size).toBe(0)
  })

  it.each([
    ['permissions', { permissions: 'permit.approve', role: 'permit_chief' }],
    ['permissions', { permissions: 'access.manage', role: 'administrator' }],
    ['permissions', { permissions: 'messages.read', role: 'administrator' }],
    ['permissions', { permissions: '' }],
    ['validTo', { validTo: '2026-03-31' }],
    ['validTo', { validTo: '2027-04-03' }],
    ['organisation', { organisation: organisationId('shi') }],
    ['name', { name: ' ' }],
    ['purpose', { purpose: '' }],
  ])('are not made with a wrong %s', async (field, wrong) => {
    const { key, page } = await make(wrong)
    expect(key).toBe('')
    expect(page).toContain(`href="#field-${field}"`)
  })

  it('of another body are not there', async () => {
    const { id, headers } = await make()
    const { access } = fixture
    const stranger = { ...(await resolve(headers)), organisation: organisationId('shi') }
    const act = { actor: stranger, clock: access.clock, language: 'ja' } as const
    expect(await listMachineKeys(access, act)).toEqual([])
    await expect(revokeMachineKey(access, act, id)).rejects.toThrow(NotFoundError)
    await expect(releaseMachineKey(access, act, id)).rejects.toThrow(NotFoundError)
  })

  it('that are none make nobody of a person who is signed in', async () => {
    const headers = await signIn('tanto@example.jp')
    expect((await resolve(headers)).kind).toBe('person')
    for (const text of ['Bearer x', 'Basic eDp4', `Bearer musubi_${'A'.repeat(43)}`, '']) {
      const both = new Headers(headers)
      both.set('authorization', text)
      expect((await resolve(both)).kind, text).toBe('visitor')
    }
  })
})
