import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { inBreaths } from '../../../base/breaths.ts'
import { encodeText, missingInCp932, type OutputEncoding } from '../../../base/csv/encode.ts'
import { writeCsv } from '../../../base/csv/write.ts'
import { InputError, type Problem } from '../../../base/problem.ts'
import { mostCharacters, mostRows, type WrittenCell, workbookPieces } from '../../../base/workbook/write.ts'
import { ZipTooLargeError } from '../../../base/workbook/zip.ts'
import { isPersonal } from '../visibility.ts'
import type { Sheet, SheetRow } from './sheet.ts'
import { workbookCells } from './workbook-cells.ts'

export interface Written {
  readonly count: number
  /** Cells in which 〓 stands for characters that Shift_JIS lacks. */
  readonly replaced: number
}

export interface CsvStyle {
  readonly encoding: OutputEncoding
  /** Whether UTF-8 begins with a byte order mark. Default: true. */
  readonly bom?: boolean
  /** Puts 〓 where Shift_JIS lacks a character, instead of refusing. */
  readonly replace?: boolean
}

/** Rows of CSV that are encoded together. */
const rowsAtOnce = 100
export const mostProblems = 200

interface Told {
  count: number
  replaced: number
}

async function* csvPieces(sheet: Sheet, style: CsvStyle, told: Told): AsyncGenerator<Buffer> {
  const { encoding, replace = false, bom = true } = style
  const problems: Problem[] = []
  const encode = (lines: readonly (readonly string[])[], first: boolean): Buffer =>
    encodeText(writeCsv(lines), encoding, { bom: first && bom }).bytes
  const check = (cells: readonly string[]): void => {
    cells.forEach((cell, at) => {
      const missing = missingInCp932(cell)
      if (missing.length === 0 || sheet.columns[at]?.display) return
      told.replaced += 1
      if (problems.length >= mostProblems || replace) return
      const field = sheet.columns[at]?.field
      problems.push({
        row: told.count + 1,
        column: sheet.columns[at]?.heading ?? '',
        ...(field && isPersonal(field) ? {} : { value: missing.join(' ') }),
        message: {
          ja: `Shift_JIS にない文字があります（${missing.map(codePoint).join('、')}）。UTF-8で出力するか、〓に置き換えて出力してください。`,
          en: `Characters that Shift_JIS lacks (${missing.map(codePoint).join(', ')}). Export as UTF-8, or have them replaced by 〓.`,
        },
      })
    })
  }
  const headings = sheet.columns.map(column => column.heading)
  if (encoding === 'cp932') check(headings)
  let batch: (readonly string[])[] = [headings]
  let first = true
  for await (const { cells } of inBreaths(sheet.rows)) {
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

async function* linePieces(lines: AsyncIterable<string>, told: Told): AsyncGenerator<string> {
  let batch = ''
  for await (const line of inBreaths(lines)) {
    told.count += 1
    batch += line
    if (batch.length < 65_536) continue
    yield batch
    batch = ''
  }
  if (batch !== '') yield batch
}

/** Records below the row of headings. */
const mostRecords = mostRows - 1
const tooMany = new InputError([
  {
    message: {
      ja: `Excelの1枚のシートに入るのは${mostRecords.toLocaleString('en')}件までです。絞り込むか、CSVで出力してください。`,
      en: `A sheet of Excel has ${mostRecords.toLocaleString('en')} records at most. Narrow the list, or export CSV.`,
    },
  },
])

const requireFits = ({ columns }: Sheet, { cells }: SheetRow, count: number): void => {
  if (count > mostRecords) throw tooMany
  const long = cells.findIndex(cell => cell.length > mostCharacters)
  if (long >= 0)
    throw new InputError([
      {
        row: count + 1,
        column: columns[long]?.heading ?? '',
        message: {
          ja: 'Excelのセルに入らない長さの文章があります。CSVで出力してください。',
          en: 'A text is too long for a cell of Excel. Export CSV instead.',
        },
      },
    ])
}

async function* workbookRows(sheet: Sheet, told: Told): AsyncGenerator<readonly WrittenCell[]> {
  yield sheet.columns.map(column => column.heading)
  for await (const row of inBreaths(sheet.rows)) {
    told.count += 1
    requireFits(sheet, row, told.count)
    yield workbookCells(sheet.columns, row)
  }
}

const pour = async (path: string, pieces: AsyncIterable<string | Uint8Array>): Promise<void> =>
  pipeline(Readable.from(pieces), createWriteStream(path, { mode: 0o600 }))

/** @throws InputError for what Excel cannot hold; the file is then worth nothing */
export const writeExcel = async (path: string, sheet: Sheet): Promise<Written> => {
  const told = { count: 0, replaced: 0 }
  const widths = sheet.columns.map(() => 18)
  const rows = workbookRows(sheet, told)
  try {
    await pour(path, workbookPieces([{ name: 'データ', widths, headings: 1, frozen: true, rows }]))
  } catch (error) {
    throw error instanceof ZipTooLargeError ? tooMany : error
  }
  return told
}

/** @throws InputError for characters that the encoding lacks; the file is then worth nothing */
export const writeCsvFile = async (path: string, sheet: Sheet, style: CsvStyle): Promise<Written> => {
  const told = { count: 0, replaced: 0 }
  await pour(path, csvPieces(sheet, style, told))
  return told
}

export const writeLines = async (path: string, lines: AsyncIterable<string>): Promise<Written> => {
  const told = { count: 0, replaced: 0 }
  await pour(path, linePieces(lines, told))
  return told
}
