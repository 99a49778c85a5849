import type { Bilingual } from '../../../base/bilingual.ts'
import { fill } from '../../../base/bilingual.ts'
import type { Database } from '../../database/connection.ts'
import type { LedgerEventDefinition } from '../../ledger/definition.ts'
import { addressHeader } from '../address.ts'
import { type EnterInLedger, signedIn, signInFailed } from '../events.ts'
import { challengeCookieName, cookieOf, sessionCookieName, signedToken } from '../session-cookie.ts'
import type { AccessSettings } from '../settings.ts'
import { asTenants } from '../tenancy.ts'
import { type Auth, authPath } from './auth.ts'
import { knownDevices } from './known-device.ts'
import type { Lockout } from './lockout.ts'
import { plainCode, takeCode } from './used-code.ts'

/** How someone signed in, as the ledger names it. */
type Way = 'password' | 'totp' | 'backup-code' | 'passkey' | 'oidc'

export type SignInResult =
  | { readonly kind: 'signed-in'; readonly cookies: readonly string[]; readonly person: string }
  | { readonly kind: 'second-factor'; readonly cookies: readonly string[] }
  | { readonly kind: 'refused'; readonly message: Bilingual; readonly locked: boolean }

/** One sentence for every cause, so that nobody learns which addresses have accounts. */
export const refusal: Bilingual = {
  ja: 'メールアドレスまたはパスワードが違います。',
  en: 'The e-mail address or the password is wrong.',
}

const lockedMessage: Bilingual = {
  ja: 'サインインの失敗が続いたため、{time}まで受け付けません。時間をおいてからもう一度お試しください。',
  en: 'Too many failed sign-ins. Nothing is accepted until {time}; please try again after that.',
}

const codeRefusal: Bilingual = {
  ja: '確認コードが違うか、有効期限が切れています。続けて間違えたときは、はじめからサインインし直してください。',
  en: 'The code is wrong or has expired. After several mistakes, start signing in again.',
}

const usedCode: Bilingual = {
  ja: 'この確認コードは使用済みです。はじめからサインインし直し、アプリに次に表示されるコードを入力してください。',
  en: 'This code was used before. Start signing in again, and type the next code that the app shows.',
}

const passkeyRefusal: Bilingual = {
  ja: 'パスキーでサインインできませんでした。パスワードでサインインしてください。',
  en: 'Could not sign in with the passkey. Sign in with your password instead.',
}

const oidcRefusal: Bilingual = {
  ja: '認証基盤でのサインインができませんでした。利用者として登録されているかを管理者に確かめてください。',
  en: 'Could not sign in through the identity provider. Ask your administrator whether you are registered.',
}

const clockTime = new Intl.DateTimeFormat('ja-JP', { timeZone: 'Asia/Tokyo', hour: '2-digit', minute: '2-digit' })

/** The minute after, so that what we tell is never too early. */
const untilText = (until: Date): string => clockTime.format(new Date(Math.ceil(until.getTime() / 60_000) * 60_000))

export interface SignIn {
  withPassword(input: { email: string; password: string }, headers: Headers): Promise<SignInResult>
  withCode(input: { code: string; kind: 'totp' | 'backup-code' }, headers: Headers): Promise<SignInResult>
  /** The challenge that the browser signs, as JSON, with the cookie that ties it to the answer. */
  passkeyChallenge(headers: Headers): Promise<{ readonly options: unknown; readonly cookies: readonly string[] }>
  withPasskey(answer: unknown, headers: Headers): Promise<SignInResult>
  /** Where the browser goes to the body's identity provider. */
  oidcAddress(headers: Headers): Promise<{ readonly to: string; readonly cookies: readonly string[] } | undefined>
  /** The way back from it: the callback's whole query. */
  withOidc(query: URLSearchParams, headers: Headers): Promise<SignInResult>
  /**
   * Makes a new session count: its start is entered in the ledger in the same transaction. A session that is not
   * entered, because the process died in between, never works.
   * @param code of the authenticator app, where one was asked for
   * @returns the person; undefined when the code was used before: the session is gone then
   */
  enterSession(token: string, way: Way, code?: string): Promise<string | undefined>
}

export const makeSignIn = (
  auth: Auth,
  database: Pick<Database, 'app'>,
  settings: AccessSettings,
  lockout: Lockout,
  enter: EnterInLedger,
): SignIn => {
  const sql = database.app
  const cookieName = sessionCookieName(settings.origin)
  const devices = knownDevices(settings)

  const fail = async (way: Way, reason: string, headers: Headers, who: { account?: string; person?: string } = {}) => {
    const { account } = who
    const [person] = await sql<{ id: string; tenant: string }[]>`
      select id, tenant from ${
        who.person === undefined ? sql`auth.person_of(${account ?? ''})` : sql`auth.person_by_id(${who.person})`
      }`
    const tenant = person?.tenant ?? settings.operator
    const event: LedgerEventDefinition = signInFailed
    await asTenants(sql, [tenant], tx =>
      enter(tx, {
        event,
        tenant,
        actor: null,
        ...(person ? { person: person.id } : {}),
        body: {
          way,
          reason,
          ...(account === undefined ? {} : { account: lockout.mark(account) }),
          address: lockout.mark(headers.get(addressHeader) ?? ''),
        },
      }),
    )
  }

  const enterSession: SignIn['enterSession'] = async (token, way, code) => {
    const [owner] = await sql<{ id: string; tenant: string }[]>`
      select p.id, p.tenant from auth.session s cross join lateral auth.person_by_id(s."userId") p where s.token = ${token}`
    if (!owner) throw new Error('a session that was just made is gone')
    const { id: person, tenant } = owner
    const counts = await asTenants(sql, [tenant], async tx => {
      if (code !== undefined && !(await takeCode(tx, lockout.mark, person, code))) {
        await tx`delete from auth.session where token = ${token}`
        await enter(tx, { event: signInFailed, tenant, actor: null, person, body: { way, reason: 'used' } })
        return false
      }
      const [session] = await tx<{ id: string }[]>`
        update auth.session set entered = true, seen = now(), way = ${way} where token = ${token} returning id`
      if (!session) throw new Error('a session that was just made is gone')
      await enter(tx, { event: signedIn, tenant, actor: person, body: { session: session.id, way } })
      return true
    })
    return counts ? person : undefined
  }

  const refuse = (message: Bilingual, locked = false): SignInResult => ({ kind: 'refused', message, locked })

  /** Reads what better-auth answered: the new session's token stands in the cookie that it sets. */
  const finish = async (response: Response, way: Way, code?: string): Promise<SignInResult | undefined> => {
    const cookies = response.headers.getSetCookie()
    const session = cookies.findLast(cookie => cookie.startsWith(`${cookieName}=`))?.split(';')[0]
    const token = signedToken(cookieOf(session ?? null, cookieName), settings.secret)
    if (token === undefined) return undefined
    const person = await enterSession(token, way, code)
    return person === undefined ? refuse(usedCode) : { kind: 'signed-in', cookies, person }
  }

  /** Whose second factor is asked for: who has shown the password a moment ago. */
  const challenged = async (headers: Headers): Promise<string | undefined> => {
    const token = signedToken(cookieOf(headers.get('cookie'), challengeCookieName(settings.origin)), settings.secret)
    const [row] = await sql<{ person: string }[]>`
      select value as person from auth.verification where identifier = ${token ?? ''} and "expiresAt" > now()`
    return row?.person
  }

  const refuseUntil = (until: Date) => refuse(fill(lockedMessage, { time: untilText(until) }), true)

  return {
    enterSession,
    withPassword: async ({ email, password }, headers) => {
      const device = devices.find(email, headers)
      const attempt = device
        ? await lockout.begin(`device:${device}`, '')
        : await lockout.begin(email, headers.get(addressHeader) ?? '')
      if (attempt.lockedUntil) {
        await fail('password', 'locked', headers, { account: email })
        return refuseUntil(attempt.lockedUntil)
      }
      const response = await auth.api.signInEmail({
        body: { email: email.trim().toLowerCase(), password, rememberMe: false },
        headers: withoutCookies(headers),
        asResponse: true,
      })
      // Broken, and so nobody's wrong password.
      if (response.status >= 500) throw new Error(`signing in was answered with ${response.status}`)
      const done = response.ok ? await finish(response, 'password') : undefined
      const second = response.ok && !done && (await asksForSecond(response))
      if (!done && !second) {
        const until = await attempt.failed()
        await fail('password', 'wrong', headers, { account: email })
        return until ? refuseUntil(until) : refuse(refusal)
      }
      await attempt.succeeded()
      const known = devices.cookie(email, device)
      if (!done) return { kind: 'second-factor', cookies: [...response.headers.getSetCookie(), known] }
      return done.kind === 'signed-in' ? { ...done, cookies: [...done.cookies, known] } : done
    },
    withCode: async ({ code, kind }, headers) => {
      const person = await challenged(headers)
      if (person === undefined) {
        await fail(kind, 'wrong', headers)
        return refuse(codeRefusal)
      }
      // Before the library looks: it counts when it has looked, and many challenges at once would get a look each.
      const attempt = await lockout.begin(`code:${person}`, '')
      if (attempt.lockedUntil) {
        await fail(kind, 'locked', headers, { person })
        return refuseUntil(attempt.lockedUntil)
      }
      const plain = plainCode(code)
      const body = { code: plain, trustDevice: false }
      const only = withoutCookie(headers, cookieName)
      const response =
        kind === 'totp'
          ? await auth.api.verifyTOTP({ body, headers: only, asResponse: true })
          : await auth.api.verifyBackupCode({ body, headers: only, asResponse: true })
      if (response.status >= 500) throw new Error(`a code was answered with ${response.status}`)
      // The library itself lets a backup code count once, and a code of the app as often as it is right.
      const done = response.ok ? await finish(response, kind, kind === 'totp' ? plain : undefined) : undefined
      if (done?.kind === 'signed-in') {
        await attempt.succeeded()
        return done
      }
      const until = await attempt.failed()
      if (done) return done
      await fail(kind, 'wrong', headers, { person })
      return until ? refuseUntil(until) : refuse(codeRefusal)
    },
    passkeyChallenge: async headers => {
      const response = await auth.api.generatePasskeyAuthenticationOptions({
        headers: withoutCookies(headers),
        asResponse: true,
      })
      const options: unknown = await response.json()
      return { options: { ...Object(options), userVerification: 'required' }, cookies: response.headers.getSetCookie() }
    },
    withPasskey: async (answer, headers) => {
      const response = await auth.api.verifyPasskeyAuthentication({
        body: { response: Object(answer) },
        headers,
        asResponse: true,
      })
      const done = response.ok ? await finish(response, 'passkey') : undefined
      if (done) return done
      await fail('passkey', 'wrong', headers)
      return refuse(passkeyRefusal)
    },
    oidcAddress: async headers => {
      if (!settings.oidc) return undefined
      const response = await auth.api.signInSocial({
        body: { provider: 'oidc', callbackURL: '/', disableRedirect: true },
        headers: withoutCookies(headers),
        asResponse: true,
      })
      const answer: unknown = response.ok ? await response.json() : undefined
      if (typeof answer !== 'object' || answer === null || !('url' in answer) || typeof answer.url !== 'string')
        return undefined
      return { to: answer.url, cookies: response.headers.getSetCookie() }
    },
    withOidc: async (query, headers) => {
      const url = new URL(`${authPath}/callback/oidc`, settings.origin)
      url.search = query.toString()
      const response = await auth.handler(new Request(url, { headers }))
      const done = await finish(response, 'oidc')
      if (done) return done
      await fail('oidc', 'refused', headers)
      return refuse(oidcRefusal)
    },
  }
}

const asksForSecond = async (response: Response): Promise<boolean> => {
  const answer: unknown = await response.json()
  return typeof answer === 'object' && answer !== null && 'twoFactorRedirect' in answer
}

/** Someone who signs in starts anew: no earlier session or trusted device takes part. */
const withoutCookies = (headers: Headers): Headers => {
  const copy = new Headers(headers)
  copy.delete('cookie')
  return copy
}

const withoutCookie = (headers: Headers, name: string): Headers => {
  const copy = withoutCookies(headers)
  const rest = (headers.get('cookie') ?? '').split(';').filter(part => !part.trim().startsWith(`${name}=`))
  copy.set('cookie', rest.join(';'))
  return copy
}
