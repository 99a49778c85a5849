import { type Bilingual, type Language, say } from '../../../base/bilingual.ts'
import { formatDay } from '../../../base/calendar/wareki.ts'
import { Button, LinkButton } from '../../../ui/button.tsx'
import { DefinitionList } from '../../../ui/definition-list.tsx'
import { Empty } from '../../../ui/empty.tsx'
import { ErrorSummary } from '../../../ui/error-summary.tsx'
import { type Choice, SelectField, TextField } from '../../../ui/field.tsx'
import { Form } from '../../../ui/form.tsx'
import { href } from '../../../ui/link.ts'
import { PageHeading, Section } from '../../../ui/page.tsx'
import { Table } from '../../../ui/table.tsx'
import { StatusTag } from '../../../ui/tag.tsx'
import { Words } from '../../../ui/words.tsx'
import type { GrantRow } from '../people/grants.ts'
import type { OrganisationRow } from '../people/organisations.ts'
import type { PersonStatus, PersonView } from '../people/people.ts'
import type { Roles } from '../permissions.ts'
import type { SessionView } from '../sessions/service.ts'
import { SessionTable } from './account.tsx'
import { type PageProps, t } from './common.ts'
import { editPersonTitle } from './edit-person.tsx'

export const peopleTitle = t('利用者と権限', 'People and roles')
export const newPersonTitle = t('利用者の登録', 'Register a person')

const statuses: Readonly<Record<PersonStatus, Bilingual>> = {
  active: t('有効', 'Active'),
  suspended: t('停止中', 'Suspended'),
  left: t('退職', 'Left'),
}

export const organisationName = (row: OrganisationRow, language: Language): string =>
  language === 'ja' ? row.name_ja : row.name_en

/** Organisations of the actor's body that exist on a day, for a choice. */
export const organisationChoices = (
  rows: readonly OrganisationRow[],
  tenants: readonly string[],
  day: string,
  language: Language,
): readonly Choice[] =>
  rows
    .filter(row => tenants.includes(row.id) && (row.valid_to === null || row.valid_to >= day))
    .map(row => ({ value: row.id, label: organisationName(row, language) }))

const roleTitles = (roles: Roles, held: readonly string[], language: Language): string =>
  held.map(id => roles.get(id)?.title[language] ?? id).join(language === 'ja' ? '、' : ', ')

export const PeoplePage = ({
  language,
  people,
  organisations,
  roles,
}: {
  readonly language: Language
  readonly people: readonly PersonView[]
  readonly organisations: readonly OrganisationRow[]
  readonly roles: Roles
}) => {
  const names = new Map(organisations.map(row => [row.id, organisationName(row, language)]))
  return (
    <>
      <PageHeading title={peopleTitle[language]}>
        <LinkButton language={language} path="/people/new">
          {newPersonTitle[language]}
        </LinkButton>
        <LinkButton language={language} path="/transfers" look="secondary">
          {language === 'ja' ? '人事異動' : 'Transfers'}
        </LinkButton>
        <LinkButton language={language} path="/organisations" look="secondary">
          {language === 'ja' ? '組織' : 'Organisations'}
        </LinkButton>
      </PageHeading>
      {people.length === 0 ? (
        <Empty title={language === 'ja' ? '利用者はまだいません。' : 'Nobody is registered yet.'} />
      ) : (
        <Table
          language={language}
          caption={t('利用者の一覧', 'People')}
          captionHidden
          columns={[
            { title: t('氏名', 'Name') },
            { title: t('職員番号', 'Staff number') },
            { title: t('所属', 'Organisation') },
            { title: t('役割', 'Roles') },
            { title: t('状態', 'Status') },
          ]}
          rows={people.map(person => ({
            cells: [
              <a href={href(language, `/people/${person.id}`)}>
                <Words text={person.name} />
              </a>,
              person.staff_number ?? '',
              person.organisation ? (names.get(person.organisation) ?? '') : '',
              roleTitles(roles, person.roles, language),
              say(statuses[person.status], language),
            ],
            tone: person.status === 'active' ? undefined : 'muted',
          }))}
        />
      )}
    </>
  )
}

export const NewPersonPage = ({
  language,
  csrf,
  problems = [],
  organisations,
  given,
}: PageProps & {
  readonly organisations: readonly Choice[]
  readonly given: Readonly<Record<string, string>>
}) => {
  const common = { language, problems }
  return (
    <>
      <ErrorSummary language={language} problems={problems} />
      <PageHeading title={newPersonTitle[language]} />
      <Form language={language} path="/people/new" csrf={csrf}>
        <TextField {...common} name="name" required label={t('氏名', 'Name')} value={given.name} />
        <TextField {...common} name="kana" label={t('フリガナ', 'Reading')} value={given.kana} />
        <TextField
          {...common}
          name="staffNumber"
          width="short"
          label={t('職員番号', 'Staff number')}
          value={given.staffNumber}
        />
        <TextField
          {...common}
          name="email"
          type="email"
          required
          label={t('メールアドレス', 'E-mail address')}
          value={given.email}
        />
        <SelectField
          {...common}
          name="organisation"
          required
          label={t('所属', 'Organisation')}
          choices={organisations}
          empty={t('選んでください', 'Choose')}
          value={given.organisation}
        />
        <TextField
          {...common}
          name="password"
          type="password"
          required
          autocomplete="new-password"
          label={t('最初のパスワード', 'First password')}
          help={t(
            '本人に手渡しなど安全な方法で伝えてください。本人は、最初のサインインのときに自分のパスワードに変えます。',
            'Give it to the person in a safe way. They choose their own at their first sign-in, before anything else opens.',
          )}
        />
        <Button>{language === 'ja' ? '登録する' : 'Register'}</Button>
      </Form>
    </>
  )
}

export interface PersonPageProps extends PageProps {
  readonly person: PersonView
  readonly own: boolean
  readonly employed: boolean
  /** Whether the reader may look into the ledger. */
  readonly ledger: boolean
  readonly grants: readonly GrantRow[]
  readonly sessions: readonly SessionView[]
  readonly organisations: readonly OrganisationRow[]
  readonly choices: readonly Choice[]
  readonly roles: Roles
  readonly roleChoices: readonly Choice[]
  readonly today: string
  readonly given: Readonly<Record<string, string>>
}

const period = (grant: GrantRow, language: Language): string =>
  `${formatDay(grant.valid_from, language)} ${language === 'ja' ? '〜' : '–'} ${grant.valid_to ? formatDay(grant.valid_to, language) : ''}`

const grantState = (grant: GrantRow, today: string, language: Language) => {
  if (grant.withdrawn) return <StatusTag>{language === 'ja' ? '取消' : 'Withdrawn'}</StatusTag>
  if (grant.valid_from > today)
    return <StatusTag tone="waiting">{language === 'ja' ? '予定' : 'From then on'}</StatusTag>
  if (grant.valid_to !== null && grant.valid_to < today)
    return <StatusTag>{language === 'ja' ? '終了' : 'Ended'}</StatusTag>
  return <StatusTag tone="good">{language === 'ja' ? '有効' : 'In force'}</StatusTag>
}

const GrantsSection = (props: PersonPageProps) => {
  const { language, csrf, problems = [], person, grants, organisations, roles, today, given } = props
  const names = new Map(organisations.map(row => [row.id, organisationName(row, language)]))
  const open = (grant: GrantRow) => !grant.withdrawn && (grant.valid_to === null || grant.valid_to >= today)
  return (
    <Section title={language === 'ja' ? '役割' : 'Roles'} id="grants">
      {grants.length > 0 ? (
        <Table
          language={language}
          caption={t('付与された役割', 'Granted roles')}
          captionHidden
          columns={[
            { title: t('役割', 'Role') },
            { title: t('組織', 'Organisation') },
            { title: t('期間', 'Days') },
            { title: t('状態', 'State') },
            { title: t('操作', 'Action') },
          ]}
          rows={grants.map(grant => ({
            cells: [
              roleTitles(roles, [grant.role], language),
              names.get(grant.organisation) ?? '',
              period(grant, language),
              grantState(grant, today, language),
              open(grant) ? (
                <Form
                  language={language}
                  path={`/people/${person.id}/grants/end`}
                  csrf={csrf}
                  hidden={{ grant: grant.id }}
                >
                  <Button look="quiet">{language === 'ja' ? '終了する' : 'End'}</Button>
                </Form>
              ) : (
                ''
              ),
            ],
            tone: open(grant) ? undefined : 'muted',
          }))}
        />
      ) : (
        <p>{language === 'ja' ? '役割はありません。' : 'No roles.'}</p>
      )}
      <h3>{language === 'ja' ? '役割を付与する' : 'Grant a role'}</h3>
      <Form language={language} path={`/people/${person.id}/grants`} csrf={csrf}>
        <SelectField
          language={language}
          name="role"
          required
          label={t('役割', 'Role')}
          choices={props.roleChoices}
          empty={t('選んでください', 'Choose')}
          value={given.role}
          problems={problems}
        />
        <SelectField
          language={language}
          name="organisation"
          required
          label={t('組織', 'Organisation')}
          choices={props.choices}
          value={given.organisation ?? person.organisation ?? undefined}
          problems={problems}
        />
        <TextField
          language={language}
          name="validFrom"
          type="date"
          width="short"
          required
          label={t('開始日', 'First day')}
          value={given.validFrom ?? today}
          problems={problems}
        />
        <TextField
          language={language}
          name="validTo"
          type="date"
          width="short"
          label={t('終了日', 'Last day')}
          help={t('空欄のときは、終了するまで有効です。', 'Empty: until it is ended.')}
          value={given.validTo}
          problems={problems}
        />
        <Button>{language === 'ja' ? '付与する' : 'Grant'}</Button>
      </Form>
    </Section>
  )
}

export const PersonPage = (props: PersonPageProps) => {
  const { language, csrf, problems = [], person } = props
  const names = new Map(props.organisations.map(row => [row.id, organisationName(row, language)]))
  return (
    <>
      <ErrorSummary language={language} problems={problems} />
      <PageHeading
        title={person.name}
        tags={
          <>
            {person.sample ? <StatusTag tone="sample">{language === 'ja' ? '見本' : 'Sample'}</StatusTag> : null}
            {person.status === 'active' ? null : (
              <StatusTag tone="bad">{say(statuses[person.status], language)}</StatusTag>
            )}
          </>
        }
      >
        {props.employed ? (
          <LinkButton language={language} path={`/people/${person.id}/edit`} look="secondary">
            {editPersonTitle[language]}
          </LinkButton>
        ) : null}
        {props.ledger ? (
          <>
            <LinkButton language={language} path={`/ledger?person=${person.id}`} look="quiet">
              {language === 'ja' ? 'この人の証跡' : 'Ledger about this person'}
            </LinkButton>
            <LinkButton language={language} path={`/ledger?actor=${person.id}`} look="quiet">
              {language === 'ja' ? 'この人が行った操作の証跡' : 'Ledger of what this person did'}
            </LinkButton>
          </>
        ) : null}
      </PageHeading>
      <DefinitionList
        language={language}
        items={[
          { term: t('フリガナ', 'Reading'), value: person.kana ?? '' },
          { term: t('職員番号', 'Staff number'), value: person.staff_number ?? '' },
          { term: t('メールアドレス', 'E-mail address'), value: person.email },
          { term: t('所属', 'Organisation'), value: person.organisation ? names.get(person.organisation) : '' },
        ]}
      />
      <GrantsSection {...props} />
      {props.employed && !props.own ? (
        <>
          <Section title={language === 'ja' ? 'サインイン中の端末' : 'Sessions'} id="sessions">
            {props.sessions.length === 0 ? (
              <p>{language === 'ja' ? 'サインインしていません。' : 'Not signed in.'}</p>
            ) : (
              <SessionTable
                language={language}
                csrf={csrf}
                sessions={props.sessions}
                path={`/people/${person.id}/sessions/end`}
              />
            )}
          </Section>
          <Section title={language === 'ja' ? '状態' : 'Status'} id="status">
            <Form language={language} path={`/people/${person.id}/status`} csrf={csrf}>
              <SelectField
                language={language}
                name="status"
                label={t('状態', 'Status')}
                value={person.status}
                choices={Object.entries(statuses).map(([id, title]) => ({ value: id, label: say(title, language) }))}
              />
              <TextField language={language} name="reason" label={t('理由', 'Reason')} />
              <Button look="secondary">{language === 'ja' ? '変更する' : 'Change'}</Button>
            </Form>
          </Section>
          <Section title={language === 'ja' ? 'パスワードの再設定' : 'Reset the password'} id="reset">
            <p>
              {language === 'ja'
                ? 'パスワードを忘れたとき、認証アプリの端末をなくしたときに使います。二段階認証とパスキーは解除され、サインイン中の端末はすべて終了します。'
                : 'For a forgotten password or a lost device. The second factor and passkeys are removed and every session ends.'}
            </p>
            <Form language={language} path={`/people/${person.id}/reset`} csrf={csrf}>
              <TextField
                language={language}
                name="password"
                type="password"
                required
                autocomplete="new-password"
                label={t('新しいパスワード', 'New password')}
                help={t(
                  '本人は、次のサインインのときに自分のパスワードに変えます。',
                  'The person chooses their own at the next sign-in, before anything else opens.',
                )}
                problems={problems}
              />
              <Button look="danger">{language === 'ja' ? '再設定する' : 'Reset'}</Button>
            </Form>
          </Section>
        </>
      ) : null}
    </>
  )
}
