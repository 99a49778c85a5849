import { type Language, say } from '../../../base/bilingual.ts'
import { formatDay } from '../../../base/calendar/wareki.ts'
import { Button, LinkButton } from '../../../ui/button.tsx'
import { DefinitionList } from '../../../ui/definition-list.tsx'
import { Empty } from '../../../ui/empty.tsx'
import { ErrorSummary } from '../../../ui/error-summary.tsx'
import { type Choice, ChoicesField, SelectField, TextField } from '../../../ui/field.tsx'
import { Form } from '../../../ui/form.tsx'
import { href } from '../../../ui/link.ts'
import { Notice } from '../../../ui/notice.tsx'
import { PageHeading, Section } from '../../../ui/page.tsx'
import { StatusTag } from '../../../ui/tag.tsx'
import type { MachineKeyView } from '../machine-keys/service.ts'
import type { PermissionDefinition } from '../permissions.ts'
import type { RoleDefinition } from '../role.ts'
import { momentText, type PageProps, t } from './common.ts'

export const machineKeysTitle = t('APIの鍵', 'Keys for machines')
export const newMachineKeyTitle = t('鍵の作成', 'Make a key')
export const machineKeyMadeTitle = t('鍵を作成しました', 'The key was made')

/** What a key can do now. */
export type KeyState = 'waiting' | 'working' | 'expired' | 'revoked'

export const stateOf = (key: MachineKeyView, today: string): KeyState =>
  key.revoked_at ? 'revoked' : key.valid_to < today ? 'expired' : key.released_at ? 'working' : 'waiting'

const states = {
  waiting: { label: t('承認待ち', 'Waits for release'), tone: 'waiting' },
  working: { label: t('有効', 'Works'), tone: 'good' },
  expired: { label: t('期限切れ', 'Expired'), tone: 'neutral' },
  revoked: { label: t('取消済み', 'Revoked'), tone: 'neutral' },
} as const

export interface ShownKey {
  readonly key: MachineKeyView
  readonly state: KeyState
  readonly organisation: string
  /** Titles. */
  readonly permissions: readonly string[]
  /** The reader may let it work. */
  readonly releasable: boolean
}

const KeySection = ({
  shown,
  manages,
  ...props
}: PageProps & { readonly shown: ShownKey; readonly manages: boolean }) => {
  const { language, csrf } = props
  const { key, state } = shown
  const ja = language === 'ja'
  const at = (moment: string | null, none: string) => (moment ? momentText(moment, language) : none)
  const { label, tone } = states[state]
  return (
    <Section title={key.name} id={`key-${key.id}`}>
      <DefinitionList
        language={language}
        items={[
          { term: t('状態', 'State'), value: <StatusTag tone={tone}>{say(label, language)}</StatusTag> },
          { term: t('利用目的', 'Purpose'), value: key.purpose },
          { term: t('組織', 'Organisation'), value: shown.organisation },
          { term: t('許可した操作', 'May'), value: shown.permissions.join(ja ? '、' : ', ') },
          { term: t('有効期限', 'Last day'), value: formatDay(key.valid_to, language) },
          {
            term: t('最後に使われた日時', 'Last used'),
            value: at(key.used_at, ja ? 'まだ使われていません' : 'Not yet'),
          },
          { term: t('鍵の先頭', 'Begins with'), value: <code>{`${key.hint}…`}</code> },
          { term: t('作成した人', 'Made by'), value: key.made_by_name ?? '' },
          {
            term: t('承認した人', 'Released by'),
            value: key.released_at
              ? `${key.released_by_name ?? ''} ${at(key.released_at, '')}`
              : ja
                ? 'まだ承認されていません'
                : 'Nobody yet',
          },
        ]}
      />
      {state === 'waiting' && shown.releasable ? (
        <Form language={language} path={`/machine-keys/${key.id}/release`} csrf={csrf}>
          <Button>{ja ? `「${key.name}」を承認する` : `Release “${key.name}”`}</Button>
        </Form>
      ) : null}
      {state !== 'revoked' && manages ? (
        <Form language={language} path={`/machine-keys/${key.id}/revoke`} csrf={csrf}>
          <Button look="danger">{ja ? `「${key.name}」を取り消す` : `Revoke “${key.name}”`}</Button>
        </Form>
      ) : null}
    </Section>
  )
}

export const MachineKeysPage = ({
  keys,
  manages,
  ...props
}: PageProps & { readonly keys: readonly ShownKey[]; readonly manages: boolean }) => {
  const { language, problems = [] } = props
  const ja = language === 'ja'
  return (
    <>
      <ErrorSummary language={language} problems={problems} />
      <PageHeading
        title={machineKeysTitle[language]}
        lead={
          ja
            ? '他のシステムがAPIを使うための鍵です。鍵は、作成した人とは別の、その操作の権限を持つ人がこのページで承認すると使えるようになります。'
            : 'Keys by which other systems use the API. A key works once somebody other than its maker, who may do all that it may, releases it on this page.'
        }
      >
        {manages ? (
          <LinkButton language={language} path="/machine-keys/new">
            {newMachineKeyTitle[language]}
          </LinkButton>
        ) : null}
      </PageHeading>
      {keys.length === 0 ? (
        <Empty title={ja ? '鍵はまだありません。' : 'There are no keys yet.'} />
      ) : (
        keys.map(shown => <KeySection {...props} shown={shown} manages={manages} />)
      )}
    </>
  )
}

/** First the role, then what of it: without a script the boxes are those of the role that the address names. */
export const NewMachineKeyPage = ({
  roles,
  role,
  possible,
  organisations,
  given,
  chosen,
  ...props
}: PageProps & {
  readonly roles: readonly RoleDefinition[]
  readonly role: RoleDefinition | undefined
  readonly possible: readonly PermissionDefinition[]
  readonly organisations: readonly Choice[]
  readonly given: Readonly<Record<string, string>>
  readonly chosen: readonly string[]
}) => {
  const { language, csrf, problems = [] } = props
  const ja = language === 'ja'
  const common = { language, problems }
  return (
    <>
      <ErrorSummary language={language} problems={problems} />
      <PageHeading
        title={newMachineKeyTitle[language]}
        lead={
          ja
            ? '鍵でできることは、選んだ役割の操作の一部です。個人情報を読むたびに、鍵の名前と利用目的が証跡に残ります。'
            : 'A key may do some of what a role may. Each look at personal data stands in the ledger under its name and purpose.'
        }
      />
      <form class="form" method="get" action={href(language, '/machine-keys/new')} novalidate>
        <SelectField
          {...common}
          name="role"
          required
          label={t('役割', 'Role')}
          choices={roles.map(one => ({ value: one.id, label: one.title[language] }))}
          empty={t('選んでください', 'Choose')}
          value={role?.id}
        />
        <Button look="secondary">{ja ? 'この役割で続ける' : 'Go on with this role'}</Button>
      </form>
      {role ? (
        <Section title={ja ? '鍵の内容' : 'The key'} id="key">
          <Form language={language} path="/machine-keys" csrf={csrf} hidden={{ role: role.id }}>
            <TextField
              {...common}
              name="name"
              required
              label={t('名前', 'Name')}
              help={t(
                '使うシステムが分かる名前。例: 文書管理システム',
                'Of the system that uses it, such as “Document system”.',
              )}
              value={given.name}
            />
            <TextField
              {...common}
              name="purpose"
              required
              label={t('利用目的', 'Purpose')}
              help={t(
                '何のために何を読み書きするか。証跡に残ります。',
                'What it reads or writes, and why. It stands in the ledger.',
              )}
              value={given.purpose}
            />
            <SelectField
              {...common}
              name="organisation"
              required
              label={t('組織', 'Organisation')}
              choices={organisations}
              value={given.organisation}
            />
            <ChoicesField
              {...common}
              name="permissions"
              required
              several
              label={t('許可する操作', 'What it may do')}
              choices={possible.map(one => ({
                value: one.id,
                label: (one.of?.operation ?? one.title)[language],
                group: one.of?.register[language],
              }))}
              values={chosen}
            />
            <TextField
              {...common}
              name="validTo"
              type="date"
              width="short"
              required
              label={t('有効期限', 'Last day')}
              help={t('1年以内。過ぎると使えなくなります。', 'Within a year. It stops working after it.')}
              value={given.validTo}
            />
            <Button>{ja ? '鍵を作成する' : 'Make the key'}</Button>
          </Form>
        </Section>
      ) : null}
    </>
  )
}

export const MachineKeyMadePage = ({
  language,
  name,
  secret,
}: {
  readonly language: Language
  readonly name: string
  readonly secret: string
}) => {
  const ja = language === 'ja'
  return (
    <>
      <PageHeading title={machineKeyMadeTitle[language]} />
      <Notice tone="warning" title={ja ? '鍵が表示されるのは今だけです' : 'The key is shown this once'}>
        {ja
          ? '使うシステムの設定に写し、ほかには残さないでください。失くしたときは、取り消して作り直します。'
          : 'Copy it into the settings of the system that uses it and nowhere else. If it is lost, revoke it and make another.'}
      </Notice>
      <DefinitionList
        language={language}
        items={[
          { term: t('名前', 'Name'), value: name },
          { term: t('鍵', 'Key'), value: <code>{secret}</code> },
          {
            term: t('使い方', 'How to use it'),
            value: <code>Authorization: Bearer {ja ? '（鍵）' : '(key)'}</code>,
          },
        ]}
      />
      <p>
        {ja
          ? '鍵は、その操作の権限を持つほかの人が承認すると使えるようになります。承認できる人の「今日の仕事」に「あなたの承認を待つ鍵」として表示されます。'
          : 'It works once somebody else releases it who may do all that it may. Their page “Today’s work” says that it waits.'}
      </p>
      <LinkButton language={language} path="/machine-keys" look="secondary">
        {machineKeysTitle[language]}
      </LinkButton>
    </>
  )
}
