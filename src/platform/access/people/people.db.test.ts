import { afterAll, beforeAll, expect, it } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../../../test/database.ts'
import { type AccessFixture, accessFixture, headersOf } from '../fixture.ts'
import { organisationId } from '../keys.ts'
import { html, routeCaller, status } from '../route-fixture.ts'
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
