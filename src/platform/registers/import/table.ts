import { decodeStream } from '../../../base/csv/decode.ts'
import { parseCsvStream } from '../../../base/csv/parse.ts'
import { type Cell, workbookRows } from '../../../base/workbook/read.ts'
import type { ImportFile, InspectedFile } from './file.ts'

/** A row of a table as texts, whatever file it came from. */
export interface TableRow {
  /** As a spreadsheet counts: from 1, the heading included. */
  readonly row: number
  readonly cells: readonly string[]
}

/** A line of a JSON Lines file; `value` is undefined where it is no JSON object. */
export interface JsonRow {
  readonly row: number
  readonly value: Readonly<Record<string, unknown>> | undefined
}

const pad = (number: number): string => String(number).padStart(2, '0')

/** Workbooks know no time zone: what was typed as 9:30 is read as 9:30 UTC and written down as such. */
const dateText = (date: Date): string => {
  const rounded = new Date(Math.round(date.getTime() / 1000) * 1000)
  const day = rounded.toISOString().slice(0, 10)
  const [hours, minutes, seconds] = [rounded.getUTCHours(), rounded.getUTCMinutes(), rounded.getUTCSeconds()]
  if (hours + minutes + seconds === 0) return day
  return `${day} ${hours}:${pad(minutes)}${seconds === 0 ? '' : `:${pad(seconds)}`}`
}

const cellText = (cell: Cell): string => {
  if (cell === null) return ''
  return cell instanceof Date ? dateText(cell) : String(cell)
}

const bytesOf = async (file: ImportFile): Promise<Buffer> => {
  const pieces: Uint8Array[] = []
  for await (const piece of file.open()) pieces.push(piece)
  return Buffer.concat(pieces)
}

async function* rowsOfWorkbook(file: ImportFile): AsyncGenerator<TableRow> {
  let row = 0
  for await (const cells of workbookRows(await bytesOf(file))) {
    row += 1
    yield { row, cells: cells.map(cellText) }
  }
}

/** The separator of the first line: a table copied out of a spreadsheet has tabs. */
const delimiterOf = (text: string): string => {
  const [line = ''] = text.split(/\r\n|\r|\n/, 1)
  return line.includes('\t') && !line.includes(',') ? '\t' : ','
}

async function* textRows(file: ImportFile, inspected: InspectedFile): AsyncGenerator<TableRow> {
  const detected = inspected.text ?? { encoding: 'utf-8', bom: false }
  const texts = decodeStream(file.open(), detected)
  const first = await texts.next()
  if (first.done) return
  const whole = async function* () {
    yield first.value
    yield* texts
  }
  yield* parseCsvStream(whole(), { delimiter: delimiterOf(first.value) })
}

/** Rows of a CSV file or workbook; empty ones are left out, and their numbers with them. */
export async function* tableRows(file: ImportFile, inspected: InspectedFile): AsyncGenerator<TableRow> {
  const rows = inspected.format === 'xlsx' ? rowsOfWorkbook(file) : textRows(file, inspected)
  for await (const row of rows) if (row.cells.some(cell => cell !== '')) yield row
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const jsonOf = (line: string): Readonly<Record<string, unknown>> | undefined => {
  try {
    const value: unknown = JSON.parse(line)
    return isRecord(value) ? value : undefined
  } catch {
    return undefined
  }
}

export async function* jsonRows(file: ImportFile, inspected: InspectedFile): AsyncGenerator<JsonRow> {
  const detected = inspected.text ?? { encoding: 'utf-8', bom: false }
  let rest = ''
  let row = 0
  for await (const text of decodeStream(file.open(), detected)) {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      row += 1
      if (line.trim() !== '') yield { row, value: jsonOf(line) }
    }
  }
  row += 1
  if (rest.trim() !== '') yield { row, value: jsonOf(rest) }
}
