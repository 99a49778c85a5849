import { type Bilingual, say } from '../../../base/bilingual.ts'
import { Button } from '../../../ui/button.tsx'
import { DefinitionList } from '../../../ui/definition-list.tsx'
import { ErrorSummary } from '../../../ui/error-summary.tsx'
import { SelectField, TextField } from '../../../ui/field.tsx'
import { Form } from '../../../ui/form.tsx'
import { href } from '../../../ui/link.ts'
import { Notice } from '../../../ui/notice.tsx'
import { PageHeading, Section } from '../../../ui/page.tsx'
import { QrCode } from '../../../ui/qr-code.tsx'
import { Table } from '../../../ui/table.tsx'
import { StatusTag } from '../../../ui/tag.tsx'
import { deviceOf } from '../sessions/device.ts'
import type { SessionView } from '../sessions/service.ts'
import type { PasskeyView, TotpSetUp } from '../sign-in/account.ts'
import { minimumPasswordLength } from '../sign-in/limits.ts'
import { momentText, type PageProps, t } from './common.ts'

export const accountTitle = t('マイアカウント', 'My account')

export interface AccountProps extends PageProps {
  readonly name: string
  readonly email: string
  readonly bodies: readonly { readonly id: string; readonly name: Bilingual }[]
  readonly acting: string
  readonly roles: readonly Bilingual[]
  readonly totp: boolean
  readonly passkeys: readonly PasskeyView[]
  readonly sessions: readonly SessionView[]
}

const currentPassword = t('現在のパスワード', 'Current password')

const PasswordForm = ({
  language,
  csrf,
  problems = [],
  path = '/account/password',
  hidden = {},
}: PageProps & { readonly path?: string; readonly hidden?: Readonly<Record<string, string>> }) => (
  <Form language={language} path={path} csrf={csrf} hidden={hidden}>
    <TextField
      language={language}
      name="current"
      type="password"
      required
      autocomplete="current-password"
      label={currentPassword}
      problems={problems}
    />
    <TextField
      language={language}
      name="password"
      type="password"
      required
      autocomplete="new-password"
      label={t('新しいパスワード', 'New password')}
      help={t(
        `${minimumPasswordLength}文字以上。関係のない言葉をいくつかつなげると、覚えやすく安全です。`,
        `At least ${minimumPasswordLength} characters. Several unrelated words in a row are safe and easy to remember.`,
      )}
      problems={problems}
    />
    <TextField
      language={language}
      name="again"
      type="password"
      required
      autocomplete="new-password"
      label={t('新しいパスワード(確認)', 'New password again')}
      problems={problems}
    />
    <p>
      {language === 'ja'
        ? '変更すると、ほかの端末でのサインインはすべて終了します。'
        : 'Every other session of yours ends when you change it.'}
    </p>
    <Button look={path === '/account/password' ? 'secondary' : 'primary'}>
      {language === 'ja' ? 'パスワードを変更する' : 'Change the password'}
    </Button>
  </Form>
)

export const firstPasswordTitle = t('パスワードの変更', 'Change your password')

/** Before anything else opens: an administrator chose the password, and may still know it. */
export const FirstPasswordPage = (props: PageProps & { readonly next: string; readonly path: string }) => (
  <>
    <ErrorSummary language={props.language} problems={props.problems ?? []} />
    <PageHeading
      title={firstPasswordTitle[props.language]}
      lead={
        props.language === 'ja'
          ? '今のパスワードは管理者が決めたものです。あなただけが知っているパスワードに変えると、ほかの画面を使えるようになります。'
          : 'Your password was chosen by an administrator. Choose one that only you know; everything else opens after that.'
      }
    />
    <PasswordForm {...props} hidden={{ next: props.next }} />
  </>
)

const TotpSection = ({ language, csrf, problems = [], totp }: AccountProps) => (
  <Section title={language === 'ja' ? '二段階認証' : 'Second factor'} id="totp">
    <p>
      {totp ? (
        <StatusTag tone="good">{language === 'ja' ? '設定済み' : 'On'}</StatusTag>
      ) : (
        <StatusTag tone="warning">{language === 'ja' ? '未設定' : 'Off'}</StatusTag>
      )}
    </p>
    <Form language={language} path={totp ? '/account/totp/remove' : '/account/totp'} csrf={csrf}>
      <TextField
        language={language}
        name="totpPassword"
        type="password"
        required
        autocomplete="current-password"
        label={currentPassword}
        problems={problems}
      />
      <Button look={totp ? 'danger' : 'secondary'}>
        {totp
          ? language === 'ja'
            ? '二段階認証をやめる'
            : 'Turn it off'
          : language === 'ja'
            ? '二段階認証を設定する'
            : 'Set it up'}
      </Button>
    </Form>
  </Section>
)

const PasskeySection = ({ language, csrf, passkeys }: AccountProps) => (
  <Section title={language === 'ja' ? 'パスキー' : 'Passkeys'} id="passkeys">
    {passkeys.length === 0 ? (
      <p>{language === 'ja' ? '登録されていません。' : 'None registered.'}</p>
    ) : (
      <Table
        language={language}
        caption={t('登録済みのパスキー', 'Registered passkeys')}
        columns={[{ title: t('名前', 'Name') }, { title: t('登録日時', 'Registered') }, { title: t('操作', 'Action') }]}
        rows={passkeys.map(passkey => ({
          cells: [
            passkey.name ?? 'passkey',
            passkey.created ? momentText(passkey.created, language) : '',
            <Form language={language} path="/account/passkey/remove" csrf={csrf} hidden={{ passkey: passkey.id }}>
              <Button look="quiet">{language === 'ja' ? '削除する' : 'Remove'}</Button>
            </Form>,
          ],
        }))}
      />
    )}
    <p>
      <a href={href(language, '/account/passkey')}>
        {language === 'ja' ? 'この端末のパスキーを登録する' : 'Register a passkey of this device'}
      </a>
    </p>
  </Section>
)

export const SessionTable = ({
  language,
  csrf,
  sessions,
  path,
}: PageProps & { readonly sessions: readonly SessionView[]; readonly path: string }) => (
  <Table
    language={language}
    caption={t('サインイン中の端末', 'Where you are signed in')}
    captionHidden
    columns={[
      { title: t('端末', 'Device') },
      { title: t('最後に使った日時', 'Last used') },
      { title: t('サインインした日時', 'Signed in') },
      { title: t('接続元', 'Address') },
      { title: t('操作', 'Action') },
    ]}
    rows={sessions.map(session => ({
      cells: [
        say(deviceOf(session.browser), language),
        momentText(session.seen, language),
        momentText(session.started, language),
        session.address || '-',
        session.current ? (
          <StatusTag tone="good">{language === 'ja' ? 'この端末' : 'This one'}</StatusTag>
        ) : (
          <Form language={language} path={path} csrf={csrf} hidden={{ session: session.id }}>
            <Button look="quiet">{language === 'ja' ? '終了する' : 'End'}</Button>
          </Form>
        ),
      ],
    }))}
  />
)

export const AccountPage = (props: AccountProps) => {
  const { language, csrf, problems = [], bodies } = props
  return (
    <>
      <ErrorSummary language={language} problems={problems} />
      <PageHeading title={accountTitle[language]} />
      <DefinitionList
        language={language}
        items={[
          { term: t('氏名', 'Name'), value: props.name },
          { term: t('メールアドレス', 'E-mail address'), value: props.email },
          {
            term: t('役割', 'Roles'),
            value: props.roles.map(role => say(role, language)).join(language === 'ja' ? '、' : '; '),
          },
        ]}
      />
      {bodies.length > 1 ? (
        <Section title={language === 'ja' ? '担当する団体' : 'Organisation you act for'}>
          <Form language={language} path="/account/acting" csrf={csrf}>
            <SelectField
              language={language}
              name="body"
              label={t('団体', 'Organisation')}
              value={props.acting}
              choices={bodies.map(body => ({ value: body.id, label: say(body.name, language) }))}
            />
            <Button look="secondary">{language === 'ja' ? '切り替える' : 'Switch'}</Button>
          </Form>
        </Section>
      ) : null}
      <Section title={language === 'ja' ? 'サインイン中の端末' : 'Sessions'} id="sessions">
        <SessionTable language={language} csrf={csrf} sessions={props.sessions} path="/account/sessions/end" />
        {props.sessions.length > 1 ? (
          <Form language={language} path="/account/sessions/end" csrf={csrf}>
            <Button look="secondary">{language === 'ja' ? 'この端末以外をすべて終了する' : 'End all others'}</Button>
          </Form>
        ) : null}
      </Section>
      <Section title={language === 'ja' ? 'パスワード' : 'Password'} id="password">
        <PasswordForm language={language} csrf={csrf} problems={problems} />
      </Section>
      <TotpSection {...props} />
      <PasskeySection {...props} />
    </>
  )
}

export const totpTitle = t('二段階認証の設定', 'Set up the second factor')

export const TotpSetUpPage = ({ language, csrf, problems = [], setUp }: PageProps & { readonly setUp?: TotpSetUp }) => (
  <>
    <ErrorSummary language={language} problems={problems} />
    <PageHeading title={totpTitle[language]} />
    {setUp ? (
      <>
        <Section title={language === 'ja' ? '1. 認証アプリに登録する' : '1. Add it to your authenticator app'}>
          <p>
            {language === 'ja'
              ? 'スマートフォンの認証アプリで、このQRコードを読み取ってください。'
              : 'Scan this QR code with the authenticator app of your phone.'}
          </p>
          <QrCode
            text={setUp.uri}
            label={
              language === 'ja'
                ? '認証アプリに登録するQRコード。読み取れないときは、下の鍵を入力してください。'
                : 'QR code for the authenticator app. If you cannot scan it, type the key below.'
            }
          />
          <p>
            {language === 'ja'
              ? '読み取れないときは、認証アプリで「手動で入力」を選び、次の鍵を入力してください(種類は時間ベース)。'
              : 'If you cannot scan it, choose manual entry in your app and type this key (time-based).'}
          </p>
          <p>
            <code class="secret">{setUp.secret.replace(/(.{4})(?=.)/g, '$1 ')}</code>
          </p>
          <p>
            <a href={setUp.uri}>
              {language === 'ja' ? 'この端末の認証アプリで開く' : 'Open in the authenticator app of this device'}
            </a>
          </p>
        </Section>
        <Section title={language === 'ja' ? '2. 予備コードを控える' : '2. Note your backup codes'}>
          <Notice tone="warning">
            <p>
              {language === 'ja'
                ? '端末をなくしたときに使います。表示されるのは今だけです。それぞれ1回だけ使えます。'
                : 'For when you lose the device. They are shown only now; each works once.'}
            </p>
          </Notice>
          <ul class="codes">
            {setUp.backupCodes.map(code => (
              <li>
                <code>{code}</code>
              </li>
            ))}
          </ul>
        </Section>
      </>
    ) : null}
    <Section title={language === 'ja' ? '3. 確認する' : '3. Confirm'}>
      <Form language={language} path="/account/totp/confirm" csrf={csrf}>
        <TextField
          language={language}
          name="code"
          required
          width="short"
          inputmode="numeric"
          autocomplete="one-time-code"
          label={t('アプリに表示された6桁の数字', 'The six digits that the app shows')}
          problems={problems}
        />
        <Button>{language === 'ja' ? '二段階認証を有効にする' : 'Turn it on'}</Button>
      </Form>
    </Section>
  </>
)

export const newPasskeyTitle = t('パスキーの登録', 'Register a passkey')

export const NewPasskeyPage = ({
  language,
  csrf,
  problems = [],
  options,
}: PageProps & { readonly options: string }) => (
  <>
    <ErrorSummary language={language} problems={problems} />
    <PageHeading title={newPasskeyTitle[language]} />
    <noscript>
      <Notice tone="warning">
        <p>
          {language === 'ja' ? 'パスキーの登録にはJavaScriptが必要です。' : 'Registering a passkey needs JavaScript.'}
        </p>
      </Notice>
    </noscript>
    <div data-passkey="create" data-options={options}>
      <Form language={language} path="/account/passkey" csrf={csrf} hidden={{ answer: '' }}>
        <TextField
          language={language}
          name="name"
          required
          label={t('パスキーの名前', 'Name of the passkey')}
          help={t('例: 庁内の端末', 'For example: office computer')}
          problems={problems}
        />
        <TextField
          language={language}
          name="password"
          type="password"
          required
          autocomplete="current-password"
          label={currentPassword}
          problems={problems}
        />
        <Button>{language === 'ja' ? '登録する' : 'Register'}</Button>
      </Form>
    </div>
  </>
)
