import { type Bilingual, type Language, say } from '../../../base/bilingual.ts'
import type { Problem, Repair } from '../../../base/problem.ts'
import { DefinitionList } from '../../../ui/definition-list.tsx'
import { Notice } from '../../../ui/notice.tsx'
import { Section } from '../../../ui/page.tsx'
import { Table } from '../../../ui/table.tsx'
import type { ImportReport } from '../import/report.ts'
import type { Registers } from '../registers.ts'

const encodings: Readonly<Record<string, string>> = {
  'utf-8': 'UTF-8',
  cp932: 'Shift_JIS（CP932）',
  'utf-16le': 'UTF-16LE',
  'utf-16be': 'UTF-16BE',
}
const formats = { csv: 'CSV', xlsx: 'Excel', jsonl: 'JSON Lines' } as const

/** Rows shown on a page; the rest is counted. */
const shown = 100

const more = (total: number, language: Language): string | null =>
  total <= shown
    ? null
    : language === 'ja'
      ? `ほかに${(total - shown).toLocaleString('en')}件あります。`
      : `${(total - shown).toLocaleString('en')} more are not shown.`

const problemTitle: Bilingual = { ja: '取り込めない行', en: 'Problems' }

export const ProblemTable = ({
  title = problemTitle,
  problems,
  total,
  language,
}: {
  title?: Bilingual
  problems: readonly Problem[]
  total: number
  language: Language
}) => (
  <Section
    title={
      language === 'ja'
        ? `${title.ja}（${total.toLocaleString('en')}か所）`
        : `${title.en} (${total.toLocaleString('en')})`
    }
  >
    <Table
      language={language}
      caption={title}
      captionHidden
      columns={[
        { title: { ja: '行', en: 'Row' }, numeric: true },
        { title: { ja: '列', en: 'Column' } },
        { title: { ja: '値', en: 'Value' } },
        { title: { ja: '直し方', en: 'What is expected' } },
      ]}
      rows={problems.slice(0, shown).map(problem => ({
        cells: [
          problem.row?.toLocaleString('en') ?? '',
          problem.column ?? '',
          problem.value ?? '',
          say(problem.message, language),
        ],
      }))}
    />
    {more(total, language) ? <p>{more(total, language)}</p> : null}
  </Section>
)

const RepairTable = ({
  repairs,
  total,
  language,
}: {
  repairs: readonly Repair[]
  total: number
  language: Language
}) => (
  <Section
    title={
      language === 'ja'
        ? `直して読んだ値（${total.toLocaleString('en')}か所）`
        : `Mended values (${total.toLocaleString('en')})`
    }
  >
    <Table
      language={language}
      caption={{ ja: '直して読んだ値', en: 'Mended values' }}
      captionHidden
      columns={[
        { title: { ja: '行', en: 'Row' }, numeric: true },
        { title: { ja: '列', en: 'Column' } },
        { title: { ja: 'ファイルの値', en: 'In the file' } },
        { title: { ja: '読んだ値', en: 'Read as' } },
        { title: { ja: '理由', en: 'Why' } },
      ]}
      rows={repairs.slice(0, shown).map(repair => ({
        cells: [
          repair.row?.toLocaleString('en') ?? '',
          repair.column ?? '',
          repair.from,
          repair.to,
          say(repair.message, language),
        ],
      }))}
    />
    {more(total, language) ? <p>{more(total, language)}</p> : null}
  </Section>
)

const number = (count: number, language: Language) =>
  language === 'ja' ? `${count.toLocaleString('en')}件` : count.toLocaleString('en')

/** What an import did or would do, as its officer reads it. */
export const ReportView = ({
  report,
  registers,
  language,
}: {
  report: ImportReport
  registers: Registers
  language: Language
}) => {
  const { register } = registers.service(report.register)
  const key = report.key?.map(id => register.field(id).field.label[language]).join(language === 'ja' ? '・' : ', ')
  const ja = language === 'ja'
  return (
    <>
      {report.notices.map(notice => (
        <Notice tone="warning">{say(notice, language)}</Notice>
      ))}
      <DefinitionList
        language={language}
        items={[
          { term: { ja: '台帳', en: 'Register' }, value: register.definition.title[language] },
          { term: { ja: 'ファイル', en: 'File' }, value: report.file.name },
          {
            term: { ja: '形式', en: 'Format' },
            value: formats[report.file.format] + (report.file.encoding ? ` ${encodings[report.file.encoding]}` : ''),
          },
          { term: { ja: '行数', en: 'Rows' }, value: number(report.rows, language) },
          { term: { ja: '新しく登録', en: 'New' }, value: number(report.created, language) },
          { term: { ja: '変更', en: 'Changed' }, value: number(report.changed, language) },
          { term: { ja: '変わらない', en: 'Unchanged' }, value: number(report.unchanged, language) },
          { term: { ja: '取り込めない', en: 'Problems' }, value: number(report.failed, language) },
          {
            term: { ja: '記録の見分け方', en: 'Records are met by' },
            value: key ?? (ja ? '（すべて新しい記録）' : '(every row is new)'),
          },
          ...(report.ignored.length
            ? [{ term: { ja: '読まなかった列', en: 'Columns not read' }, value: report.ignored.join('、') }]
            : []),
        ]}
      />
      {report.problemCount ? (
        <ProblemTable problems={report.problems} total={report.problemCount} language={language} />
      ) : null}
      {report.repairCount ? (
        <RepairTable repairs={report.repairs} total={report.repairCount} language={language} />
      ) : null}
      {report.columns.length ? (
        <Section title={ja ? '読んだ列' : 'Columns read'}>
          <Table
            language={language}
            caption={{ ja: '読んだ列', en: 'Columns read' }}
            captionHidden
            columns={[
              { title: { ja: 'ファイルの見出し', en: 'Heading of the file' } },
              { title: { ja: '台帳の項目', en: 'Field of the register' } },
            ]}
            rows={report.columns.map(column => ({ cells: [column.heading, column.target] }))}
          />
        </Section>
      ) : null}
    </>
  )
}
