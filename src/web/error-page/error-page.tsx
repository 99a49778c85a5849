import { type Bilingual, type Language, say } from '../../base/bilingual.ts'
import type { FormInput } from '../../platform/routing/route.ts'
import { Button, Buttons, LinkButton } from '../../ui/button.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { Form } from '../../ui/form.tsx'
import { href } from '../../ui/link.ts'
import { Notice } from '../../ui/notice.tsx'
import { PageHeading } from '../../ui/page.tsx'
import type { Failure } from '../failure.ts'

/** What was typed and could not be taken; goes along unseen until it is sent again. */
export interface KeptInput {
  readonly path: string
  readonly csrf: string
  readonly form: FormInput
}

interface ErrorPageProps {
  readonly language: Language
  readonly failure: Pick<Failure, 'title' | 'detail' | 'problems'>
  readonly kept?: KeptInput | undefined
  /** Sign-in page, where signing in is what is missing. */
  readonly signIn?: string | undefined
}

const secretName = /password|passcode|totp|token/i

/** Passwords are not printed into a page; they are typed again. */
const withoutSecrets = (values: FormInput['values']): Record<string, readonly string[]> =>
  Object.fromEntries(Object.entries(values).filter(([name]) => name !== 'csrf' && !secretName.test(name)))

const keptText: Bilingual = {
  ja: '入力した内容はこの画面に残っています。下のボタンでもう一度送信できます。',
  en: 'What you typed is kept on this page. You can send it again with the button below.',
}
const filesText: Bilingual = {
  ja: '添付ファイルは残せません。もう一度選ぶ必要がある場合は、前の画面に戻ってください。',
  en: 'Attached files cannot be kept. Please go back to choose them again.',
}

const Resubmit = ({ language, kept }: { language: Language; kept: KeptInput }) => (
  <Form language={language} path={kept.path} csrf={kept.csrf} hidden={withoutSecrets(kept.form.values)}>
    <Notice tone="info">
      <p>{say(keptText, language)}</p>
      {Object.keys(kept.form.files).length > 0 ? <p>{say(filesText, language)}</p> : null}
    </Notice>
    <Buttons>
      <Button>{language === 'ja' ? 'もう一度送信する' : 'Send again'}</Button>
    </Buttons>
  </Form>
)

export const ErrorPage = ({ language, failure, kept, signIn }: ErrorPageProps) => (
  <>
    <PageHeading
      title={say(failure.title, language)}
      lead={failure.detail ? say(failure.detail, language) : undefined}
    />
    <ErrorSummary language={language} problems={failure.problems ?? []} />
    {signIn ? (
      <p>
        <a href={href(language, signIn)} target={kept ? '_blank' : undefined} rel="noopener">
          {language === 'ja'
            ? `サインインする${kept ? '（新しいタブで開きます）' : ''}`
            : `Sign in${kept ? ' (opens in a new tab)' : ''}`}
        </a>
      </p>
    ) : null}
    {kept ? (
      <Resubmit language={language} kept={kept} />
    ) : (
      <Buttons>
        <LinkButton language={language} path="/" look="secondary">
          {language === 'ja' ? 'トップページへ' : 'To the front page'}
        </LinkButton>
      </Buttons>
    )}
  </>
)
