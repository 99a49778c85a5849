import type { Language } from '../../../base/bilingual.ts'
import { InputError, type Problem } from '../../../base/problem.ts'
import { Button, Buttons, LinkButton } from '../../../ui/button.tsx'
import { ErrorSummary } from '../../../ui/error-summary.tsx'
import { CheckField, FileField, SelectField, TextAreaField } from '../../../ui/field.tsx'
import { Form } from '../../../ui/form.tsx'
import { href } from '../../../ui/link.ts'
import { Notice } from '../../../ui/notice.tsx'
import { PageHeading, Section } from '../../../ui/page.tsx'
import type { Act } from '../../access/actor.ts'
import type { Outcome } from '../../routing/outcome.ts'
import type { RouteRequest } from '../../routing/route.ts'
import type { ImportFile } from '../import/file.ts'
import { importRecords, needsReason } from '../import/import.ts'
import { importLayout } from '../import/layout.ts'
import { findMapping, listMappings } from '../import/mappings.ts'
import type { ImportReport } from '../import/report.ts'
import type { RegisterService } from '../service.ts'
import type { FileTools } from './file-tools.ts'
import { ProblemTable, ReportView } from './import-report.tsx'
import { savedMapping, staffList } from './paths.ts'

/** How a file is to be read: by its own headings, by a saved mapping, or as a layout. */
interface Way {
  readonly mapping: string
  readonly layout: string
}

const wayOf = (text: string): Way => ({
  mapping: text.startsWith('mapping:') ? text.slice('mapping:'.length) : '',
  layout: text.startsWith('layout:') ? text.slice('layout:'.length) : '',
})

const title = (service: RegisterService) => ({
  ja: `${service.register.definition.title.ja}：ファイルの取込`,
  en: `${service.register.definition.title.en}: import a file`,
})

/** Of a layout that fills several registers, each stands under its register's name. */
const Reports = ({
  reports,
  registers,
  language,
}: {
  readonly reports: readonly ImportReport[]
  readonly registers: FileTools['registers']
  readonly language: Language
}) => (
  <>
    {reports.map(report => {
      const view = <ReportView report={report} registers={registers} language={language} />
      const { title: name } = registers.service(report.register).register.definition
      return reports.length > 1 ? <Section title={name[language]}>{view}</Section> : view
    })}
  </>
)

const page = (service: RegisterService, body: Extract<Outcome, { kind: 'page' }>['body'], status = 200): Outcome => ({
  kind: 'page',
  status,
  title: title(service),
  wide: true,
  crumbs: [
    { title: service.register.definition.title, path: staffList(service.register) },
    { title: { ja: '取込', en: 'Import' } },
  ],
  body,
})

const run = async (
  tools: FileTools,
  service: RegisterService,
  act: Act,
  file: ImportFile,
  way: Way,
  options: { readonly dryRun: boolean; readonly acceptValid: boolean },
): Promise<readonly ImportReport[]> => {
  const { register } = service
  const layout = tools.layouts.find(one => one.id === way.layout && one.registers.includes(register.id))
  if (layout) return importLayout(tools.registers, layout, act, file, options)
  const saved = way.mapping ? await findMapping(tools.registers.tools.database, act, register, way.mapping) : undefined
  return [
    await importRecords(tools.registers, service, act, file, {
      ...options,
      ...(saved ? { mapping: saved.mapping } : {}),
    }),
  ]
}

export const importPage = async (
  tools: FileTools,
  service: RegisterService,
  request: RouteRequest,
  problems: readonly Problem[] = [],
): Promise<Outcome> => {
  const { register } = service
  const { language } = request
  const ja = language === 'ja'
  const mappings = await listMappings(tools.registers.tools.database, request.act(), register)
  const layouts = tools.layouts.filter(layout => layout.registers.includes(register.id))
  const ways = [
    ...layouts.map(layout => ({ value: `layout:${layout.id}`, label: layout.title[language] })),
    ...mappings.map(mapping => ({ value: `mapping:${mapping.id}`, label: mapping.name })),
  ]
  return page(
    service,
    <>
      <PageHeading
        title={title(service)[language]}
        lead={
          ja
            ? 'CSV（UTF-8、Shift_JIS のどちらでも）、Excel（.xlsx）、JSON Lines を取り込めます。はじめに内容を確かめ、取り込むのは次の画面で確定してからです。'
            : 'CSV (UTF-8 or Shift_JIS), Excel (.xlsx) or JSON Lines. The file is checked first; nothing is imported before you confirm.'
        }
      />
      <ErrorSummary language={language} problems={problems} />
      <Form language={language} path={`${staffList(register)}/import`} csrf={request.csrf} files>
        <FileField
          language={language}
          name="file"
          required
          label={{ ja: 'ファイル', en: 'File' }}
          help={{
            ja: '見出しは、この台帳から出力したファイルと同じ名前にしてください。違う見出しのファイルは、次の画面で列を対応づけられます。',
            en: 'Headings are those of files exported from this register. Others can be mapped on the next page.',
          }}
          accept=".csv,.txt,.tsv,.xlsx,.jsonl,.ndjson"
          problems={problems}
        />
        <SelectField
          language={language}
          name="way"
          label={{ ja: 'ファイルの形', en: 'Shape of the file' }}
          empty={{ ja: 'この台帳の見出し', en: 'Headings of this register' }}
          choices={ways}
        />
        <Buttons>
          <Button>{ja ? '内容を確かめる' : 'Check the file'}</Button>
        </Buttons>
      </Form>
      {mappings.length ? (
        <Section title={ja ? '保存した列の対応づけ' : 'Saved mappings of columns'}>
          <ul class="links">
            {mappings.map(mapping => (
              <li>
                <a href={href(language, savedMapping(register, mapping.id))}>{mapping.name}</a>
              </li>
            ))}
          </ul>
        </Section>
      ) : null}
    </>,
    problems.length ? 422 : 200,
  )
}

const text = (values: Readonly<Record<string, readonly string[]>>, name: string): string => values[name]?.[0] ?? ''

/** The file as it would be imported, and the word that imports it. */
export const reportPage = async (
  tools: FileTools,
  service: RegisterService,
  request: RouteRequest,
  file: ImportFile,
  ticket: string,
  way: string,
  state: { readonly reason?: string; readonly problems?: readonly Problem[] } = {},
): Promise<Outcome> => {
  const { register } = service
  const { language } = request
  const ja = language === 'ja'
  const { mapping } = wayOf(way)
  const begin = new URLSearchParams({ ticket, ...(mapping ? { mapping } : {}) })
  const mappingPath = `${staffList(register)}/import/mapping?${begin}`
  const toMapping = (
    <LinkButton language={language} look="secondary" path={mappingPath}>
      {ja ? '列を対応づける' : 'Map the columns'}
    </LinkButton>
  )
  let reports: readonly ImportReport[]
  try {
    reports = await run(tools, service, request.act(state.reason), file, wayOf(way), {
      dryRun: true,
      acceptValid: true,
    })
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    if (error.problems.some(problem => problem.field === 'file'))
      return importPage(tools, service, request, error.problems)
    return page(
      service,
      <>
        <PageHeading title={ja ? 'このままでは読み取れません' : 'The file cannot be read as it is'} lead={file.name} />
        <ProblemTable problems={error.problems} total={error.problems.length} language={language} />
        <Buttons>
          {toMapping}
          <LinkButton language={language} look="quiet" path={`${staffList(register)}/import`}>
            {ja ? '別のファイルを選ぶ' : 'Choose another file'}
          </LinkButton>
        </Buttons>
      </>,
      422,
    )
  }
  const failed = reports.reduce((sum, report) => sum + report.failed, 0)
  const writes = reports.reduce((sum, report) => sum + report.created + report.changed, 0)
  const rows = reports.reduce((sum, report) => sum + report.rows, 0)
  const asksReason = reports.some(report => needsReason(tools.registers.service(report.register)))
  return page(
    service,
    <>
      <PageHeading
        title={ja ? '取り込む内容の確認' : 'Check what will be imported'}
        lead={ja ? 'まだ何も取り込んでいません。' : 'Nothing has been imported yet.'}
      />
      <ErrorSummary language={language} problems={state.problems ?? []} />
      {failed ? (
        <Notice tone="error" title={ja ? '取り込めない行があります' : 'Some rows cannot be imported'}>
          {ja
            ? 'ファイルを直して選び直すか、取り込める行だけを取り込んでください。'
            : 'Mend the file and choose it again, or import only the rows without problems.'}
        </Notice>
      ) : writes === 0 && rows > 0 ? (
        <Notice tone="info">
          {ja
            ? 'すべての行が今の台帳と同じです。取り込んでも何も変わりません。'
            : 'Every row is as the register has it already.'}
        </Notice>
      ) : null}
      <Reports reports={reports} registers={tools.registers} language={language} />
      {rows > failed ? (
        <Form
          language={language}
          path={`${staffList(register)}/import/confirm`}
          csrf={request.csrf}
          hidden={{ ticket, way }}
        >
          <TextAreaField
            language={language}
            name="reason"
            rows={2}
            required={asksReason}
            label={{ ja: '取り込む理由', en: 'Reason for the import' }}
            help={{ ja: '履歴と証跡に残ります。', en: 'Kept in history and ledger.' }}
            value={state.reason ?? ''}
            problems={state.problems}
          />
          {failed ? (
            <CheckField
              language={language}
              name="acceptValid"
              label={{
                ja: `取り込めない${failed.toLocaleString('en')}行を除いて取り込む`,
                en: `Leave ${failed.toLocaleString('en')} rows out and import the others`,
              }}
              problems={state.problems}
            />
          ) : null}
          <Buttons>
            <Button>{ja ? 'この内容で取り込む' : 'Import'}</Button>
            {way.startsWith('layout:') ? null : toMapping}
          </Buttons>
        </Form>
      ) : (
        <Buttons>
          {way.startsWith('layout:') ? null : toMapping}
          <LinkButton language={language} look="quiet" path={`${staffList(register)}/import`}>
            {ja ? '別のファイルを選ぶ' : 'Choose another file'}
          </LinkButton>
        </Buttons>
      )}
    </>,
  )
}

const gone: Problem = {
  field: 'file',
  message: {
    ja: '確認から1時間が過ぎたか、既に取り込んだため、ファイルは残っていません。もう一度選んでください。',
    en: 'The upload is gone: an hour passed, or it was imported already. Choose the file again.',
  },
}
const chooseFile: Problem = {
  field: 'file',
  message: { ja: 'ファイルを選んでください。', en: 'Choose a file.' },
}

/** The upload: kept under a ticket, read, and shown as it would be imported. */
export const upload = async (tools: FileTools, service: RegisterService, request: RouteRequest): Promise<Outcome> => {
  const form = await request.form()
  const file = form.files['file']?.[0]
  if (!file || file.name === '') return importPage(tools, service, request, [chooseFile])
  const act = request.act()
  const ticket = await tools.uploads.keep(act, file.name, file.bytes)
  const kept = await tools.uploads.find(act, ticket)
  if (!kept) return importPage(tools, service, request, [gone])
  return reportPage(tools, service, request, kept, ticket, text(form.values, 'way'))
}

export const confirm = async (tools: FileTools, service: RegisterService, request: RouteRequest): Promise<Outcome> => {
  const { register } = service
  const { language } = request
  const { values } = await request.form()
  const ticket = text(values, 'ticket')
  const way = text(values, 'way')
  const reason = text(values, 'reason').trim()
  const act = request.act(reason)
  const file = await tools.uploads.find(act, ticket)
  if (!file) return importPage(tools, service, request, [gone])
  let reports: readonly ImportReport[]
  try {
    reports = await run(tools, service, act, file, wayOf(way), {
      dryRun: false,
      acceptValid: text(values, 'acceptValid') === 'yes',
    })
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    return reportPage(tools, service, request, file, ticket, way, { reason, problems: error.problems })
  }
  if (!reports.every(report => report.written))
    return reportPage(tools, service, request, file, ticket, way, {
      reason,
      problems: [
        {
          field: 'acceptValid',
          message: {
            ja: '取り込めない行があるため、何も取り込んでいません。',
            en: 'Some rows cannot be imported, so nothing was.',
          },
        },
      ],
    })
  await tools.uploads.discard(act, ticket)
  const ja = language === 'ja'
  return page(
    service,
    <>
      <PageHeading title={ja ? '取り込みました' : 'Imported'}>
        <LinkButton language={language} path={staffList(register)}>
          {ja ? '一覧へ' : 'To the list'}
        </LinkButton>
      </PageHeading>
      <Reports reports={reports} registers={tools.registers} language={language} />
    </>,
  )
}

export { gone }
