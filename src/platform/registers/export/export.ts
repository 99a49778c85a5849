import type { Language } from '../../../base/bilingual.ts'
import { dayInJapan } from '../../../base/clock.ts'
import type { FormulaStyle } from '../../../base/csv/formula.ts'
import { InputError, RefusedError } from '../../../base/problem.ts'
import { type Act, may } from '../../access/actor.ts'
import type { Transaction } from '../../database/connection.ts'
import { streamStatement } from '../../database/cursor.ts'
import { inTenants } from '../../database/transaction.ts'
import type { SavedMapping } from '../import/mappings.ts'
import { allSql, rowsOfTenants } from '../list-sql.ts'
import { type ListQuery, widened } from '../query.ts'
import type { RecordRow } from '../record.ts'
import type { Register, RegisterField } from '../register.ts'
import type { Registers } from '../registers.ts'
import { listColumns } from '../store.ts'
import { permission, requireAskable, visibleFields } from '../visibility.ts'
import { jsonLine, type LabelLookup, registerSheet } from './cells.ts'
import { askedBody, type ExportedFile, enterExport } from './entry.ts'
import { type ExportFormat, exportFormats } from './format.ts'
import { isLabelled, type LabelColumn, labelColumns, labelReader, labelsJson } from './labels.ts'
import { mappedShape } from './mapped.ts'
import { namesOf, recordsOf } from './records.ts'
import { inGroups } from './reference-names.ts'
import type { Sheet } from './sheet.ts'
import { type SpooledFile, spool } from './spool.ts'
import { type Written, writeCsvFile, writeExcel, writeLines } from './write.ts'

export type ExportQuery = Pick<ListQuery, 'search' | 'filters' | 'sort'>

interface TableOptions {
  readonly format: ExportFormat
  readonly query: ExportQuery
  /** Leaves sample records out. */
  readonly withoutSample?: boolean
  /** Puts 〓 where Shift_JIS lacks a character, instead of refusing. */
  readonly replace?: boolean
  /** JSON Lines with what codes and ids mean, in this language; tables have columns for that. */
  readonly labels?: Language | null
}

export interface ExportOptions extends TableOptions {
  /** The columns of an office's own file instead of the register's. */
  readonly mapping?: SavedMapping | undefined
  /** Under a mapping: the register's own word where several words of the file stand for one value. */
  readonly ownWords?: boolean
  /** CSV for a system, without the apostrophes that keep values from being taken for formulas. */
  readonly plain?: boolean
}

const writeSheet = (path: string, { format, replace = false }: TableOptions, sheet: Sheet): Promise<Written> =>
  format === 'xlsx'
    ? writeExcel(path, sheet)
    : writeCsvFile(path, sheet, { encoding: format === 'csv-cp932' ? 'cp932' : 'utf-8', replace })

/** Cells of a workbook are typed as texts: nothing in them is a formula, and the guard would only be in the way. */
const formulasOf = ({ format }: TableOptions, plain: boolean): FormulaStyle =>
  plain || format === 'xlsx' ? 'plain' : 'guard'

async function* lines(
  fields: readonly RegisterField[],
  records: AsyncIterable<RecordRow>,
  look: LabelLookup | null,
): AsyncGenerator<string> {
  if (look === null) for await (const record of records) yield jsonLine(fields, record)
  else
    for await (const [record, labelOf] of inGroups(records, look))
      yield jsonLine(fields, record, labelsJson(fields, record, labelOf))
}

const writeOwn = (
  path: string,
  register: Register,
  fields: readonly RegisterField[],
  records: AsyncIterable<RecordRow>,
  options: TableOptions,
  plain: boolean,
  labels: Parameters<typeof registerSheet>[4],
): Promise<Written> =>
  options.format === 'jsonl'
    ? writeLines(path, lines(fields, records, options.labels ? labels.look : null))
    : writeSheet(path, options, registerSheet(register, fields, records, formulasOf(options, plain), labels))

/** What labels are read for: in tables the columns that show them, in JSON Lines what the API tells them of. */
const labelled = (
  fields: readonly RegisterField[],
  columns: readonly LabelColumn[],
  { format, labels }: TableOptions,
): readonly Pick<LabelColumn, 'field'>[] => {
  if (format !== 'jsonl') return columns
  return labels ? fields.filter(isLabelled).map(field => ({ field })) : []
}

/** Beside headings in Japanese. */
const labelLanguage = ({ format, labels }: TableOptions): Language => (format === 'jsonl' && labels) || 'ja'

const noJson = new InputError([
  {
    field: 'format',
    message: {
      ja: '対応づけの形は CSV か Excel で出力します。形式を選び直してください。',
      en: 'A mapping is a shape of tables: choose CSV or Excel.',
    },
  },
])

const named = (register: Register, day: string, format: ExportFormat, write: (path: string) => Promise<Written>) => {
  const { type, ending } = exportFormats[format]
  return spool(`${register.id}-${day}${ending}`, type, write)
}

/**
 * A list as a file, with its search, filters and order, and the fields that the actor may see. The ledger has it, and
 * how many records it held, before the file is given out.
 * @throws InputError for what the file cannot hold (characters that Shift_JIS lacks, values that a mapping has no column
 *   or word for), each with row and column; RefusedError
 */
export const exportRecords = async (
  registers: Registers,
  register: Register,
  act: Act,
  options: ExportOptions,
): Promise<ExportedFile> => {
  const wanted = permission(register.id, 'export')
  if (!may(act.actor, wanted)) throw new RefusedError(wanted)
  requireAskable(register, act.actor, options.query)
  const { format, mapping, plain = false } = options
  const visible = visibleFields(register, act.actor)
  const shape =
    mapping && mappedShape(registers, register, new Set(visible), mapping.mapping, options.ownWords ?? false)
  if (shape && format === 'jsonl') throw noJson
  if (shape?.problems.length) throw new InputError(shape.problems)
  const fields = shape?.fields ?? visible
  const unmarked = shape !== undefined && !shape.marksSamples
  const statement = allSql(
    register.listView,
    listColumns(namesOf(fields)),
    widened(options.query, registers.tools.context()),
    [...rowsOfTenants(act.actor.tenants), ...(options.withoutSample || unmarked ? ['not sample'] : [])],
  )
  const labels = labelColumns(register, fields)
  const labelsOf = labelReader(
    registers,
    labelled(fields, labels, options),
    target => may(act.actor, permission(target.id, 'read')),
    'staff',
    labelLanguage(options),
  )
  const write = (path: string): Promise<Written> =>
    inTenants(registers.tools.database.app, act.actor.tenants, async tx => {
      await registers.tools.room?.begin(tx, act, 'export')
      const records = recordsOf(registers, register, fields, streamStatement(tx, statement))
      return shape
        ? writeSheet(path, options, shape.sheet(tx, records, formulasOf(options, plain)))
        : writeOwn(path, register, fields, records, options, plain, {
            columns: labels,
            look: group => labelsOf(tx, group),
          })
    })
  const file = await named(register, dayInJapan(act.clock.now()), format, write)
  return enterExport(registers, act, file, [{ register, fields, count: file.count }], {
    format,
    ...(mapping ? { mapping: mapping.name } : {}),
    ...askedBody(options.query),
  })
}

/**
 * The published records as anyone may have them: read by the public's own role, which sees nothing else. Plain: open data
 * is read by systems, and stands beside as Excel for people.
 */
export const exportPublished = (
  registers: Registers,
  register: Register,
  today: string,
  options: TableOptions,
): Promise<SpooledFile> => {
  const fields = register.publicFields
  const columns = ['id', 'version', 'sample', 'updated_at', ...namesOf(fields).map(name => `"${name}"`)].join(', ')
  const statement = allSql(
    register.publishedView,
    columns,
    widened(options.query, registers.tools.context()),
    options.withoutSample ? ['not sample'] : [],
  )
  const labels = labelColumns(register, fields)
  const labelsOf = labelReader(
    registers,
    labelled(fields, labels, options),
    () => true,
    'public',
    labelLanguage(options),
  )
  return named(register, today, options.format, path =>
    registers.tools.database.reader.begin('read only', (tx: Transaction) =>
      writeOwn(
        path,
        register,
        fields,
        recordsOf(registers, register, fields, streamStatement(tx, statement)),
        options,
        true,
        { columns: labels, look: group => labelsOf(tx, group) },
      ),
    ),
  )
}
