import type { Language } from '../../../base/bilingual.ts'
import { formatDay } from '../../../base/calendar/wareki.ts'
import { Button, Buttons } from '../../../ui/button.tsx'
import { ErrorSummary } from '../../../ui/error-summary.tsx'
import { FileField } from '../../../ui/field.tsx'
import { Form } from '../../../ui/form.tsx'
import { href } from '../../../ui/link.ts'
import { Notice } from '../../../ui/notice.tsx'
import { PageHeading, Section } from '../../../ui/page.tsx'
import { Table } from '../../../ui/table.tsx'
import type { Roles } from '../permissions.ts'
import type { TransferPreview, TransferRow } from '../transfers/service.ts'
import { momentText, type PageProps, t } from './common.ts'
import { organisationName } from './people.tsx'

export const transfersTitle = t('人事異動', 'Transfers')

const states = {
  draft: t('未登録', 'Not entered'),
  entered: t('登録済み', 'Entered'),
  discarded: t('破棄', 'Discarded'),
}

export const TransfersPage = ({
  language,
  csrf,
  problems = [],
  transfers,
}: PageProps & { readonly transfers: readonly TransferRow[] }) => (
  <>
    <ErrorSummary language={language} problems={problems} />
    <PageHeading
      title={transfersTitle[language]}
      lead={
        language === 'ja'
          ? '異動のファイルを読み込み、内容を確かめてから登録します。登録した内容は発令日から有効になります。'
          : 'Read a file of transfers, check what it would change, then enter it. It holds from the day in the file.'
      }
    />
    <Form language={language} path="/transfers" csrf={csrf} files>
      <FileField
        language={language}
        name="file"
        required
        accept=".csv,.xlsx"
        label={t('異動のファイル', 'File of transfers')}
        help={t(
          'CSV または Excel(.xlsx)。列: 職員番号(またはメールアドレス)、氏名、旧所属、新所属、役割、発令日。退職は新所属に「退職」、兼務は同じ職員の行を所属ごとに分けて入力します。',
          'CSV or Excel (.xlsx) with the columns 職員番号 (or メールアドレス), 氏名, 旧所属, 新所属, 役割, 発令日. Someone who leaves has 退職 as 新所属; several posts are several rows.',
        )}
        problems={problems}
      />
      <Button>{language === 'ja' ? '読み込んで確かめる' : 'Read and check'}</Button>
    </Form>
    <p>
      <a href={href(language, '/transfers/template.csv')}>
        {language === 'ja' ? 'ひな形(CSV)をダウンロードする' : 'Download a template (CSV)'}
      </a>
    </p>
    {transfers.length > 0 ? (
      <Section title={language === 'ja' ? '読み込んだファイル' : 'Files'}>
        <Table
          language={language}
          caption={t('読み込んだファイル', 'Files')}
          captionHidden
          columns={[
            { title: t('ファイル名', 'File') },
            { title: t('読込日時', 'Read') },
            { title: t('状態', 'State') },
            { title: t('人数', 'People'), numeric: true },
          ]}
          rows={transfers.map(one => ({
            cells: [
              one.state === 'draft' ? (
                <a href={href(language, `/transfers/${one.id}`)}>{one.file_name}</a>
              ) : (
                one.file_name
              ),
              momentText(one.read_at, language),
              states[one.state][language],
              one.state === 'entered' ? String(one.people) : '',
            ],
          }))}
        />
      </Section>
    ) : null}
  </>
)

export const previewTitle = t('異動の確認', 'Check the transfers')

const post = (
  preview: TransferPreview,
  posting: { readonly organisation: string; readonly roles: readonly string[] },
  roles: Roles,
  language: Language,
): string => {
  const row = preview.state.organisations.find(one => one.id === posting.organisation)
  const held = posting.roles.map(id => roles.get(id)?.title[language] ?? id)
  const names =
    held.length > 0 ? held.join(language === 'ja' ? '、' : ', ') : language === 'ja' ? '役割なし' : 'no role'
  return `${row ? organisationName(row, language) : ''}(${names})`
}

export const TransferPreviewPage = ({
  language,
  csrf,
  problems = [],
  preview,
  roles,
}: PageProps & { readonly preview: TransferPreview; readonly roles: Roles }) => {
  const { plan, transfer, state } = preview
  const grants = new Map(state.grants.map(grant => [grant.id, grant]))
  const postings = new Map(state.postings.map(posting => [posting.id, posting]))
  const names = new Map(state.organisations.map(row => [row.id, organisationName(row, language)]))
  const wrong = plan.problems.length > 0
  const separator = language === 'ja' ? '、' : '; '
  const path = `/transfers/${transfer.id}`
  return (
    <>
      <ErrorSummary language={language} problems={problems.length > 0 ? problems : plan.problems} />
      <PageHeading title={previewTitle[language]} lead={transfer.file_name} />
      {wrong ? (
        <Notice tone="error">
          <p>
            {language === 'ja'
              ? '誤りがあるため、このファイルは登録できません。ファイルを直して、もう一度読み込んでください。'
              : 'This file cannot be entered. Correct it and read it again.'}
          </p>
        </Notice>
      ) : (
        <p>
          {language === 'ja'
            ? `${plan.changes.length}人の異動を登録します。それまでの所属と役割は、発令日の前日で終わります。`
            : `Transfers of ${plan.changes.length} people. Earlier posts and roles end the day before.`}
        </p>
      )}
      {plan.changes.length > 0 ? (
        <Table
          language={language}
          caption={t('登録される内容', 'What will be entered')}
          columns={[
            { title: t('氏名', 'Name') },
            { title: t('発令日', 'From') },
            { title: t('終わる所属', 'Post that ends') },
            { title: t('終わる役割', 'Roles that end') },
            { title: t('新しい所属と役割', 'New post and roles') },
          ]}
          rows={plan.changes.map(change => ({
            cells: [
              change.name,
              formatDay(change.day, language),
              change.endsPostings.map(id => names.get(postings.get(id)?.organisation ?? '') ?? '').join(separator),
              change.endsGrants
                .map(id => {
                  const role = grants.get(id)?.role ?? ''
                  return roles.get(role)?.title[language] ?? role
                })
                .join(separator),
              change.leaves
                ? language === 'ja'
                  ? '退職'
                  : 'leaves'
                : change.postings.map(posting => post(preview, posting, roles, language)).join(separator),
            ],
          }))}
        />
      ) : null}
      <Buttons>
        {wrong || transfer.state !== 'draft' ? null : (
          <Form language={language} path={path} csrf={csrf} hidden={{ mark: preview.mark }}>
            <Button>{language === 'ja' ? 'この内容で登録する' : 'Enter these transfers'}</Button>
          </Form>
        )}
        {transfer.state === 'draft' ? (
          <Form language={language} path={`${path}/discard`} csrf={csrf}>
            <Button look="secondary">{language === 'ja' ? '登録せずに破棄する' : 'Discard'}</Button>
          </Form>
        ) : null}
      </Buttons>
    </>
  )
}
