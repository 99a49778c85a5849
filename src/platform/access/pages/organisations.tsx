import type { Language } from '../../../base/bilingual.ts'
import { formatDay } from '../../../base/calendar/wareki.ts'
import { Button } from '../../../ui/button.tsx'
import { Details } from '../../../ui/details.tsx'
import { ErrorSummary } from '../../../ui/error-summary.tsx'
import { type Choice, SelectField, TextField } from '../../../ui/field.tsx'
import { Form } from '../../../ui/form.tsx'
import { PageHeading, Section } from '../../../ui/page.tsx'
import { Table } from '../../../ui/table.tsx'
import type { OrganisationKind, OrganisationRow } from '../people/organisations.ts'
import { type PageProps, t } from './common.ts'
import { organisationName } from './people.tsx'

export const organisationsTitle = t('組織', 'Organisations')

const kinds: Readonly<Record<OrganisationKind, { ja: string; en: string }>> = {
  prefecture: t('都道府県', 'Prefecture'),
  department: t('部署', 'Department'),
  municipality: t('市区町村', 'Municipality'),
  business: t('事業者', 'Business'),
}

const days = (row: OrganisationRow, language: Language): string => {
  if (row.valid_from === null && row.valid_to === null) return ''
  const text = (day: string | null) => (day === null ? '' : formatDay(day, language))
  return `${text(row.valid_from)} ${language === 'ja' ? '〜' : '–'} ${text(row.valid_to)}`
}

export const OrganisationsPage = (
  props: PageProps & {
    readonly organisations: readonly OrganisationRow[]
    readonly own: readonly string[]
    readonly choices: readonly Choice[]
    readonly departments: readonly Choice[]
    readonly given: Readonly<Record<string, string>>
    readonly today: string
  },
) => {
  const { language, csrf, problems = [], organisations, given } = props
  const names = new Map(organisations.map(row => [row.id, organisationName(row, language)]))
  const common = { language, problems }
  const table = (rows: readonly OrganisationRow[], title: { ja: string; en: string }) => (
    <Table
      language={language}
      caption={title}
      captionHidden
      columns={[
        { title: t('名称', 'Name') },
        { title: t('種類', 'Kind') },
        { title: t('コード', 'Code') },
        { title: t('上位の組織', 'Part of') },
        { title: t('期間', 'Days') },
        { title: t('承継先', 'Successor') },
      ]}
      rows={rows.map(row => ({
        cells: [
          organisationName(row, language),
          kinds[row.kind][language],
          row.code ?? '',
          row.parent ? (names.get(row.parent) ?? '') : '',
          days(row, language),
          row.successor ? (names.get(row.successor) ?? '') : '',
        ],
        tone: row.valid_to !== null && row.valid_to < props.today ? 'muted' : undefined,
      }))}
    />
  )
  const ownRows = organisations.filter(row => props.own.includes(row.id))
  const others = organisations.filter(row => !props.own.includes(row.id) && row.kind !== 'department')
  return (
    <>
      <ErrorSummary language={language} problems={problems} />
      <PageHeading title={organisationsTitle[language]} />
      <Section title={language === 'ja' ? '自団体' : 'Own organisation'}>
        {table(ownRows, t('自団体の組織', 'Own organisation'))}
      </Section>
      <Section title={language === 'ja' ? '部署の登録' : 'Add a department'} id="add">
        <Form language={language} path="/organisations" csrf={csrf}>
          <TextField {...common} name="name" required label={t('名称', 'Name')} value={given.name} />
          <TextField {...common} name="nameEn" required label={t('英語の名称', 'English name')} value={given.nameEn} />
          <SelectField
            {...common}
            name="parent"
            required
            label={t('上位の組織', 'Part of')}
            choices={props.choices}
            value={given.parent}
          />
          <TextField
            {...common}
            name="validFrom"
            type="date"
            width="short"
            required
            label={t('設置日', 'From')}
            value={given.validFrom ?? props.today}
          />
          <Button>{language === 'ja' ? '登録する' : 'Add'}</Button>
        </Form>
      </Section>
      {props.departments.length > 0 ? (
        <Section title={language === 'ja' ? '部署の廃止' : 'Close a department'} id="end">
          <Form language={language} path="/organisations/end" csrf={csrf}>
            <SelectField
              {...common}
              name="organisation"
              required
              label={t('廃止する部署', 'Department')}
              choices={props.departments}
              empty={t('選んでください', 'Choose')}
              value={given.organisation}
            />
            <TextField
              {...common}
              name="from"
              type="date"
              width="short"
              required
              label={t('廃止日', 'Closed from')}
              help={t('この日から使われなくなります。', 'The first day without it.')}
              value={given.from}
            />
            <SelectField
              {...common}
              name="successor"
              label={t('承継先', 'Successor')}
              choices={props.departments}
              empty={t('なし', 'None')}
              value={given.successor}
            />
            <Button look="danger">{language === 'ja' ? '廃止する' : 'Close'}</Button>
          </Form>
        </Section>
      ) : null}
      {others.length > 0 ? (
        <Details summary={language === 'ja' ? `ほかの団体(${others.length})` : `Other bodies (${others.length})`}>
          {table(others, t('ほかの団体', 'Other bodies'))}
        </Details>
      ) : null}
    </>
  )
}
