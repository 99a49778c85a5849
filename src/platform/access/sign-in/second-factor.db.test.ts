import { afterAll, beforeAll, expect, it } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../../../test/database.ts'
import { type AccessFixture, accessFixture, actOf, headersOf } from '../fixture.ts'
import { personId, samplePassword } from '../sample.ts'
import { confirmTotp, removeTotp, setUpTotp } from './account.ts'
import { nextTotp, totpAt } from './totp.ts'

let test: TestDatabase
let fixture: AccessFixture
beforeAll(async () => {
  test = await freshDatabase()
  fixture = await accessFixture(test.database)
})
afterAll(() => test.drop())

const input = { email: 'kansa@example.jp', password: samplePassword }

const signedIn = async () => {
  const result = await fixture.access.signIn.withPassword(input, headersOf([]))
  if (result.kind !== 'signed-in') throw new Error(result.kind)
  return headersOf(result.cookies)
}

it('goes the whole way: set up, confirm, asked at the next sign-in, backup code once, remove', async () => {
  const { access, entries } = fixture
  let headers = await signedIn()
  const act = async () => actOf(access, await access.sessions.resolveActor(headers))

  expect(await setUpTotp(access, await act(), headers, 'not the password')).toMatchObject({ ok: false })
  const setUp = await setUpTotp(access, await act(), headers, samplePassword)
  if (!setUp.ok) throw new Error('not set up')
  expect(setUp.value.uri).toMatch(/^otpauth:\/\/totp\/Musubi/)
  expect(setUp.value.backupCodes).toHaveLength(10)

  // Not in force before a first code proves that the app has it.
  expect(await access.signIn.withPassword(input, headersOf([]))).toMatchObject({ kind: 'signed-in' })
  expect(await confirmTotp(access, await act(), headers, '000000')).toMatchObject({ ok: false })
  const confirmed = await confirmTotp(access, await act(), headers, totpAt(setUp.value.secret, Date.now()))
  if (!confirmed.ok) throw new Error('not confirmed')
  const kind = async (one: Headers) => (await access.sessions.resolveActor(one)).kind
  // Whoever knew the session of before has none now.
  expect(await kind(headers)).toBe('visitor')
  headers = headersOf(confirmed.value.cookies)
  expect((await access.sessions.resolveActor(headers)).kind).toBe('person')
  expect(entries.at(-1)).toMatchObject({ event: { id: 'credential.changed' }, body: { changed: 'totp', to: true } })

  const second = await access.signIn.withPassword(input, headersOf([]))
  if (second.kind !== 'second-factor') throw new Error(second.kind)
  // With the session of somebody else in the browser, which takes no part.
  const planted = headersOf([...(headers.get('cookie') ?? '').split('; '), ...second.cookies])
  const pending = headersOf(second.cookies)
  expect((await access.sessions.resolveActor(pending)).kind).toBe('visitor')
  expect(await access.signIn.withCode({ code: '000000', kind: 'totp' }, pending)).toMatchObject({ kind: 'refused' })
  const code = nextTotp(setUp.value.secret).replace(/\d/g, digit => '０１２３４５６７８９'[Number(digit)] ?? '')
  const done = await access.signIn.withCode({ code: ` ${code.slice(0, 3)} ${code.slice(3)} `, kind: 'totp' }, planted)
  if (done.kind !== 'signed-in') throw new Error(done.kind)
  const through = await access.sessions.resolveActor(headersOf(done.cookies))
  expect(through.name).toBe('見本 一郎')
  expect(through.session).not.toBe((await access.sessions.resolveActor(headers)).session)
  expect(entries.at(-1)).toMatchObject({ event: { id: 'session.started' }, body: { way: 'totp' } })

  const backup = setUp.value.backupCodes[0] ?? ''
  const again = async () => {
    const step = await access.signIn.withPassword(input, headersOf([]))
    if (step.kind !== 'second-factor') throw new Error(step.kind)
    return await access.signIn.withCode({ code: backup, kind: 'backup-code' }, headersOf(step.cookies))
  }
  expect(await again()).toMatchObject({ kind: 'signed-in' })
  expect(await again()).toMatchObject({ kind: 'refused' })

  const removed = await removeTotp(access, await act(), headers, samplePassword)
  if (!removed.ok) throw new Error('not removed')
  expect(await kind(headers)).toBe('visitor')
  expect(await kind(headersOf(removed.value.cookies))).toBe('person')
  expect(await access.signIn.withPassword(input, headersOf([]))).toMatchObject({ kind: 'signed-in' })
})

it('lets a code count once: not after setting up, not twice, not for two requests at the same moment', async () => {
  const { access, entries } = fixture
  const chief = { email: 'kacho@example.jp', password: samplePassword }
  const first = await access.signIn.withPassword(chief, headersOf([]))
  if (first.kind !== 'signed-in') throw new Error(first.kind)
  const headers = headersOf(first.cookies)
  const act = actOf(access, await access.sessions.resolveActor(headers))
  const setUp = await setUpTotp(access, act, headers, samplePassword)
  if (!setUp.ok) throw new Error('not set up')
  const confirming = totpAt(setUp.value.secret, Date.now())
  expect(await confirmTotp(access, act, headers, confirming)).toMatchObject({ ok: true })

  const challenge = async () => {
    const step = await access.signIn.withPassword(chief, headersOf([]))
    if (step.kind !== 'second-factor') throw new Error(step.kind)
    return headersOf(step.cookies)
  }
  const sessions = async () => (await test.database.owner`select id from auth.session order by id`).length
  const before = await sessions()
  expect(await access.signIn.withCode({ code: confirming, kind: 'totp' }, await challenge())).toMatchObject({
    kind: 'refused',
    message: { en: expect.stringContaining('used before') },
  })
  expect(entries.at(-1)).toMatchObject({
    event: { id: 'session.refused' },
    person: personId('chief'),
    body: { way: 'totp', reason: 'used' },
  })
  expect(await sessions()).toBe(before)

  const code = nextTotp(setUp.value.secret)
  const both = await Promise.all(
    [await challenge(), await challenge()].map(one => access.signIn.withCode({ code, kind: 'totp' }, one)),
  )
  expect(both.map(one => one.kind).sort()).toEqual(['refused', 'signed-in'])
  expect(await access.signIn.withCode({ code, kind: 'totp' }, await challenge())).toMatchObject({ kind: 'refused' })
  expect(await sessions()).toBe(before + 1)
  const kept = JSON.stringify(await test.database.owner`select * from auth.used_code`)
  for (const used of [code, confirming]) expect(kept).not.toContain(`"${used}"`)
})

it('gives guesses that come at once over many challenges no more tries than one after the other', async () => {
  const { access, entries } = fixture
  const officer = { email: 'tanto@example.jp', password: samplePassword }
  const first = await access.signIn.withPassword(officer, headersOf([]))
  if (first.kind !== 'signed-in') throw new Error(first.kind)
  const own = headersOf(first.cookies)
  const act = actOf(access, await access.sessions.resolveActor(own))
  const setUp = await setUpTotp(access, act, own, samplePassword)
  if (!setUp.ok) throw new Error('not set up')
  await confirmTotp(access, act, own, totpAt(setUp.value.secret, Date.now()))

  const challenges = []
  for (let n = 0; n < 8; n += 1) {
    const step = await access.signIn.withPassword(officer, headersOf([]))
    if (step.kind !== 'second-factor') throw new Error(step.kind)
    challenges.push(headersOf(step.cookies))
  }
  entries.length = 0
  await Promise.all(challenges.map(one => access.signIn.withCode({ code: 'x', kind: 'totp' }, one)))
  const reasons = entries.map(({ body, person }) => [body.reason, person])
  expect(reasons.filter(([reason]) => reason === 'wrong')).toHaveLength(5)
  expect(reasons.filter(([reason]) => reason === 'locked')).toHaveLength(3)
  // Its own person's auditors find it.
  expect(new Set(reasons.map(([, person]) => person))).toEqual(new Set([personId('officer')]))
  const [counted] = await test.database.owner`
    select "failedVerificationCount" as looks from auth."twoFactor" where "userId" = ${personId('officer')}`
  expect(counted).toEqual({ looks: 5 })

  // The right code, and a backup code, are not looked at either.
  const [late = own] = challenges.slice(-1)
  const code = nextTotp(setUp.value.secret)
  for (const given of [
    { code, kind: 'totp' },
    { code: setUp.value.backupCodes[0] ?? '', kind: 'backup-code' },
  ] as const)
    expect(await access.signIn.withCode(given, late)).toMatchObject({ kind: 'refused', locked: true })
})

it('keeps the secret encrypted in the database', async () => {
  const headers = await signedIn()
  const setUp = await setUpTotp(
    fixture.access,
    actOf(fixture.access, await fixture.access.sessions.resolveActor(headers)),
    headers,
    samplePassword,
  )
  if (!setUp.ok) throw new Error('not set up')
  const [row] = await test.database.owner`select * from auth."twoFactor"`
  expect(JSON.stringify(row)).not.toContain(setUp.value.secret)
  for (const code of setUp.value.backupCodes) expect(JSON.stringify(row)).not.toContain(code)
})
