import iconv from 'iconv-lite'
import type { Bilingual } from '../../../base/bilingual.ts'
import { decodeStream } from '../../../base/csv/decode.ts'
import { createDetector, type TextEncoding } from '../../../base/csv/detect.ts'
import { parseCsvStream } from '../../../base/csv/parse.ts'
import type { ImportFile } from '../../registers/import/file.ts'
import { columnsOf, type FileDefinition, type PackageEncoding } from '../definition.ts'

/** A row as it stands in the file; cells in the order of `columnsOf`. */
export interface PackageRow {
  /** As a spreadsheet counts: from 1, the heading included. */
  readonly row: number
  readonly cells: readonly string[]
  /** The row has another width than its file; its cells mean nothing then. */
  readonly wrong?: Bilingual
}

export interface ReadFile {
  readonly rows: AsyncGenerator<PackageRow>
  /** What is odd with the file as a whole, told as soon as the first row was asked for. */
  readonly notices: Bilingual[]
  /** Headings that the package expects and the file lacks. */
  readonly missing: string[]
}

const blankEnd = /[ \u3000]+$/
const most = 1_000_000

/** Lines of bytes; CP932 and UTF-8 never hold 0A inside a character. */
async function* byteLines(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let rest = Buffer.alloc(0)
  for await (const piece of pieces) {
    let from = 0
    const all = rest.length ? Buffer.concat([rest, piece]) : Buffer.from(piece)
    for (let at = all.indexOf(10); at >= 0; at = all.indexOf(10, from)) {
      yield all.subarray(from, all[at - 1] === 13 ? at - 1 : at)
      from = at + 1
    }
    // A file without line ends is no file of lines: it is not gathered without end.
    rest = all.length - from > most ? Buffer.from(all.subarray(from, from + most)) : Buffer.from(all.subarray(from))
  }
  if (rest.length && !(rest.length === 1 && rest[0] === 0x1a)) yield rest
}

async function* textLines(texts: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = ''
  for await (const text of texts) {
    const lines = (rest + text).split('\n')
    rest = (lines.pop() ?? '').slice(0, most)
    for (const line of lines) yield line.endsWith('\r') ? line.slice(0, -1) : line
  }
  if (rest !== '' && rest !== '\u001a') yield rest
}

const wrongWidth = (found: number, expected: number, unit: 'columns' | 'bytes' | 'characters'): Bilingual => {
  const ja = { columns: '列', bytes: 'バイト', characters: '文字' }[unit]
  return {
    ja: `この行は${found}${ja}です。項目一覧では${expected}${ja}です。`,
    en: `This row has ${found} ${unit}; the item list says ${expected}.`,
  }
}

const decodeBytes = (bytes: Buffer, encoding: PackageEncoding): string =>
  encoding === 'cp932' ? iconv.decode(bytes, 'cp932') : bytes.toString('utf8')

async function* fixedBytes(file: ImportFile, of: FileDefinition): AsyncGenerator<PackageRow> {
  const lengths = columnsOf(of).map(column => column.item.length)
  const width = lengths.reduce((sum, length) => sum + length, 0)
  let row = 0
  for await (const whole of byteLines(file.open())) {
    row += 1
    const line =
      row === 1 && of.encoding === 'utf-8' && whole[0] === 0xef && whole[1] === 0xbb ? whole.subarray(3) : whole
    if (line.length === 0) continue
    if (line.length !== width) {
      yield { row, cells: [], wrong: wrongWidth(line.length, width, 'bytes') }
      continue
    }
    let at = 0
    const cells = lengths.map(length => {
      at += length
      return decodeBytes(line.subarray(at - length, at), of.encoding).replace(blankEnd, '')
    })
    yield { row, cells }
  }
}

async function* fixedCharacters(texts: AsyncIterable<string>, of: FileDefinition): AsyncGenerator<PackageRow> {
  const lengths = columnsOf(of).map(column => column.item.length)
  const width = lengths.reduce((sum, length) => sum + length, 0)
  let row = 0
  for await (const line of textLines(texts)) {
    row += 1
    if (line === '') continue
    const characters = [...line]
    if (characters.length !== width) {
      yield { row, cells: [], wrong: wrongWidth(characters.length, width, 'characters') }
      continue
    }
    let at = 0
    const cells = lengths.map(length => {
      at += length
      return characters
        .slice(at - length, at)
        .join('')
        .replace(blankEnd, '')
    })
    yield { row, cells }
  }
}

const sameHeading = (one: string, other: string): boolean =>
  one.normalize('NFKC').replace(/\s/g, '') === other.normalize('NFKC').replace(/\s/g, '')

async function* delimited(
  texts: AsyncIterable<string>,
  of: FileDefinition,
  form: { readonly delimiter: string; readonly header: boolean },
  missing: string[],
): AsyncGenerator<PackageRow> {
  const columns = columnsOf(of)
  let places: readonly number[] | null = form.header ? null : columns.map((_, at) => at)
  let width = columns.length
  for await (const { row, cells } of parseCsvStream(texts, { delimiter: form.delimiter })) {
    if (places === null) {
      width = cells.length
      places = columns.map(({ id, item }) => {
        const number = id.slice(item.id.length + 1)
        const found = cells.findIndex(
          cell =>
            cell.trim() === id ||
            sameHeading(cell, item.title.ja + number) ||
            sameHeading(cell, item.title.en + number),
        )
        if (found < 0) missing.push(item.title.ja + number)
        return found
      })
      continue
    }
    if (cells.every(cell => cell === '')) continue
    if (cells.length !== width) yield { row, cells: [], wrong: wrongWidth(cells.length, width, 'columns') }
    else yield { row, cells: places.map(at => cells[at] ?? '') }
  }
}

/** How the bytes are written; looked at once for texts, since what a package claims and what a file is often differ. */
const detect = async (file: ImportFile): Promise<{ readonly encoding: TextEncoding; readonly bom: boolean }> => {
  const detector = createDetector()
  for await (const piece of file.open()) detector.add(piece)
  return detector.result()
}

/** Opens a file of a package, row by row; memory does not grow with it. */
export const openPackageFile = async (file: ImportFile, of: FileDefinition): Promise<ReadFile> => {
  const notices: Bilingual[] = []
  const missing: string[] = []
  if (of.form.kind === 'fixed' && of.form.unit === 'bytes') return { rows: fixedBytes(file, of), notices, missing }
  const found = await detect(file)
  // A file of ASCII alone is valid in both.
  const plain = found.encoding === 'utf-8' && of.encoding === 'cp932' && !found.bom && (await isAscii(file))
  if (found.encoding !== of.encoding && !plain)
    notices.push({
      ja: `文字コードは、パッケージでは ${of.encoding}、実際のファイルは ${found.encoding} です。実際のとおりに読みました。`,
      en: `The package says ${of.encoding}, the file is ${found.encoding}, and was read as such.`,
    })
  const texts = decodeStream(file.open(), found)
  return of.form.kind === 'fixed'
    ? { rows: fixedCharacters(texts, of), notices, missing }
    : { rows: delimited(texts, of, of.form, missing), notices, missing }
}

const isAscii = async (file: ImportFile): Promise<boolean> => {
  for await (const piece of file.open()) if (piece.some(byte => byte > 127)) return false
  return true
}
