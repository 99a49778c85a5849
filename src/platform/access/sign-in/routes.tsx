import type { Bilingual } from '../../../base/bilingual.ts'
import type { Outcome } from '../../routing/outcome.ts'
import type { Route, RouteRequest } from '../../routing/route.ts'
import { signedIn, signedOut, signInFailed } from '../events.ts'
import { nextPath, pageProps, secretValue, t, value } from '../pages/common.ts'
import { CodePage, codeTitle, PasskeySignInPage, passkeyTitle, SignInPage, signInTitle } from '../pages/sign-in.tsx'
import type { Access } from '../service.ts'
import { signOut } from '../sessions/service.ts'
import { authPath } from './auth.ts'
import type { SignInResult } from './service.ts'
import { forgetWay, rememberedWay, rememberWay } from './way-back.ts'

/** Where people sign in and out, and change a password that somebody else chose, for the web block. */
export const signInPaths = {
  path: '/sign-in',
  outPath: '/sign-out',
  changePath: '/account/first-password',
  accountPath: '/account',
} as const

const welcome = t('サインインしました。', 'You are signed in.')

/** JSON that a form carried; nothing when it is none. */
const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

export const signInRoutes = (access: Access): readonly Route[] => {
  const { signIn, settings } = access
  const page = (
    request: RouteRequest,
    given: { next: string; email?: string; message?: Bilingual; cookies?: readonly string[]; status?: number },
  ): Outcome => ({
    kind: 'page',
    title: signInTitle,
    status: given.status ?? (given.message ? 422 : 200),
    ...(given.cookies ? { cookies: given.cookies } : {}),
    body: (
      <SignInPage
        {...pageProps(request, given.message ? [{ field: 'email', message: given.message }] : [])}
        email={given.email ?? ''}
        next={given.next}
        oidc={settings.oidc?.title}
      />
    ),
  })
  const finished = (request: RouteRequest, result: SignInResult, next: string, email?: string): Outcome => {
    if (result.kind === 'signed-in') return { kind: 'redirect', to: next, notice: welcome, cookies: result.cookies }
    if (result.kind === 'second-factor')
      return { kind: 'redirect', to: `/sign-in/code?next=${encodeURIComponent(next)}`, cookies: result.cookies }
    return page(request, {
      next,
      message: result.message,
      status: result.locked ? 429 : 422,
      ...(email === undefined ? {} : { email }),
    })
  }
  const open = { zone: 'staff', access: 'everyone' } as const
  const entering = [signedIn, signInFailed]

  return [
    {
      ...open,
      method: 'GET',
      path: '/sign-in',
      ledger: [],
      handle: request => {
        const next = nextPath(request.query.get('next'))
        return request.actor.kind === 'person' ? { kind: 'redirect', to: next } : page(request, { next })
      },
    },
    {
      ...open,
      method: 'POST',
      path: '/sign-in',
      ledger: entering,
      handle: async request => {
        const form = await request.form()
        const email = value(form, 'email')
        const result = await signIn.withPassword({ email, password: secretValue(form, 'password') }, request.headers)
        return finished(request, result, nextPath(value(form, 'next')), email)
      },
    },
    {
      ...open,
      method: 'GET',
      path: '/sign-in/code',
      ledger: [],
      handle: request => ({
        kind: 'page',
        title: codeTitle,
        body: <CodePage {...pageProps(request)} next={nextPath(request.query.get('next'))} />,
      }),
    },
    {
      ...open,
      method: 'POST',
      path: '/sign-in/code',
      secret: true,
      ledger: entering,
      handle: async request => {
        const form = await request.form()
        const next = nextPath(value(form, 'next'))
        const code = value(form, 'code')
        // Six digits are the app's; backup codes hold a hyphen.
        const kind = /^[\d\s]*$/.test(code.normalize('NFKC')) ? 'totp' : 'backup-code'
        const result = await signIn.withCode({ code, kind }, request.headers)
        if (result.kind !== 'refused') return finished(request, result, next)
        return {
          kind: 'page',
          title: codeTitle,
          status: result.locked ? 429 : 422,
          body: <CodePage {...pageProps(request, [{ field: 'code', message: result.message }])} next={next} />,
        }
      },
    },
    {
      ...open,
      method: 'GET',
      path: '/sign-in/passkey',
      ledger: [],
      handle: async request => {
        const { options, cookies } = await signIn.passkeyChallenge(request.headers)
        return {
          kind: 'page',
          title: passkeyTitle,
          scripts: ['passkey'],
          cookies,
          body: (
            <PasskeySignInPage
              {...pageProps(request)}
              next={nextPath(request.query.get('next'))}
              options={JSON.stringify(options)}
            />
          ),
        }
      },
    },
    {
      ...open,
      method: 'POST',
      path: '/sign-in/passkey',
      secret: true,
      ledger: entering,
      handle: async request => {
        const form = await request.form()
        const result = await signIn.withPasskey(parsed(value(form, 'answer')), request.headers)
        return finished(request, result, nextPath(value(form, 'next')))
      },
    },
    {
      ...open,
      method: 'GET',
      path: '/sign-in/oidc',
      ledger: [],
      handle: async request => {
        const target = await signIn.oidcAddress(request.headers)
        if (!target)
          return page(request, {
            next: nextPath(request.query.get('next')),
            message: t('認証基盤につながりません。', 'The identity provider does not answer.'),
            status: 503,
          })
        const way = { language: request.language, next: nextPath(request.query.get('next')) }
        return { kind: 'redirect', to: target.to, cookies: [...target.cookies, rememberWay(settings.origin, way)] }
      },
    },
    {
      ...open,
      method: 'GET',
      path: `${authPath}/callback/oidc`,
      ledger: entering,
      handle: async request => {
        const { language, next } = rememberedWay(settings.origin, request.headers)
        // The answer is taken in the language in which one left, so that a refusal is told in it too.
        if (language !== request.language && language === 'en')
          return { kind: 'redirect', to: `/en${authPath}/callback/oidc?${request.query}` }
        const outcome = finished(request, await signIn.withOidc(request.query, request.headers), next)
        if (outcome.kind !== 'redirect' && outcome.kind !== 'page') return outcome
        return { ...outcome, cookies: [...(outcome.cookies ?? []), forgetWay(settings.origin)] }
      },
    },
    {
      ...open,
      method: 'POST',
      path: '/sign-out',
      ledger: [signedOut],
      handle: async request => {
        await signOut(access.database.app, access.enter, access.sessions, request.act())
        return {
          kind: 'redirect',
          to: '/sign-in',
          notice: t('サインアウトしました。', 'You are signed out.'),
          cookies: access.expiredCookies,
        }
      },
    },
  ]
}
