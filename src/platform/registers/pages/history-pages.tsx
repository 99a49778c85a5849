import type { Language } from '../../../base/bilingual.ts'
import { readDay } from '../../../base/calendar/wareki.ts'
import { showMoment } from '../../../base/moment.ts'
import { InputError } from '../../../base/problem.ts'
import { TextField } from '../../../ui/field.tsx'
import { Notice } from '../../../ui/notice.tsx'
import { PageHeading, Section } from '../../../ui/page.tsx'
import { SearchForm } from '../../../ui/search-form.tsx'
import { Table } from '../../../ui/table.tsx'
import { Tabs } from '../../../ui/tabs.tsx'
import { Words } from '../../../ui/words.tsx'
import type { Outcome } from '../../routing/outcome.ts'
import type { RouteRequest } from '../../routing/route.ts'
import type { RecordValues } from '../field.ts'
import { type RevisionView, today } from '../history.ts'
import type { KindContext } from '../kinds/kind.ts'
import type { RegisterField } from '../register.ts'
import type { RegisterService } from '../service.ts'
import { FieldValue } from '../widgets.tsx'
import { nameOf } from './naming.ts'
import type { PageTools } from './page-tools.ts'
import { staffList, staffRecord, versionFile } from './paths.ts'
import { RecordView } from './record-view.tsx'
import { type ReferenceLinks, referenceLinks } from './references.ts'
import { recordTabs } from './staff-record.tsx'

const operations = {
  create: { ja: '登録', en: 'Created' },
  change: { ja: '変更', en: 'Changed' },
  remove: { ja: '削除', en: 'Removed' },
} as const

interface ValueProps {
  readonly field: RegisterField
  readonly value: RecordValues[string] | undefined
  readonly language: Language
  readonly context: KindContext
  readonly references: ReferenceLinks
  /** Where the file of a field is fetched. */
  readonly file: string
}

/** A value, or a dash that says in words that there is none. */
export const ValueOrNone = ({ field, value, language, context, references, file }: ValueProps) => {
  if (value === null || value === undefined)
    return <span class="muted">{language === 'ja' ? '（なし）' : '(none)'}</span>
  const link = typeof value === 'string' ? references.nameOf(field, value) : undefined
  return (
    <FieldValue
      field={field.field}
      value={value}
      language={language}
      context={context}
      {...(link ? { target: link } : {})}
      {...(field.field.kind === 'file' ? { download: file } : {})}
    />
  )
}

const Revision = ({
  path,
  view,
  language,
  context,
  references,
}: {
  /** Of the record's page. */
  path: string
  view: RevisionView
  language: Language
  context: KindContext
  references: ReferenceLinks
}) => (
  <Section
    title={
      language === 'ja'
        ? `第${view.version}版　${operations[view.operation].ja}`
        : `Version ${view.version}: ${operations[view.operation].en}`
    }
  >
    <p>
      <time datetime={view.at}>{showMoment(view.at, language)}</time>　
      <Words text={view.actorName || (language === 'ja' ? 'システム' : 'System')} />
      {view.reason ? (
        <>
          　{language === 'ja' ? '理由：' : 'Reason: '}
          <Words text={view.reason} />
        </>
      ) : null}
    </p>
    {view.operation === 'change' && view.differences.length ? (
      <Table
        language={language}
        caption={{ ja: '変わった項目', en: 'Fields changed' }}
        captionHidden
        columns={[
          { title: { ja: '項目', en: 'Field' } },
          { title: { ja: '変更前', en: 'Before' } },
          { title: { ja: '変更後', en: 'After' } },
        ]}
        rows={view.differences.map(difference => ({
          cells: [
            difference.field.field.label[language],
            <ValueOrNone
              field={difference.field}
              value={difference.before}
              language={language}
              context={context}
              references={references}
              file={versionFile(path, difference.field.id, view.version - 1)}
            />,
            <ValueOrNone
              field={difference.field}
              value={difference.after}
              language={language}
              context={context}
              references={references}
              file={versionFile(path, difference.field.id, view.version)}
            />,
          ],
        }))}
      />
    ) : null}
    {view.hiddenChange && view.operation === 'change' ? (
      <p class="muted">
        {language === 'ja' ? '閲覧の権限がない項目も変わりました。' : 'A field that you may not see changed as well.'}
      </p>
    ) : null}
  </Section>
)

/** All revisions of a record, and the record as of a day. */
export const historyPage = async (
  tools: PageTools,
  service: RegisterService,
  request: RouteRequest,
): Promise<Outcome> => {
  const { register } = service
  const { language } = request
  const id = request.params['id'] ?? ''
  const act = request.act()
  const context = service.context()
  const history = tools.registers.history(register.id)
  const typed = request.query.get('day') ?? ''
  const day = typed ? readDay(typed) : null
  if (day && !day.ok) throw new InputError(day.problems.map(problem => ({ ...problem, field: 'day' })))
  const revisions = await history.revisions(act, id)
  const name = nameOf(register, revisions[0]?.values ?? {}, language, context)
  const fields = revisions[0] ? register.fields.filter(field => field.id in (revisions[0]?.values ?? {})) : []
  const rows = revisions.map(view => ({
    id,
    tenant: '',
    version: view.version,
    sample: false,
    createdAt: '',
    updatedAt: view.at,
    removedAt: null,
    values: view.values,
  }))
  const references = await referenceLinks(tools.registers, act, fields, rows, language)
  const asOf = day?.ok ? await history.asOf(act, id, day.value) : undefined
  return {
    kind: 'page',
    title: { ja: `${name}の履歴`, en: `History of ${name}` },
    crumbs: [
      { title: register.definition.title, path: staffList(register) },
      { title: { ja: name, en: name }, path: staffRecord(register, id) },
      { title: { ja: '履歴', en: 'History' } },
    ],
    body: (
      <>
        <PageHeading title={name} />
        <Tabs
          language={language}
          label={{ ja: '記録の表示', en: 'Views of the record' }}
          tabs={recordTabs(service, id, 'history')}
        />
        <SearchForm
          language={language}
          path={`${staffRecord(register, id)}/history`}
          label={{ ja: 'ある日の内容', en: 'As of a day' }}
          queryName={null}
        >
          <TextField
            language={language}
            name="day"
            filter
            label={{ ja: 'この日の終わりの内容を見る', en: 'Show the record as of the end of this day' }}
            help={{ ja: '例　令和8年3月31日、2026-03-31', en: 'For example 2026-03-31' }}
            value={typed || today(act)}
            width="short"
          />
        </SearchForm>
        {asOf === undefined ? null : asOf === null ? (
          <Notice tone="info">
            {language === 'ja'
              ? 'その日には、まだ登録されていないか、削除されていました。'
              : 'On that day it was not in the register.'}
          </Notice>
        ) : (
          <Section
            title={
              language === 'ja' ? `${typed}の内容（第${asOf.version}版）` : `As of ${typed} (version ${asOf.version})`
            }
          >
            <RecordView
              language={language}
              register={register}
              fields={asOf.fields}
              values={asOf.values}
              context={context}
              references={references}
              fileOf={field => versionFile(staffRecord(register, id), field, asOf.version)}
            />
          </Section>
        )}
        {revisions.map(view => (
          <Revision
            path={staffRecord(register, id)}
            view={view}
            language={language}
            context={context}
            references={references}
          />
        ))}
      </>
    ),
  }
}
