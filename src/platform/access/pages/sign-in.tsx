import { Button } from '../../../ui/button.tsx'
import { ErrorSummary } from '../../../ui/error-summary.tsx'
import { TextField } from '../../../ui/field.tsx'
import { Form } from '../../../ui/form.tsx'
import { href } from '../../../ui/link.ts'
import { Notice } from '../../../ui/notice.tsx'
import { PageHeading } from '../../../ui/page.tsx'
import { type PageProps, t } from './common.ts'

export const signInTitle = t('サインイン', 'Sign in')

export const SignInPage = (
  props: PageProps & { readonly email?: string; readonly next: string; readonly oidc?: string | undefined },
) => {
  const { language, csrf, problems = [] } = props
  const next = props.next === '/' ? '' : `?next=${encodeURIComponent(props.next)}`
  return (
    <>
      <ErrorSummary language={language} problems={problems} />
      <PageHeading
        title={signInTitle[language]}
        lead={language === 'ja' ? '職員用の画面です。' : 'This is the site for officials.'}
      />
      <Form language={language} path="/sign-in" csrf={csrf} hidden={{ next: props.next }}>
        <TextField
          language={language}
          name="email"
          type="email"
          autocomplete="username"
          required
          label={t('メールアドレス', 'E-mail address')}
          value={props.email}
          problems={problems}
        />
        <TextField
          language={language}
          name="password"
          type="password"
          autocomplete="current-password"
          required
          label={t('パスワード', 'Password')}
          problems={problems}
        />
        <Button>{signInTitle[language]}</Button>
      </Form>
      <ul class="links">
        <li>
          <a href={href(language, `/sign-in/passkey${next}`)}>
            {language === 'ja' ? 'パスキーでサインインする' : 'Sign in with a passkey'}
          </a>
        </li>
        {props.oidc ? (
          <li>
            <a href={href(language, `/sign-in/oidc${next}`)}>
              {language === 'ja' ? `${props.oidc}でサインインする` : `Sign in with ${props.oidc}`}
            </a>
          </li>
        ) : null}
      </ul>
      <p>
        {language === 'ja'
          ? 'パスワードを忘れたときや、認証アプリの入った端末をなくしたときは、所属団体の利用者管理者に連絡してください。'
          : 'If you forgot your password or lost the device with your authenticator app, ask the administrator of your organisation.'}
      </p>
    </>
  )
}

export const codeTitle = t('確認コードの入力', 'Enter the code')

export const CodePage = (props: PageProps & { readonly next: string }) => {
  const { language, csrf, problems = [] } = props
  return (
    <>
      <ErrorSummary language={language} problems={problems} />
      <PageHeading title={codeTitle[language]} />
      <Form language={language} path="/sign-in/code" csrf={csrf} hidden={{ next: props.next }}>
        <TextField
          language={language}
          name="code"
          required
          width="short"
          autocomplete="one-time-code"
          label={t('確認コード', 'Code')}
          help={t(
            '認証アプリに表示されている6桁の数字を入力してください。アプリを使えないときは、控えておいた予備コードも使えます。',
            'Type the six digits that your authenticator app shows, or one of your backup codes.',
          )}
          problems={problems}
        />
        <Button>{language === 'ja' ? '確認する' : 'Continue'}</Button>
      </Form>
      <p>
        <a href={href(language, '/sign-in')}>{language === 'ja' ? 'はじめからやり直す' : 'Start again'}</a>
      </p>
    </>
  )
}

export const passkeyTitle = t('パスキーでサインイン', 'Sign in with a passkey')

/** The challenge travels in the page; the client module `passkey` answers it and sends the form. */
export const PasskeySignInPage = (props: PageProps & { readonly next: string; readonly options: string }) => {
  const { language, csrf, problems = [] } = props
  return (
    <>
      <ErrorSummary language={language} problems={problems} />
      <PageHeading title={passkeyTitle[language]} />
      <noscript>
        <Notice tone="warning">
          <p>
            {language === 'ja'
              ? 'パスキーにはJavaScriptが必要です。パスワードでサインインしてください。'
              : 'Passkeys need JavaScript. Please sign in with your password.'}
          </p>
        </Notice>
      </noscript>
      <div data-passkey="get" data-options={props.options}>
        <Form language={language} path="/sign-in/passkey" csrf={csrf} hidden={{ next: props.next, answer: '' }}>
          <Button>{language === 'ja' ? 'パスキーを使う' : 'Use a passkey'}</Button>
        </Form>
      </div>
      <p>
        <a href={href(language, '/sign-in')}>
          {language === 'ja' ? 'パスワードでサインインする' : 'Sign in with a password'}
        </a>
      </p>
    </>
  )
}
