import { InputError } from '../../../base/problem.ts'
import { Button, Buttons } from '../../../ui/button.tsx'
import { CheckField, ChoicesField } from '../../../ui/field.tsx'
import { href } from '../../../ui/link.ts'
import { Notice } from '../../../ui/notice.tsx'
import { PageHeading } from '../../../ui/page.tsx'
import type { Outcome } from '../../routing/outcome.ts'
import type { RouteRequest } from '../../routing/route.ts'
import { type ExportedFile, exportPublished, exportRecords } from '../export/export.ts'
import { type ExportFormat, exportFormats, isExportFormat } from '../export/format.ts'
import { readListQuery } from '../query.ts'
import type { Registers } from '../registers.ts'
import type { RegisterService } from '../service.ts'
import { isPersonal, visibleFields } from '../visibility.ts'
import { ProblemTable } from './import-report.tsx'
import { normalisedQuery } from './list-query.ts'
import { staffList } from './paths.ts'

const sent = (file: ExportedFile, headers: Readonly<Record<string, string>> = {}): Outcome => ({
  kind: 'file',
  type: file.type,
  name: file.name,
  bytes: file.stream(),
  headers: {
    'content-length': String(file.size),
    ...(file.replaced ? { 'musubi-replaced': String(file.replaced) } : {}),
    ...headers,
  },
})

/** Parameters of the export itself; the others are the list's. */
const own: ReadonlySet<string> = new Set(['format', 'replace', 'sample'])

const listOnly = (query: URLSearchParams): URLSearchParams =>
  new URLSearchParams([...query].filter(([name]) => !own.has(name)))

const wrongQuery = (problems: InputError['problems']): Outcome => ({
  kind: 'problem',
  status: 400,
  title: { ja: '条件を読み取れません', en: 'The conditions cannot be read' },
  problems,
})

/** Without a format: the choice of one. With it: the file. */
export const staffExport = async (
  registers: Registers,
  service: RegisterService,
  request: RouteRequest,
): Promise<Outcome> => {
  const { register } = service
  const act = request.act()
  const fields = visibleFields(register, request.actor)
  const searchable = new Set(fields.filter(field => field.class !== 'special').map(field => field.id))
  const listed = normalisedQuery(register, listOnly(request.query), service.context(), act.clock.now())
  const query = readListQuery(register, listed, searchable)
  if (!query.ok) return wrongQuery(query.problems)
  const format = request.query.get('format') ?? ''
  if (!isExportFormat(format)) return choicePage(service, request)
  try {
    const file = await exportRecords(registers, register, act, {
      format,
      query: query.value,
      replace: request.query.get('replace') === 'yes',
      withoutSample: request.query.get('sample') === 'no',
    })
    return sent(file, { 'cache-control': 'no-store' })
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    return choicePage(service, request, error.problems)
  }
}

const choicePage = async (
  service: RegisterService,
  request: RouteRequest,
  problems: InputError['problems'] = [],
): Promise<Outcome> => {
  const { register } = service
  const { language } = request
  const ja = language === 'ja'
  const title = {
    ja: `${register.definition.title.ja}：ファイルへの出力`,
    en: `${register.definition.title.en}: export`,
  }
  const personal = visibleFields(register, request.actor).filter(isPersonal)
  const kept = [...listOnly(request.query)].filter(([, value]) => value !== '')
  return {
    kind: 'page',
    status: problems.length ? 422 : 200,
    title,
    crumbs: [{ title: register.definition.title, path: staffList(register) }, { title: { ja: '出力', en: 'Export' } }],
    body: (
      <>
        <PageHeading
          title={title[language]}
          lead={
            ja
              ? '一覧の検索・絞り込みのとおりに出力します。出力したファイルは、そのまま取り込み直せます。'
              : 'Exports the list with its search and filters. The file can be imported again as it is.'
          }
        />
        {personal.length ? (
          <Notice tone="warning" title={ja ? '個人情報が含まれます' : 'Personal data is included'}>
            {ja
              ? `項目: ${personal.map(field => field.field.label.ja).join('、')}。出力したことは証跡に残ります。ファイルの保管と廃棄は定めに従ってください。`
              : `Fields: ${personal.map(field => field.field.label.en).join(', ')}. The export is entered in the ledger.`}
          </Notice>
        ) : null}
        {problems.length ? <ProblemTable problems={problems} total={problems.length} language={language} /> : null}
        <form class="form" method="get" action={href(language, `${staffList(register)}/export`)}>
          {kept.map(([name, value]) => (
            <input type="hidden" name={name} value={value} />
          ))}
          <ChoicesField
            language={language}
            name="format"
            filter
            label={{ ja: '形式', en: 'Format' }}
            values={[problems.length ? 'csv-cp932' : 'csv']}
            choices={Object.entries(exportFormats).map(([value, one]) => ({ value, label: one.title[language] }))}
          />
          <CheckField
            language={language}
            name="replace"
            filter
            label={{
              ja: 'Shift_JIS にない文字を〓に置き換える',
              en: 'Replace characters that Shift_JIS lacks by 〓',
            }}
          />
          <CheckField
            language={language}
            name="sample"
            value="no"
            filter
            label={{ ja: '見本の記録を除く', en: 'Leave sample records out' }}
          />
          <Buttons>
            <Button>{ja ? '出力する' : 'Export'}</Button>
          </Buttons>
        </form>
      </>
    ),
  }
}

export const publicExport = async (
  registers: Registers,
  service: RegisterService,
  request: RouteRequest,
  format: ExportFormat,
): Promise<Outcome> => {
  const { register } = service
  const context = service.context()
  const listed = normalisedQuery(register, listOnly(request.query), context, request.act().clock.now())
  const query = readListQuery(register, listed, new Set(register.publicFields.map(field => field.id)))
  if (!query.ok) return wrongQuery(query.problems)
  const file = await exportPublished(registers, register, context.today, {
    format,
    query: query.value,
    withoutSample: request.query.get('sample') === 'no',
  })
  return sent(file, { 'access-control-allow-origin': '*' })
}
