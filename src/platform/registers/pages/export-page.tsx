import { type Bilingual, type Language, say } from '../../../base/bilingual.ts'
import type { Problem } from '../../../base/problem.ts'
import { Button, Buttons } from '../../../ui/button.tsx'
import { ErrorSummary } from '../../../ui/error-summary.tsx'
import { CheckField, type Choice, ChoicesField, SelectField } from '../../../ui/field.tsx'
import { href } from '../../../ui/link.ts'
import { Notice } from '../../../ui/notice.tsx'
import { PageHeading, Section } from '../../../ui/page.tsx'
import type { Outcome } from '../../routing/outcome.ts'
import type { RouteRequest } from '../../routing/route.ts'
import { exportFormats } from '../export/format.ts'
import { writtenLayouts } from '../export/layout.ts'
import { mappedShape } from '../export/mapped.ts'
import type { SavedMapping } from '../import/mappings.ts'
import type { RegisterService } from '../service.ts'
import { isPersonal, visibleFields } from '../visibility.ts'
import type { FileTools } from './file-tools.ts'
import { ProblemTable } from './import-report.tsx'
import { staffList } from './paths.ts'

/** Parameters of the export itself; the others are the list's. */
const own: ReadonlySet<string> = new Set(['format', 'replace', 'sample', 'mapping', 'words', 'plain', 'labels'])

export const listOnly = (query: URLSearchParams): URLSearchParams =>
  new URLSearchParams([...query].filter(([name]) => !own.has(name)))

/** Which of the offices' own shapes cannot be written, and what each leaves out: read before the choice is made. */
const MappingNotes = ({
  tools,
  service,
  request,
  mappings,
}: {
  tools: Pick<FileTools, 'registers'>
  service: RegisterService
  request: RouteRequest
  mappings: readonly SavedMapping[]
}) => {
  const { language } = request
  const { register } = service
  const visible = new Set(visibleFields(register, request.actor))
  return (
    <>
      {mappings.map(({ name, mapping }) => {
        const { problems, notices } = mappedShape(tools.registers, register, visible, mapping, false)
        return (
          <Section title={language === 'ja' ? `対応づけ「${name}」` : `Mapping “${name}”`}>
            {problems.length ? (
              <Notice
                tone="warning"
                title={language === 'ja' ? 'このままでは出力できません' : 'It cannot be written as it is'}
              >
                <ul>
                  {problems.map(({ column, value, message }) => (
                    <li>
                      {[column ? `${column}:` : '', value ? `${value} —` : '', say(message, language)]
                        .filter(part => part !== '')
                        .join(' ')}
                    </li>
                  ))}
                </ul>
              </Notice>
            ) : null}
            {notices.length ? (
              <ul>
                {notices.map(notice => (
                  <li>{say(notice, language)}</li>
                ))}
              </ul>
            ) : null}
          </Section>
        )
      })}
    </>
  )
}

const lead: Bilingual = {
  ja: '一覧の検索・絞り込みのとおりに出力します。出力したファイルは、そのまま取り込み直せます。',
  en: 'Exports the list with its search and filters. The file can be imported again as it is.',
}

const layoutHelp: Bilingual = {
  ja: '見本の印を付ける列がないため、見本の記録は除きます。',
  en: 'Sample records are left out: the layout has no place to mark them.',
}

/** A layout whose rows are another register's records is offered there; here is the way to it. */
const Elsewhere = ({
  tools,
  service,
  language,
}: {
  tools: Pick<FileTools, 'registers' | 'layouts'>
  service: RegisterService
  language: Language
}) => (
  <>
    {tools.layouts.map(layout => {
      const to = layout.writing?.register
      if (to === undefined || to === service.register.id || !layout.registers.includes(service.register.id)) return null
      const { register } = tools.registers.service(to)
      return (
        <p>
          {language === 'ja'
            ? `「${layout.title.ja}」は、1件が1行になる台帳から出力します: `
            : `“${layout.title.en}” is exported from the register that its rows are of: `}
          <a href={href(language, `${staffList(register)}/export`)}>{say(register.definition.title, language)}</a>
        </p>
      )
    })}
  </>
)

export const exportPage = (
  tools: Pick<FileTools, 'registers' | 'layouts'>,
  service: RegisterService,
  request: RouteRequest,
  mappings: readonly SavedMapping[],
  problems: readonly Problem[] = [],
): Outcome => {
  const { register } = service
  const { language, query } = request
  const ja = language === 'ja'
  const title = {
    ja: `${register.definition.title.ja}：ファイルへの出力`,
    en: `${register.definition.title.en}: export`,
  }
  const personal = visibleFields(register, request.actor).filter(isPersonal)
  const kept = [...listOnly(query)].filter(([, value]) => value !== '')
  const layouts = writtenLayouts(tools.layouts, register)
  const formats: readonly Choice[] = [
    ...Object.entries(exportFormats).map(([value, one]) => ({ value, label: one.title[language] })),
    ...layouts.map(layout => ({ value: layout.id, label: layout.title[language], help: layoutHelp[language] })),
  ]
  const asked = query.get('format') ?? ''
  const atBoxes = problems.filter(problem => problem.field === 'format' || problem.field === 'mapping')
  const inFile = problems.filter(problem => !atBoxes.includes(problem))
  return {
    kind: 'page',
    status: problems.length ? 422 : 200,
    title,
    crumbs: [{ title: register.definition.title, path: staffList(register) }, { title: { ja: '出力', en: 'Export' } }],
    body: (
      <>
        <PageHeading title={title[language]} lead={lead[language]} />
        {personal.length ? (
          <Notice tone="warning" title={ja ? '個人情報が含まれます' : 'Personal data is included'}>
            {ja
              ? `項目: ${personal.map(field => field.field.label.ja).join('、')}。出力したことは証跡に残ります。ファイルの保管と廃棄は定めに従ってください。`
              : `Fields: ${personal.map(field => field.field.label.en).join(', ')}. The export is entered in the ledger.`}
          </Notice>
        ) : null}
        <ErrorSummary language={language} problems={atBoxes} />
        {inFile.length ? (
          <ProblemTable
            title={{ ja: '出力していません。直すところ', en: 'Nothing was exported: what to mend' }}
            problems={inFile}
            total={inFile.length}
            language={language}
          />
        ) : null}
        <form class="form" method="get" action={href(language, `${staffList(register)}/export`)}>
          {kept.map(([name, value]) => (
            <input type="hidden" name={name} value={value} />
          ))}
          <ChoicesField
            language={language}
            name="format"
            filter
            label={{ ja: '形式', en: 'Format' }}
            values={[formats.some(({ value }) => value === asked) ? asked : 'csv']}
            choices={formats}
            problems={atBoxes}
          />
          {mappings.length ? (
            <SelectField
              language={language}
              name="mapping"
              filter
              label={{ ja: '列の形（CSV・Excel）', en: 'Columns (CSV, Excel)' }}
              help={{
                ja: '取込で保存した対応づけを選ぶと、その職場のファイルの見出し・順・言葉で出力します。',
                en: 'A mapping saved at an import gives the headings, order and words of that office’s file.',
              }}
              value={query.get('mapping') ?? ''}
              empty={{ ja: 'この台帳の見出し', en: 'Headings of this register' }}
              choices={mappings.map(({ id, name }) => ({ value: id, label: name }))}
              problems={atBoxes}
            />
          ) : null}
          {mappings.length ? (
            <CheckField
              language={language}
              name="words"
              value="own"
              filter
              checked={query.get('words') === 'own'}
              label={{
                ja: '対応づけで言葉を1つに決められない値は、台帳の言葉で書き出す',
                en: 'Where a mapping has several words for one value, write the register’s own word',
              }}
            />
          ) : null}
          <CheckField
            language={language}
            name="replace"
            filter
            checked={query.get('replace') === 'yes'}
            label={{
              ja: 'Shift_JIS にない文字を〓に置き換える',
              en: 'Replace characters that Shift_JIS lacks by 〓',
            }}
          />
          <CheckField
            language={language}
            name="plain"
            filter
            checked={query.get('plain') === 'yes'}
            label={{ ja: '他のシステムに渡すCSVにする', en: 'CSV for another system' }}
            help={{
              ja: '通常のCSVは、「=」などで始まる値が表計算ソフトで計算式にならないよう、先頭にアポストロフィを付けます（取り込むときに除きます）。これを付けません。',
              en: 'A value that begins with = and the like has an apostrophe in front in CSV, so that no spreadsheet takes it for a formula; an import takes it off. This leaves it out.',
            }}
          />
          <CheckField
            language={language}
            name="labels"
            value={language}
            filter
            checked={query.has('labels')}
            label={{
              ja: 'JSON Lines に、コードや番号の意味を日本語で付ける',
              en: 'Add what codes and ids mean to JSON Lines, in English',
            }}
          />
          <CheckField
            language={language}
            name="sample"
            value="no"
            filter
            checked={query.get('sample') === 'no'}
            label={{ ja: '見本の記録を除く', en: 'Leave sample records out' }}
          />
          <Buttons>
            <Button>{ja ? '出力する' : 'Export'}</Button>
          </Buttons>
        </form>
        <Elsewhere tools={tools} service={service} language={language} />
        <MappingNotes tools={tools} service={service} request={request} mappings={mappings} />
      </>
    ),
  }
}
