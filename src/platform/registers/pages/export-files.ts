import { InputError, type Problem } from '../../../base/problem.ts'
import type { Outcome } from '../../routing/outcome.ts'
import type { RouteRequest } from '../../routing/route.ts'
import { labelsAsked } from '../api/labels.ts'
import type { ExportedFile } from '../export/entry.ts'
import { exportPublished, exportRecords } from '../export/export.ts'
import { type ExportFormat, isExportFormat } from '../export/format.ts'
import { exportLayout, writtenLayouts } from '../export/layout.ts'
import { listMappings } from '../import/mappings.ts'
import { readListQuery } from '../query.ts'
import type { Registers } from '../registers.ts'
import type { RegisterService } from '../service.ts'
import { visibleFields } from '../visibility.ts'
import { exportPage, listOnly } from './export-page.tsx'
import type { FileTools } from './file-tools.ts'
import { normalisedQuery } from './list-query.ts'

const sent = (
  file: Pick<ExportedFile, 'type' | 'name' | 'size' | 'replaced' | 'stream'>,
  headers: Readonly<Record<string, string>> = {},
): Outcome => ({
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

const wrongQuery = (problems: InputError['problems']): Outcome => ({
  kind: 'problem',
  status: 400,
  title: { ja: '条件を読み取れません', en: 'The conditions cannot be read' },
  problems,
})

/** Without a format: the choice of one. With it: the file. */
export const staffExport = async (
  tools: Pick<FileTools, 'registers' | 'layouts'>,
  service: RegisterService,
  request: RouteRequest,
): Promise<Outcome> => {
  const { register } = service
  const { registers } = tools
  const act = request.act()
  const fields = visibleFields(register, request.actor)
  const searchable = new Set(fields.filter(field => field.class !== 'special').map(field => field.id))
  const listed = normalisedQuery(register, listOnly(request.query), service.context(), act.clock.now())
  const query = readListQuery(register, listed, searchable)
  if (!query.ok) return wrongQuery(query.problems)
  const asked = (name: string) => request.query.get(name) ?? ''
  const format = asked('format')
  const mappings = await listMappings(registers.tools.database, act, register)
  const layout = writtenLayouts(tools.layouts, register).find(one => one.id === format)
  const page = (problems: InputError['problems'] = []) => exportPage(tools, service, request, mappings, problems)
  if (!isExportFormat(format) && !layout) return page(format === '' ? [] : [noFormat])
  const mapping = mappings.find(one => one.id === asked('mapping'))
  if (asked('mapping') && !mapping) return page([noMapping])
  if (layout && mapping) return page([eitherShape])
  const replace = asked('replace') === 'yes'
  try {
    const file = isExportFormat(format)
      ? await exportRecords(registers, register, act, {
          format,
          mapping,
          replace,
          query: query.value,
          withoutSample: asked('sample') === 'no',
          ownWords: asked('words') === 'own',
          plain: asked('plain') === 'yes',
          labels: labelsAsked(request.query),
        })
      : layout && (await exportLayout(registers, layout, act, { query: query.value, replace }))
    return file ? sent(file, { 'cache-control': 'no-store' }) : page()
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    return page(error.problems)
  }
}

const noFormat: Problem = {
  field: 'format',
  message: { ja: 'その形式はありません。選び直してください。', en: 'There is no such format: choose another.' },
}
const eitherShape: Problem = {
  field: 'mapping',
  message: {
    ja: '選んだ形式には決まった列があります。「この台帳の見出し」に戻すか、CSVかExcelを選んでください。',
    en: 'The format has columns of its own. Choose the register’s headings here, or CSV or Excel as the format.',
  },
}
const noMapping: Problem = {
  field: 'mapping',
  message: {
    ja: 'その対応づけは残っていません。選び直してください。',
    en: 'The mapping is not there any more: choose another.',
  },
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
    labels: labelsAsked(request.query),
    // Nobody is there to choose: one rare character keeps no file from the public. The header says how many cells have it.
    replace: true,
  })
  return sent(file, { 'access-control-allow-origin': '*' })
}
