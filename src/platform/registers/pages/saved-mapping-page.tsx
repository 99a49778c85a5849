import type { Bilingual } from '../../../base/bilingual.ts'
import { InputError, NotFoundError, type Problem } from '../../../base/problem.ts'
import { isId } from '../../../base/uuid.ts'
import { Button, Buttons, LinkButton } from '../../../ui/button.tsx'
import { Details } from '../../../ui/details.tsx'
import { ErrorSummary } from '../../../ui/error-summary.tsx'
import { TextField } from '../../../ui/field.tsx'
import { Form } from '../../../ui/form.tsx'
import { PageHeading, Section } from '../../../ui/page.tsx'
import { Table } from '../../../ui/table.tsx'
import type { Outcome } from '../../routing/outcome.ts'
import type { RouteRequest } from '../../routing/route.ts'
import { idHeading, sampleHeading } from '../columns.ts'
import { targetOfId } from '../import/mapping.ts'
import { deleteMapping, findMapping, renameMapping } from '../import/mappings.ts'
import type { Register } from '../register.ts'
import type { RegisterService } from '../service.ts'
import type { FileTools } from './file-tools.ts'
import { importPath, savedMapping } from './paths.ts'

const notImported: Bilingual = { ja: '（取り込まない）', en: '(not imported)' }

/** A mapping names columns by id; the page says them as files do. */
const columnName = (register: Register, id: string): Bilingual => {
  if (id === '') return notImported
  const target = targetOfId(register, id)
  if (target === undefined) return { ja: `${id}（今の台帳にない項目）`, en: `${id} (no such field now)` }
  if (target === 'id') return { ja: idHeading, en: 'Record id' }
  if (target === 'sample') return { ja: sampleHeading, en: 'Sample' }
  const { field, kind } = target.field
  const part = kind.parts(field)[target.part]?.label
  return { ja: target.heading, en: field.label.en + (part ? ` (${part.en})` : '') }
}

const idOf = (request: RouteRequest): string => {
  const id = request.params['mapping'] ?? ''
  if (!isId(id)) throw new NotFoundError('mapping')
  return id
}

/** One saved mapping: what it says, its name, and the way to be rid of it. */
export const savedMappingPage = async (
  tools: FileTools,
  service: RegisterService,
  request: RouteRequest,
  typed?: string,
  problems: readonly Problem[] = [],
): Promise<Outcome> => {
  const { register } = service
  const { language } = request
  const ja = language === 'ja'
  const { id, name, mapping } = await findMapping(
    tools.registers.tools.database,
    request.act(),
    register,
    idOf(request),
  )
  const headings = mapping.headings?.filter(heading => heading in mapping.columns) ?? Object.keys(mapping.columns)
  const path = savedMapping(register, id)
  return {
    kind: 'page',
    status: problems.length ? 422 : 200,
    title: { ja: `列の対応づけ：${name}`, en: `Mapping of columns: ${name}` },
    crumbs: [
      { title: register.definition.title, path: `/registers/${register.id}` },
      { title: { ja: '取込', en: 'Import' }, path: importPath(register) },
      { title: { ja: name, en: name } },
    ],
    body: (
      <>
        <ErrorSummary language={language} problems={problems} />
        <PageHeading
          title={name}
          lead={
            ja
              ? '保存した列の対応づけです。列を直すときは、取込の画面でこの対応づけを選び、「列を対応づける」を押してください。'
              : 'A saved mapping of columns. To change its columns, choose it for an import and press “Map the columns”.'
          }
        />
        <Table
          language={language}
          caption={{ ja: 'ファイルの列と台帳の項目', en: 'Columns of the file and fields of the register' }}
          columns={[
            { title: { ja: 'ファイルの見出し', en: 'Heading in the file' } },
            { title: { ja: '台帳の項目', en: 'Field' } },
          ]}
          rows={[
            ...headings.map(heading => ({
              cells: [heading, columnName(register, mapping.columns[heading] ?? '')[language]],
            })),
            ...Object.entries(mapping.constants ?? {}).map(([column, text]) => ({
              cells: [
                ja ? `すべての行に「${text}」` : `“${text}” in every row`,
                columnName(register, column)[language],
              ],
            })),
          ]}
        />
        <Section title={ja ? '名前を変える' : 'Rename'} id="rename">
          <Form language={language} path={path} csrf={request.csrf}>
            <TextField
              language={language}
              name="name"
              required
              label={{ ja: '対応づけの名前', en: 'Name of the mapping' }}
              value={typed ?? name}
              problems={problems}
            />
            <Buttons>
              <Button>{ja ? '名前を変える' : 'Rename'}</Button>
              <LinkButton language={language} look="quiet" path={importPath(register)}>
                {ja ? 'やめる' : 'Cancel'}
              </LinkButton>
            </Buttons>
          </Form>
        </Section>
        <Details summary={ja ? 'この対応づけを削除する' : 'Delete this mapping'}>
          <p>
            {ja
              ? 'この対応づけを使う取込と出力は、これからできなくなります。取り込んだ記録は変わりません。'
              : 'Imports and exports can no longer use it. Records that were imported stay as they are.'}
          </p>
          <Form language={language} path={`${path}/delete`} csrf={request.csrf}>
            <Buttons>
              <Button look="danger">{ja ? '削除する' : 'Delete'}</Button>
            </Buttons>
          </Form>
        </Details>
      </>
    ),
  }
}

export const renameSaved = async (
  tools: FileTools,
  service: RegisterService,
  request: RouteRequest,
): Promise<Outcome> => {
  const name = (await request.form()).values['name']?.[0] ?? ''
  try {
    await renameMapping(tools.registers.tools.database, request.act(), service.register, idOf(request), name)
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    return savedMappingPage(tools, service, request, name, error.problems)
  }
  return {
    kind: 'redirect',
    to: importPath(service.register),
    notice: { ja: '対応づけの名前を変えました。', en: 'The mapping was renamed.' },
  }
}

export const deleteSaved = async (
  tools: FileTools,
  service: RegisterService,
  request: RouteRequest,
): Promise<Outcome> => {
  await deleteMapping(tools.registers.tools.database, request.act(), service.register, idOf(request))
  return {
    kind: 'redirect',
    to: importPath(service.register),
    notice: { ja: '対応づけを削除しました。', en: 'The mapping was deleted.' },
  }
}
