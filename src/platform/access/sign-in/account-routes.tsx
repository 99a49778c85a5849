import type { Problem, Result } from '../../../base/problem.ts'
import type { Outcome } from '../../routing/outcome.ts'
import type { FormInput, Route, RouteRequest } from '../../routing/route.ts'
import { actingChanged, credentialChanged, sessionEnded, signedIn } from '../events.ts'
import {
  AccountPage,
  accountTitle,
  FirstPasswordPage,
  firstPasswordTitle,
  NewPasskeyPage,
  newPasskeyTitle,
  TotpSetUpPage,
  totpTitle,
} from '../pages/account.tsx'
import { idOf, nextPath, pageProps, secretValue, t, value } from '../pages/common.ts'
import { accountOf } from '../people/account.ts'
import type { Access } from '../service.ts'
import { actFor, endSessions, listSessions } from '../sessions/service.ts'
import {
  addPasskey,
  type Changed,
  changePassword,
  confirmTotp,
  hasTotp,
  listPasskeys,
  passkeyRegistration,
  removePasskey,
  removeTotp,
  setUpTotp,
} from './account.ts'
import { signInPaths } from './routes.tsx'

const passwordsIn = (form: FormInput) => ({
  current: secretValue(form, 'current'),
  password: secretValue(form, 'password'),
  again: secretValue(form, 'again'),
})

/** What signed-in people see and change about themselves. */
export const accountRoutes = (access: Access): readonly Route[] => {
  const { app } = access.database
  const account = async (request: RouteRequest, problems: readonly Problem[] = []): Promise<Outcome> => {
    const act = request.act()
    const own = await accountOf(access, act)
    return {
      kind: 'page',
      title: accountTitle,
      status: problems.length > 0 ? 422 : 200,
      body: (
        <AccountPage
          {...pageProps(request, problems)}
          {...own}
          totp={await hasTotp(access, act)}
          passkeys={await listPasskeys(access, act)}
          sessions={await listSessions(app, access.settings, act, own.person)}
        />
      ),
    }
  }
  const back = (notice: { ja: string; en: string }, cookies: readonly string[] = []): Outcome => ({
    kind: 'redirect',
    to: '/account',
    notice,
    cookies,
  })
  const after = (
    request: RouteRequest,
    result: Result<Changed>,
    notice: { ja: string; en: string },
    rename?: string,
  ) =>
    result.ok
      ? back(notice, result.value.cookies)
      : account(
          request,
          rename === undefined ? result.problems : result.problems.map(one => ({ ...one, field: rename })),
        )
  const newPasskey = async (request: RouteRequest, problems: readonly Problem[] = []): Promise<Outcome> => {
    const { options, cookies } = await passkeyRegistration(access, request.headers)
    return {
      kind: 'page',
      title: newPasskeyTitle,
      crumbs: [{ title: accountTitle, path: '/account' }, { title: newPasskeyTitle }],
      status: problems.length > 0 ? 422 : 200,
      scripts: ['passkey'],
      cookies,
      body: <NewPasskeyPage {...pageProps(request, problems)} options={JSON.stringify(options)} />,
    }
  }
  const firstPassword = (request: RouteRequest, next: string, problems: readonly Problem[] = []): Outcome => ({
    kind: 'page',
    title: firstPasswordTitle,
    status: problems.length > 0 ? 422 : 200,
    body: <FirstPasswordPage {...pageProps(request, problems)} next={next} path={signInPaths.changePath} />,
  })
  const own = { zone: 'staff', access: 'signed-in' } as const
  const crumbs = [{ title: accountTitle, path: '/account' }, { title: totpTitle }]

  return [
    { ...own, method: 'GET', path: '/account', ledger: [], handle: request => account(request) },
    {
      ...own,
      method: 'GET',
      path: signInPaths.changePath,
      ledger: [],
      beforePasswordChange: true,
      handle: request =>
        request.actor.mustChangePassword
          ? firstPassword(request, nextPath(request.query.get('next')))
          : { kind: 'redirect', to: '/account' },
    },
    {
      ...own,
      method: 'POST',
      path: signInPaths.changePath,
      secret: true,
      ledger: [credentialChanged, signedIn],
      beforePasswordChange: true,
      handle: async request => {
        const form = await request.form()
        const next = nextPath(value(form, 'next'))
        const result = await changePassword(access, request.act(), request.headers, passwordsIn(form))
        return result.ok
          ? {
              kind: 'redirect',
              to: next,
              notice: t('パスワードを変更しました。', 'The password was changed.'),
              cookies: result.value.cookies,
            }
          : firstPassword(request, next, result.problems)
      },
    },
    {
      ...own,
      method: 'POST',
      path: '/account/password',
      secret: true,
      ledger: [credentialChanged, signedIn],
      handle: async request => {
        const form = await request.form()
        const result = await changePassword(access, request.act(), request.headers, passwordsIn(form))
        return after(request, result, t('パスワードを変更しました。', 'The password was changed.'))
      },
    },
    {
      ...own,
      method: 'POST',
      path: '/account/totp',
      secret: true,
      ledger: [],
      handle: async request => {
        const form = await request.form()
        const result = await setUpTotp(access, request.act(), request.headers, secretValue(form, 'totpPassword'))
        if (!result.ok)
          return account(
            request,
            result.problems.map(one => ({ ...one, field: 'totpPassword' })),
          )
        return {
          kind: 'page',
          title: totpTitle,
          crumbs,
          body: <TotpSetUpPage {...pageProps(request)} setUp={result.value} />,
        }
      },
    },
    {
      ...own,
      method: 'POST',
      path: '/account/totp/confirm',
      secret: true,
      ledger: [credentialChanged, signedIn],
      handle: async request => {
        const form = await request.form()
        const result = await confirmTotp(access, request.act(), request.headers, value(form, 'code'))
        if (result.ok) return back(t('二段階認証を有効にしました。', 'The second factor is on.'), result.value.cookies)
        return {
          kind: 'page',
          title: totpTitle,
          crumbs,
          status: 422,
          body: <TotpSetUpPage {...pageProps(request, result.problems)} />,
        }
      },
    },
    {
      ...own,
      method: 'POST',
      path: '/account/totp/remove',
      secret: true,
      ledger: [credentialChanged, signedIn],
      handle: async request => {
        const form = await request.form()
        const result = await removeTotp(access, request.act(), request.headers, secretValue(form, 'totpPassword'))
        return after(request, result, t('二段階認証をやめました。', 'The second factor is off.'), 'totpPassword')
      },
    },
    { ...own, method: 'GET', path: '/account/passkey', ledger: [], handle: request => newPasskey(request) },
    {
      ...own,
      method: 'POST',
      path: '/account/passkey',
      secret: true,
      ledger: [credentialChanged],
      handle: async request => {
        const form = await request.form()
        let answer: unknown = null
        try {
          answer = JSON.parse(value(form, 'answer'))
        } catch {
          // No answer is a wrong answer: the library refuses it.
        }
        const result = await addPasskey(access, request.act(), request.headers, {
          answer,
          name: value(form, 'name') || 'passkey',
          password: secretValue(form, 'password'),
        })
        return result.ok
          ? back(t('パスキーを登録しました。', 'The passkey is registered.'), result.value.cookies)
          : newPasskey(request, result.problems)
      },
    },
    {
      ...own,
      method: 'POST',
      path: '/account/passkey/remove',
      ledger: [credentialChanged],
      handle: async request => {
        const form = await request.form()
        await removePasskey(access, request.act(), idOf(value(form, 'passkey')))
        return back(t('パスキーを削除しました。', 'The passkey was removed.'))
      },
    },
    {
      ...own,
      method: 'POST',
      path: '/account/sessions/end',
      ledger: [sessionEnded],
      handle: async request => {
        const form = await request.form()
        const session = value(form, 'session')
        const act = request.act()
        const ended = await endSessions(app, access.enter, access.sessions, act, {
          person: idOf(act.actor.person ?? undefined),
          ...(session ? { session: idOf(session) } : {}),
        })
        return back(t(`${ended}件のサインインを終了しました。`, `Sessions ended: ${ended}.`))
      },
    },
    {
      ...own,
      method: 'POST',
      path: '/account/acting',
      ledger: [actingChanged],
      handle: async request => {
        const form = await request.form()
        await actFor(app, access.enter, access.sessions, request.act(), idOf(value(form, 'body')))
        return back(t('担当する団体を切り替えました。', 'You now act for the other organisation.'))
      },
    },
  ]
}
