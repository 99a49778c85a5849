import type { Bilingual } from '../../../base/bilingual.ts'
import { bad, good, RefusedError, type Result } from '../../../base/problem.ts'
import type { Act } from '../actor.ts'
import { credentialChanged } from '../events.ts'
import type { Access } from '../service.ts'
import { cookieOf, sessionCookieName, signedToken } from '../session-cookie.ts'
import { asTenants } from '../tenancy.ts'
import { checkPassword, samePassword } from './password.ts'
import { plainCode, takeCode } from './used-code.ts'

// What a signed-in person changes about how they sign in.

type Credential = 'password' | 'totp' | 'passkey'

const wrongPassword: Bilingual = { ja: '現在のパスワードが違います。', en: 'The current password is wrong.' }

const personOf = (act: Act): string => {
  if (act.actor.person === null) throw new RefusedError('signed-in')
  return act.actor.person
}

const enterChange = async (access: Access, act: Act, changed: Credential, to: boolean): Promise<void> => {
  await asTenants(access.database.app, act.actor.tenants, tx =>
    access.enter(tx, {
      event: credentialChanged,
      tenant: act.actor.organisation,
      actor: act.actor.person,
      body: { changed, to },
    }),
  )
}

/**
 * better-auth replaces the session when a credential changes. The new one continues the old one: it is entered, and
 * counts from then on.
 */
const continued = async (access: Access, act: Act, response: Response): Promise<readonly string[]> => {
  const name = sessionCookieName(access.settings.origin)
  const cookies = response.headers.getSetCookie()
  const cookie = cookies.findLast(one => one.startsWith(`${name}=`))?.split(';')[0]
  const token = signedToken(cookieOf(cookie ?? null, name), access.settings.secret)
  if (token !== undefined) await access.signIn.enterSession(token, 'password')
  if (act.actor.session !== undefined) access.sessions.forget(act.actor.session)
  return cookies
}

export interface Changed {
  readonly cookies: readonly string[]
}

const tooMany: Bilingual = {
  ja: '失敗が続いたため、しばらく受け付けません。時間をおいてからもう一度お試しください。',
  en: 'Too many failures. Please try again later.',
}

/** Asks the library something that needs the own password: whoever sits down at an open session does not know it. */
const withOwnPassword = async (
  access: Access,
  act: Act,
  field: string,
  ask: () => Promise<Response>,
): Promise<Result<Response>> => {
  const attempt = await access.lockout.begin(`own:${personOf(act)}`, '')
  if (attempt.lockedUntil) return bad(tooMany, { field })
  const response = await ask()
  if (!response.ok) {
    await attempt.failed()
    return bad(wrongPassword, { field })
  }
  await attempt.succeeded()
  return good(response)
}

/** Changes the password; every other session of the person ends. */
export const changePassword = async (
  access: Access,
  act: Act,
  headers: Headers,
  input: { readonly current: string; readonly password: string; readonly again: string },
): Promise<Result<Changed>> => {
  const person = personOf(act)
  if (input.password !== input.again)
    return bad(
      { ja: '2回入力した新しいパスワードが一致しません。', en: 'The two new passwords differ.' },
      { field: 'again' },
    )
  const [user] = await access.database.app<{ name: string; email: string }[]>`
    select name, email from auth."user" where id = ${person}`
  // Who chose the first password knows it: it must not stay by being typed again, in whatever width.
  if (samePassword(input.password, input.current))
    return bad(
      { ja: '現在と違うパスワードにしてください。', en: 'Choose a password other than the current one.' },
      { field: 'password' },
    )
  const strength = checkPassword(input.password, user ?? { name: act.actor.name, email: '' })
  if (!strength.ok) return strength
  const changed = await withOwnPassword(access, act, 'current', () =>
    access.auth.api.changePassword({
      body: { currentPassword: input.current, newPassword: input.password, revokeOtherSessions: true },
      headers,
      asResponse: true,
    }),
  )
  if (!changed.ok) return changed
  // After the library has changed it: a process that dies in between asks once more, and lets nobody through.
  await access.database.app`
    update auth.account set must_change = false where "userId" = ${person} and "providerId" = 'credential'`
  const cookies = await continued(access, act, changed.value)
  access.sessions.forgetAll()
  await enterChange(access, act, 'password', true)
  return good({ cookies })
}

export interface TotpSetUp {
  /** Base32, to be typed into an authenticator app. */
  readonly secret: string
  readonly uri: string
  /** Each works once, without the app. Shown this one time. */
  readonly backupCodes: readonly string[]
}

/** Prepares the second factor; it is in force once a first code is confirmed. */
export const setUpTotp = async (
  access: Access,
  act: Act,
  headers: Headers,
  password: string,
): Promise<Result<TotpSetUp>> => {
  const begun = await withOwnPassword(access, act, 'password', () =>
    access.auth.api.enableTwoFactor({ body: { password, method: 'totp' }, headers, asResponse: true }),
  )
  if (!begun.ok) return begun
  const answer: unknown = await begun.value.json()
  if (typeof answer !== 'object' || answer === null || !('totpURI' in answer) || !('backupCodes' in answer))
    throw new Error('the sign-in library answered unexpectedly')
  const uri = String(answer.totpURI)
  const codes = Array.isArray(answer.backupCodes) ? answer.backupCodes.map(String) : []
  return good({ secret: new URL(uri).searchParams.get('secret') ?? '', uri, backupCodes: codes })
}

export const confirmTotp = async (
  access: Access,
  act: Act,
  headers: Headers,
  code: string,
): Promise<Result<Changed>> => {
  const attempt = await access.lockout.begin(`totp-code:${personOf(act)}`, '')
  if (attempt.lockedUntil) return bad(tooMany, { field: 'code' })
  const plain = plainCode(code)
  const fresh = await access.database.app.begin(tx => takeCode(tx, access.lockout.mark, personOf(act), plain))
  if (!fresh)
    return bad(
      {
        ja: 'この確認コードは使用済みです。アプリに次に表示されるコードを入力してください。',
        en: 'This code was used before. Type the next one that the app shows.',
      },
      { field: 'code' },
    )
  const response = await access.auth.api.verifyTOTP({
    body: { code: plain },
    headers,
    asResponse: true,
  })
  if (!response.ok) {
    await attempt.failed()
    return bad({ ja: '確認コードが違います。', en: 'The code is wrong.' }, { field: 'code' })
  }
  await attempt.succeeded()
  const cookies = await continued(access, act, response)
  await enterChange(access, act, 'totp', true)
  return good({ cookies })
}

export const removeTotp = async (
  access: Access,
  act: Act,
  headers: Headers,
  password: string,
): Promise<Result<Changed>> => {
  const removed = await withOwnPassword(access, act, 'password', () =>
    access.auth.api.disableTwoFactor({ body: { password }, headers, asResponse: true }),
  )
  if (!removed.ok) return removed
  const cookies = await continued(access, act, removed.value)
  await enterChange(access, act, 'totp', false)
  return good({ cookies })
}

export interface PasskeyView {
  readonly id: string
  readonly name: string | null
  readonly created: string | null
}

export const listPasskeys = async (access: Access, act: Act): Promise<readonly PasskeyView[]> =>
  await access.database.app<PasskeyView[]>`
    select id, name, "createdAt" as created from auth.passkey where "userId" = ${personOf(act)} order by id`

/** The challenge for a new passkey, as JSON for the browser, with the cookie that ties it to the answer. */
export const passkeyRegistration = async (
  access: Access,
  headers: Headers,
): Promise<{ readonly options: unknown; readonly cookies: readonly string[] }> => {
  const response = await access.auth.api.generatePasskeyRegistrationOptions({ headers, query: {}, asResponse: true })
  if (!response.ok) throw new RefusedError('signed-in')
  return { options: await response.json(), cookies: response.headers.getSetCookie() }
}

/** With the password, since a passkey outlives the session in which it was registered. */
export const addPasskey = async (
  access: Access,
  act: Act,
  headers: Headers,
  input: { readonly answer: unknown; readonly name: string; readonly password: string },
): Promise<Result<Changed>> => {
  const { password } = input
  const known = await withOwnPassword(access, act, 'password', () =>
    access.auth.api.verifyPassword({ body: { password }, headers, asResponse: true }),
  )
  if (!known.ok) return known
  const response = await access.auth.api.verifyPasskeyRegistration({
    body: { response: Object(input.answer), name: input.name.slice(0, 60) },
    headers,
    asResponse: true,
  })
  if (!response.ok)
    return bad(
      { ja: 'パスキーを登録できませんでした。', en: 'The passkey could not be registered.' },
      { field: 'name' },
    )
  await enterChange(access, act, 'passkey', true)
  return good({ cookies: response.headers.getSetCookie() })
}

export const removePasskey = async (access: Access, act: Act, id: string): Promise<void> => {
  const person = personOf(act)
  await asTenants(access.database.app, act.actor.tenants, async tx => {
    const [gone] = await tx`delete from auth.passkey where id = ${id} and "userId" = ${person} returning id`
    if (!gone) return
    await access.enter(tx, {
      event: credentialChanged,
      tenant: act.actor.organisation,
      actor: person,
      body: { changed: 'passkey', to: false },
    })
  })
}

export const hasTotp = async (access: Access, act: Act): Promise<boolean> => {
  const [row] = await access.database.app`
    select 1 from auth."user" where id = ${personOf(act)} and "twoFactorEnabled"`
  return row !== undefined
}
