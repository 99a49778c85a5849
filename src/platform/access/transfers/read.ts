import { parse } from 'csv-parse/sync'
import { bad, good, type Problem, type Result } from '../../../base/problem.ts'
import { foldWidth, trimAll } from '../../../base/text/fold.ts'
import { workbookRows } from '../../../base/workbook/read.ts'

/** One line of a file of transfers, as typed. */
export interface TransferInput {
  /** Row of the file, with the heading as row 1. */
  readonly row: number
  readonly staffNumber: string
  readonly email: string
  readonly name: string
  readonly from: string
  readonly to: string
  readonly roles: string
  readonly day: string
}

type Column = Exclude<keyof TransferInput, 'row'>

/** Headings by which a column is known; the first is the one that we write. */
export const headings: Readonly<Record<Column, readonly string[]>> = {
  staffNumber: ['職員番号'],
  email: ['メールアドレス', 'メール', 'e-mail', 'email'],
  name: ['氏名'],
  from: ['旧所属', '異動前所属'],
  to: ['新所属', '異動後所属'],
  roles: ['役割'],
  day: ['発令日', '発令年月日'],
}

const columns: readonly Column[] = ['staffNumber', 'email', 'name', 'from', 'to', 'roles', 'day']
const needed: readonly Column[] = ['name', 'from', 'to', 'roles', 'day']

/** More than the staff of any prefecture; a larger file is the wrong one. */
const mostRows = 20_000
/** A text is read in one go, during which nothing else is done. */
const mostBytes = 10 * 1024 * 1024

const cellText = (cell: unknown): string => {
  if (cell === null || cell === undefined) return ''
  // Excel keeps days as the midnight of their day, which the reader gives in UTC.
  if (cell instanceof Date) return cell.toISOString().slice(0, 10)
  return trimAll(foldWidth(String(cell)))
}

const decode = (bytes: Uint8Array): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('shift_jis').decode(bytes)
  }
}

const table = async (bytes: Uint8Array): Promise<readonly (readonly unknown[])[]> => {
  const isZip = bytes[0] === 0x50 && bytes[1] === 0x4b
  if (isZip) {
    const rows: (readonly unknown[])[] = []
    for await (const row of workbookRows(bytes)) rows.push(row)
    return rows
  }
  const rows: unknown = parse(decode(bytes), { relax_column_count: true, skip_empty_lines: false, bom: true })
  return Array.isArray(rows) ? rows.filter(row => Array.isArray(row)) : []
}

/** Reads a CSV file (UTF-8 or CP932) or the first sheet of an Excel file. Tells missing columns; rows are checked later. */
export const readTransfers = async (bytes: Uint8Array): Promise<Result<readonly TransferInput[]>> => {
  if (bytes.byteLength > mostBytes) return tooManyRows
  let lines: readonly (readonly unknown[])[]
  try {
    lines = await table(bytes)
  } catch {
    return bad(
      {
        ja: 'ファイルを読み取れません。CSV または Excel(.xlsx)のファイルを選んでください。',
        en: 'The file cannot be read. Choose a CSV or Excel (.xlsx) file.',
      },
      { field: 'file' },
    )
  }
  const [first = [], ...rest] = lines
  const titles = first.map(cell => cellText(cell).toLowerCase())
  const place = new Map<Column, number>()
  for (const column of columns) {
    const at = titles.findIndex(title => headings[column].includes(title))
    if (at >= 0) place.set(column, at)
  }
  const missing: Problem[] = needed
    .filter(column => !place.has(column))
    .map(column => missingColumn(headings[column][0] ?? column))
  if (!place.has('staffNumber') && !place.has('email')) missing.push(missingColumn('職員番号'))
  if (missing.length > 0) return { ok: false, problems: missing }
  const rows = rest
    .map((cells, at) => {
      const text = (column: Column) => {
        const index = place.get(column)
        return index === undefined ? '' : cellText(cells[index])
      }
      return {
        row: at + 2,
        staffNumber: text('staffNumber'),
        email: text('email').toLowerCase(),
        name: text('name'),
        from: text('from'),
        to: text('to'),
        roles: text('roles'),
        day: text('day'),
      }
    })
    .filter(row => columns.some(column => row[column] !== ''))
  if (rows.length === 0)
    return bad({ ja: 'ファイルに異動の行がありません。', en: 'The file has no rows.' }, { field: 'file' })
  if (rows.length > mostRows) return tooManyRows
  return good(rows)
}

const tooManyRows = bad(
  { ja: `行が多すぎます(上限 ${mostRows} 行)。`, en: `Too many rows (at most ${mostRows}).` },
  { field: 'file' },
)

const missingColumn = (column: string): Problem => ({
  field: 'file',
  column,
  message: { ja: `見出し「${column}」の列がありません。`, en: `There is no column headed “${column}”.` },
})
