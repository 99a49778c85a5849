import { type ZipEntry, zipPieces } from './zip.ts'

/** Texts stay texts whatever they look like: no code loses its zeros, and nothing is reckoned as a formula. */
export type WrittenCell = string | number | Date | null

export interface WrittenSheet {
  readonly name: string
  /** Of the columns, in characters. */
  readonly widths: readonly number[]
  /** How many rows at the top are headings, in bold. */
  readonly headings: number
  /** The headings stay in sight. */
  readonly frozen?: boolean
  readonly rows: AsyncIterable<readonly WrittenCell[]> | Iterable<readonly WrittenCell[]>
}

export const workbookType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/** Limits of Excel itself: rows of a sheet, characters of a cell. */
export const mostRows = 1_048_576
export const mostCharacters = 32_767

const spreadsheet = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const packages = 'http://schemas.openxmlformats.org/package/2006'
const office = 'application/vnd.openxmlformats-officedocument.spreadsheetml'
const start = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'

/** Places in `cellXfs` below. */
const [heading, text, date] = [1, 2, 3]
const styles = `${start}<styleSheet xmlns="${spreadsheet}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts><fonts count="2"><font><sz val="11"/><name val="游ゴシック"/></font><font><b/><sz val="11"/><name val="游ゴシック"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs></styleSheet>`

const references: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
/**
 * What XML cannot hold as itself, control characters and halves of pairs among it, and what Excel would take for the number
 * of a character: the underscore of `_x0041_`.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const unwritable = /[&<>"]|[\u0000-\u0008\u000b-\u001f\ufffe\uffff]|\p{Cs}|_(?=x[0-9A-Fa-f]{4}_)/gu
const escaped = (value: string): string =>
  value.replace(
    unwritable,
    sign => references[sign] ?? `_x${sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`,
  )

const letters: string[] = []
/** 0 → A, 26 → AA. */
const columnName = (at: number): string => {
  const known = letters[at]
  if (known !== undefined) return known
  const last = String.fromCharCode(65 + (at % 26))
  const name = at < 26 ? last : `${columnName(Math.floor(at / 26) - 1)}${last}`
  letters[at] = name
  return name
}

const millisecondsOfDay = 86_400_000
/** Excel counts a 29 February 1900 that never was, and no day before 1900. */
const firstDay = Date.UTC(1900, 2, 1)
/** Of 1 January 1970, in Excel's days. */
const epochDay = 25_569

const cellXml = (place: string, value: WrittenCell, bold: boolean): string => {
  if (value === null || value === '') return ''
  if (typeof value === 'number') return `<c r="${place}"${bold ? ` s="${heading}"` : ''}><v>${value}</v></c>`
  if (typeof value !== 'string' && value.getTime() >= firstDay)
    return `<c r="${place}" s="${date}"><v>${value.getTime() / millisecondsOfDay + epochDay}</v></c>`
  const shown = typeof value === 'string' ? value : value.toISOString().slice(0, 10)
  return `<c r="${place}" s="${bold ? heading : text}" t="inlineStr"><is><t xml:space="preserve">${escaped(shown)}</t></is></c>`
}

const rowXml = (cells: readonly WrittenCell[], row: number, bold: boolean): string =>
  `<row r="${row}">${cells.map((cell, at) => cellXml(`${columnName(at)}${row}`, cell, bold)).join('')}</row>`

/** Characters that are handed on together. */
const pieceLength = 32_768

async function* sheetXml({ widths, headings, frozen, rows }: WrittenSheet): AsyncGenerator<Buffer> {
  const pane = frozen
    ? `<sheetViews><sheetView workbookViewId="0"><pane ySplit="${headings}" topLeftCell="A${headings + 1}" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>`
    : ''
  const columns = widths.map((width, at) => `<col min="${at + 1}" max="${at + 1}" width="${width}" customWidth="1"/>`)
  let piece = `${start}<worksheet xmlns="${spreadsheet}">${pane}<cols>${columns.join('')}</cols><sheetData>`
  let row = 0
  for await (const cells of rows) {
    row += 1
    piece += rowXml(cells, row, row <= headings)
    if (piece.length < pieceLength) continue
    yield Buffer.from(piece)
    piece = ''
  }
  yield Buffer.from(`${piece}</sheetData></worksheet>`)
}

const part = (name: string, xml: string): ZipEntry => ({ name, pieces: [Buffer.from(`${start}${xml}`)] })

/**
 * A workbook, piece by piece: however many rows come, a few hundred of them lie in memory at once, and whoever iterates is
 * left alone in between. Rows are asked for while the pieces are read.
 * @throws ZipTooLargeError
 */
export const workbookPieces = (sheets: readonly WrittenSheet[]): AsyncGenerator<Uint8Array> => {
  const numbered = sheets.map((sheet, at) => ({ sheet, id: at + 1 }))
  return zipPieces([
    part(
      '[Content_Types].xml',
      `<Types xmlns="${packages}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${office}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${office}.styles+xml"/>${numbered.map(({ id }) => `<Override PartName="/xl/worksheets/sheet${id}.xml" ContentType="${office}.worksheet+xml"/>`).join('')}</Types>`,
    ),
    part(
      '_rels/.rels',
      `<Relationships xmlns="${packages}/relationships"><Relationship Id="rId1" Type="${relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    ),
    part(
      'xl/workbook.xml',
      `<workbook xmlns="${spreadsheet}" xmlns:r="${relations}"><sheets>${numbered.map(({ sheet, id }) => `<sheet name="${escaped(sheet.name)}" sheetId="${id}" r:id="rId${id}"/>`).join('')}</sheets></workbook>`,
    ),
    part(
      'xl/_rels/workbook.xml.rels',
      `<Relationships xmlns="${packages}/relationships">${numbered.map(({ id }) => `<Relationship Id="rId${id}" Type="${relations}/worksheet" Target="worksheets/sheet${id}.xml"/>`).join('')}<Relationship Id="rId${sheets.length + 1}" Type="${relations}/styles" Target="styles.xml"/></Relationships>`,
    ),
    { name: 'xl/styles.xml', pieces: [Buffer.from(styles)] },
    ...numbered.map(({ sheet, id }) => ({ name: `xl/worksheets/sheet${id}.xml`, pieces: sheetXml(sheet) })),
  ])
}

/** The whole of a small one. */
export const workbookBytes = async (sheets: readonly WrittenSheet[]): Promise<Buffer> => {
  const pieces: Uint8Array[] = []
  for await (const piece of workbookPieces(sheets)) pieces.push(piece)
  return Buffer.concat(pieces)
}
