import { createWriteStream } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import writeWorkbook from 'write-excel-file/node'
import { encodeText, missingInCp932 } from '../../../base/csv/encode.ts'
import { writeCsv } from '../../../base/csv/write.ts'
import { InputError, type Problem } from '../../../base/problem.ts'
import type { RecordRow } from '../record.ts'
import { isPersonal } from '../visibility.ts'
import { type ExportShape, jsonLine, textCells, workbookCells } from './cells.ts'
import type { ExportFormat } from './format.ts'

export interface Written {
  readonly count: number
  /** Cells in which 〓 stands for characters that Shift_JIS lacks. */
  readonly replaced: number
}

/** Rows of CSV that are encoded together. */
const rowsAtOnce = 500
/** Workbooks are made in memory; a million rows of CSV are not. */
export const maxWorkbookRows = 100_000
/** Of Excel itself. */
const maxWorkbookCell = 32_767
const mostProblems = 200

async function* csvPieces(
  shape: ExportShape,
  rows: AsyncIterable<RecordRow>,
  encoding: 'utf-8' | 'cp932',
  replace: boolean,
  told: { count: number; replaced: number },
): AsyncGenerator<Buffer> {
  const problems: Problem[] = []
  const encode = (lines: readonly (readonly string[])[], first: boolean): Buffer =>
    encodeText(writeCsv(lines), encoding, { bom: first }).bytes
  const check = (cells: readonly string[]): void => {
    cells.forEach((cell, at) => {
      const missing = missingInCp932(cell)
      if (missing.length === 0) return
      told.replaced += 1
      if (problems.length >= mostProblems || replace) return
      const field = shape.columns[at - 1]?.field
      problems.push({
        row: told.count + 1,
        column: shape.headings[at] ?? '',
        ...(field && isPersonal(field) ? {} : { value: missing.join(' ') }),
        message: {
          ja: `Shift_JIS にない文字があります（${missing.map(codePoint).join('、')}）。UTF-8で出力するか、〓に置き換えて出力してください。`,
          en: `Characters that Shift_JIS lacks (${missing.map(codePoint).join(', ')}). Export as UTF-8, or have them replaced by 〓.`,
        },
      })
    })
  }
  if (encoding === 'cp932') check(shape.headings)
  let batch: (readonly string[])[] = [shape.headings]
  let first = true
  for await (const row of rows) {
    const cells = textCells(shape, row)
    told.count += 1
    if (encoding === 'cp932') check(cells)
    batch.push(cells)
    if (batch.length < rowsAtOnce) continue
    yield encode(batch, first)
    first = false
    batch = []
  }
  if (problems.length) throw new InputError(problems)
  if (batch.length) yield encode(batch, first)
}

const codePoint = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`

async function* jsonPieces(
  shape: ExportShape,
  rows: AsyncIterable<RecordRow>,
  told: { count: number },
): AsyncGenerator<string> {
  let batch = ''
  for await (const row of rows) {
    told.count += 1
    batch += jsonLine(shape, row)
    if (batch.length < 65_536) continue
    yield batch
    batch = ''
  }
  if (batch !== '') yield batch
}

const workbookBytes = async (
  shape: ExportShape,
  rows: AsyncIterable<RecordRow>,
  told: { count: number },
): Promise<Buffer> => {
  const heading = shape.headings.map(value => ({ type: String, value, fontWeight: 'bold' as const }))
  const data: (typeof heading | ReturnType<typeof workbookCells>)[] = [heading]
  for await (const row of rows) {
    told.count += 1
    if (told.count > maxWorkbookRows)
      throw new InputError([
        {
          message: {
            ja: `Excelで出力できるのは${maxWorkbookRows.toLocaleString('en')}件までです。絞り込むか、CSVで出力してください。`,
            en: `Excel files have ${maxWorkbookRows.toLocaleString('en')} records at most. Narrow the list, or export CSV.`,
          },
        },
      ])
    const cells = workbookCells(shape, row)
    const long = cells.findIndex(cell => typeof cell?.value === 'string' && cell.value.length > maxWorkbookCell)
    if (long >= 0)
      throw new InputError([
        {
          row: told.count + 1,
          column: shape.headings[long] ?? '',
          message: {
            ja: 'Excelのセルに入らない長さの文章があります。CSVで出力してください。',
            en: 'A text is too long for a cell of Excel. Export CSV instead.',
          },
        },
      ])
    data.push(cells)
  }
  return writeWorkbook(
    data.map(cells => cells.map(cell => (cell === null ? null : { ...cell }))),
    { sheet: 'データ', stickyRowsCount: 1, columns: shape.headings.map(() => ({ width: 18 })) },
  ).toBuffer()
}

/** Writes an export into a file. @throws InputError for what the format cannot hold; the file is then worth nothing */
export const writeExport = async (
  path: string,
  format: ExportFormat,
  shape: ExportShape,
  rows: AsyncIterable<RecordRow>,
  replace: boolean,
): Promise<Written> => {
  const told = { count: 0, replaced: 0 }
  if (format === 'xlsx') await writeFile(path, await workbookBytes(shape, rows, told), { mode: 0o600 })
  else {
    const pieces =
      format === 'jsonl'
        ? jsonPieces(shape, rows, told)
        : csvPieces(shape, rows, format === 'csv' ? 'utf-8' : 'cp932', replace, told)
    await pipeline(Readable.from(pieces), createWriteStream(path, { mode: 0o600 }))
  }
  return told
}
