import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { CsvError, parse } from 'csv-parse'
import { parse as parseSync } from 'csv-parse/sync'
import type { Bilingual } from '../bilingual.ts'
import { InputError } from '../problem.ts'

export interface CsvRow {
  /** Row as a spreadsheet counts it: from 1, empty rows included. */
  readonly row: number
  /** Line of the text on which the row begins; differs from `row` behind cells with line breaks. */
  readonly line: number
  readonly cells: readonly string[]
}

export interface CsvOptions {
  /** Default: comma. */
  readonly delimiter?: string
}

/** A row longer than this is a quotation mark that is never closed, not a row. Characters. */
const maxRowSize = 1_000_000

const optionsOf = (options: CsvOptions) => ({
  delimiter: options.delimiter ?? ',',
  // All three, at every row: a file put together from several has more than one sort.
  record_delimiter: ['\r\n', '\n', '\r'],
  relax_column_count: true,
  max_record_size: maxRowSize,
})

const messages: Partial<Record<string, Bilingual>> = {
  CSV_QUOTE_NOT_CLOSED: {
    ja: '引用符（"）が閉じられていません。',
    en: 'A quotation mark (") is never closed.',
  },
  CSV_MAX_RECORD_SIZE: {
    ja: '1行が長すぎます。引用符（"）の閉じ忘れがないか確かめてください。',
    en: 'A row is too long. Check for a quotation mark (") that is not closed.',
  },
}

const quoteMessage: Bilingual = {
  ja: '引用符（"）の使い方が正しくありません。値の中の引用符は2つ重ねてください。',
  en: 'A quotation mark (") is out of place. Double the quotation marks inside a value.',
}

const asInputError = (error: unknown): unknown => {
  if (!(error instanceof CsvError)) return error
  const row = typeof error.records === 'number' ? { row: error.records + 1 } : {}
  return new InputError([{ ...row, message: messages[error.code] ?? quoteMessage }])
}

type Cells = readonly string[]

const areCells = (value: unknown): value is Cells =>
  Array.isArray(value) && value.every(cell => typeof cell === 'string')

const breaksIn = (cell: string): number =>
  cell.includes('\n') || cell.includes('\r') ? (cell.match(/\r\n|\r|\n/g)?.length ?? 0) : 0

/** Numbers the rows and leaves out empty lines (a row of one empty cell is one). */
const createNumbering = () => {
  let row = 0
  let line = 1
  return (cells: Cells): CsvRow | undefined => {
    row += 1
    const numbered = { row, line, cells }
    line += 1
    for (const cell of cells) line += breaksIn(cell)
    return cells.length === 1 && cells[0] === '' ? undefined : numbered
  }
}

/** @throws InputError with the row where quotation marks do not fit */
export const parseCsv = (text: string, options: CsvOptions = {}): readonly CsvRow[] => {
  try {
    const number = createNumbering()
    return parseSync(text, optionsOf(options)).flatMap((record: unknown) =>
      areCells(record) ? (number(record) ?? []) : [],
    )
  } catch (error) {
    throw asInputError(error)
  }
}

/**
 * The same, row by row, for files of any size: what is read ahead stays within the buffers of a stream.
 * @throws InputError with the row where quotation marks do not fit
 */
export async function* parseCsvStream(
  texts: AsyncIterable<string> | Iterable<string>,
  options: CsvOptions = {},
): AsyncGenerator<CsvRow> {
  const parser = parse(optionsOf(options))
  const source = Readable.from(texts)
  // Failures of the source or the parser end the loop below; here they are only kept from being unhandled.
  const fed = pipeline(source, parser).catch(() => undefined)
  const number = createNumbering()
  try {
    for await (const record of parser) {
      const row = areCells(record) ? number(record) : undefined
      if (row) yield row
    }
  } catch (error) {
    throw asInputError(error)
  } finally {
    source.destroy()
    await fed
  }
}
