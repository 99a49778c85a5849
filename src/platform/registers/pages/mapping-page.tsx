import { InputError, type Problem } from '../../../base/problem.ts'
import { Button, Buttons } from '../../../ui/button.tsx'
import { ErrorSummary } from '../../../ui/error-summary.tsx'
import { SelectField, TextField } from '../../../ui/field.tsx'
import { Form } from '../../../ui/form.tsx'
import { PageHeading, Section } from '../../../ui/page.tsx'
import type { Outcome } from '../../routing/outcome.ts'
import type { RouteRequest } from '../../routing/route.ts'
import { idHeading, registerColumns, sampleHeading } from '../columns.ts'
import { type ImportFile, inspectFile } from '../import/file.ts'
import { targetOfHeading } from '../import/mapping.ts'
import { saveMapping } from '../import/mappings.ts'
import { type TableRow, tableRows } from '../import/table.ts'
import type { RegisterService } from '../service.ts'
import { isPersonal, visibleFields } from '../visibility.ts'
import type { FileTools } from './file-tools.ts'
import { gone, importPage, reportPage } from './import-pages.tsx'
import { staffList } from './paths.ts'

const peeked = 30
const samples = 3

/** The first rows of a file: the heading is the one with the most cells that are filled. */
const peek = async (
  file: ImportFile,
): Promise<{ readonly headings: readonly string[]; readonly rows: readonly TableRow[] }> => {
  const inspected = await inspectFile(file)
  if (inspected.format === 'jsonl') return { headings: [], rows: [] }
  const all: TableRow[] = []
  const rows = tableRows(file, inspected)
  for (let next = await rows.next(); !next.done && all.length < peeked; next = await rows.next()) all.push(next.value)
  await rows.return(undefined)
  const filled = (row: TableRow) => row.cells.filter(cell => cell.trim() !== '').length
  const most = Math.max(0, ...all.slice(0, 10).map(filled))
  const at = all.findIndex(row => filled(row) === most)
  return { headings: all[at]?.cells ?? [], rows: all.slice(at + 1) }
}

/** Heading by heading: which field it is. */
export const mappingPage = async (
  tools: FileTools,
  service: RegisterService,
  request: RouteRequest,
  ticket: string,
  state: {
    readonly chosen?: Readonly<Record<string, string>>
    readonly name?: string
    readonly problems?: readonly Problem[]
  } = {},
): Promise<Outcome> => {
  const { register } = service
  const { language } = request
  const ja = language === 'ja'
  const file = await tools.uploads.find(request.act(), ticket)
  if (!file) return importPage(tools, service, request, [gone])
  const { headings, rows } = await peek(file)
  const visible = new Set(visibleFields(register, request.actor))
  const columns = registerColumns(register).filter(column => visible.has(column.field))
  const choices = [
    { value: 'id', label: idHeading },
    ...columns.map(column => ({
      value: column.id,
      label: column.heading + (isPersonal(column.field) ? (ja ? '（個人情報）' : ' (personal)') : ''),
    })),
    { value: 'sample', label: sampleHeading },
  ]
  const guessed = (heading: string): string => {
    const target = targetOfHeading(register, heading)
    return target === undefined ? '' : typeof target === 'string' ? target : target.id
  }
  const title = { ja: '列の対応づけ', en: 'Mapping of columns' }
  return {
    kind: 'page',
    status: state.problems?.length ? 422 : 200,
    title,
    crumbs: [
      { title: register.definition.title, path: staffList(register) },
      { title: { ja: '取込', en: 'Import' }, path: `${staffList(register)}/import` },
      { title },
    ],
    body: (
      <>
        <PageHeading
          title={title[language]}
          lead={
            ja
              ? 'ファイルの見出しごとに、台帳のどの項目かを選びます。名前を付けて保存すると、次からも使えます。'
              : 'Choose for each heading which field it is. Saved under a name, the mapping serves the next file too.'
          }
        />
        <ErrorSummary language={language} problems={state.problems ?? []} />
        <Form
          language={language}
          path={`${staffList(register)}/import/mapping`}
          csrf={request.csrf}
          hidden={{ ticket }}
        >
          <Section title={file.name}>
            {headings.map((heading, at) =>
              heading.trim() === '' ? null : (
                <SelectField
                  language={language}
                  name={`column.${at}`}
                  filter
                  label={{ ja: heading, en: heading }}
                  help={{
                    ja: `例: ${examples(rows, at)}`,
                    en: `For example: ${examples(rows, at)}`,
                  }}
                  value={state.chosen?.[heading] ?? guessed(heading)}
                  empty={{ ja: '取り込まない', en: 'Not imported' }}
                  choices={choices}
                />
              ),
            )}
          </Section>
          <TextField
            language={language}
            name="name"
            required
            label={{ ja: '対応づけの名前', en: 'Name of the mapping' }}
            help={{ ja: '例　○○課の台帳（年度末）', en: 'For example: list of our section, end of year' }}
            value={state.name ?? ''}
            problems={state.problems}
          />
          <Buttons>
            <Button>{ja ? '保存して内容を確かめる' : 'Save and check the file'}</Button>
          </Buttons>
        </Form>
      </>
    ),
  }
}

const examples = (rows: readonly TableRow[], at: number): string => {
  const found = [...new Set(rows.map(row => row.cells[at]?.trim() ?? '').filter(cell => cell !== ''))].slice(0, samples)
  return found.map(cell => (cell.length > 30 ? `${cell.slice(0, 30)}…` : cell)).join('、') || '（空）'
}

export const submitMapping = async (
  tools: FileTools,
  service: RegisterService,
  request: RouteRequest,
): Promise<Outcome> => {
  const { values } = await request.form()
  const ticket = values['ticket']?.[0] ?? ''
  const name = values['name']?.[0] ?? ''
  const act = request.act()
  const file = await tools.uploads.find(act, ticket)
  if (!file) return importPage(tools, service, request, [gone])
  const { headings } = await peek(file)
  const chosen = Object.fromEntries(
    headings.flatMap((heading, at) => (heading.trim() === '' ? [] : [[heading, values[`column.${at}`]?.[0] ?? '']])),
  )
  try {
    const saved = await saveMapping(tools.registers.tools.database, act, service.register, name, { columns: chosen })
    return await reportPage(tools, service, request, file, ticket, `mapping:${saved.id}`)
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    return mappingPage(tools, service, request, ticket, { chosen, name, problems: error.problems })
  }
}
