import { type Bilingual, type Language, say } from '../../base/bilingual.ts'
import type { FormInput, MenuEntry } from '../../platform/routing/route.ts'
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
  /** Pages that can be read all the same. */
  readonly works?: readonly MenuEntry[] | undefined
}

const secretName = /password|passcode|totp|token|^(?:current|again|code|answer)$/i
const isSecret = (name: string): boolean => secretName.test(name)

/** Passwords are not printed into a page; they are typed again. */
const withoutSecrets = (values: FormInput['values']): Record<string, readonly string[]> =>
  Object.fromEntries(Object.entries(values).filter(([name]) => name !== 'csrf' && !isSecret(name)))

const keptText: Bilingual = {
  ja: '入力した内容はこの画面に残っています。下のボタンでもう一度送信できます。',
  en: 'What you typed is kept on this page. You can send it again with the button below.',
}
const secretsText: Bilingual = {
  ja: 'パスワードや確認コードは、安全のため残していません。送信した後の画面で、もう一度入力してください。',
  en: 'Passwords and codes are not kept, for safety. Type them again on the page that follows.',
}
const filesText: Bilingual = {
  ja: '添付ファイルは残せません。同じファイルをもう一度選んでください。',
  en: 'Attached files cannot be kept. Please choose the same files again.',
}

/** A box for each file that was chosen, with the file's name, so that it is known which one belongs there. */
const FilesAgain = ({ language, files }: { language: Language; files: FormInput['files'] }) => (
  <>
    <p>{say(filesText, language)}</p>
    {Object.entries(files).map(([name, chosen]) => (
      <p class="field">
        <label for={`again-${name}`}>{chosen.map(file => file.name).join('、')}</label>
        <input type="file" id={`again-${name}`} name={name} multiple={chosen.length > 1} />
      </p>
    ))}
  </>
)

const Resubmit = ({ language, kept }: { language: Language; kept: KeptInput }) => {
  const { values, files } = kept.form
  const hasFiles = Object.keys(files).length > 0
  return (
    <Form language={language} path={kept.path} csrf={kept.csrf} files={hasFiles} hidden={withoutSecrets(values)}>
      <Notice tone="info">
        <p>{say(keptText, language)}</p>
        {Object.keys(values).some(isSecret) ? <p>{say(secretsText, language)}</p> : null}
      </Notice>
      {hasFiles ? <FilesAgain language={language} files={files} /> : null}
      <Buttons>
        <Button>{language === 'ja' ? 'もう一度送信する' : 'Send again'}</Button>
      </Buttons>
    </Form>
  )
}

const worksText: Bilingual = {
  ja: '次のページは、最後に保存した写しを見ることができます。',
  en: 'These pages can be read from their last copy.',
}

const StillWorks = ({ language, works }: { language: Language; works: readonly MenuEntry[] }) => (
  <section>
    <h2>{language === 'ja' ? '今見られるページ' : 'What can be read now'}</h2>
    <p>{say(worksText, language)}</p>
    <ul class="links">
      {works.map(entry => (
        <li>
          <a href={href(language, entry.path)}>{say(entry.title, language)}</a>
        </li>
      ))}
    </ul>
  </section>
)

export const ErrorPage = ({ language, failure, kept, signIn, works = [] }: ErrorPageProps) => (
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
    {works.length > 0 ? <StillWorks language={language} works={works} /> : null}
  </>
)
