import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import type { Bilingual } from '../../../base/bilingual.ts'
import { createDetector, type Detected } from '../../../base/csv/detect.ts'
import { InputError } from '../../../base/problem.ts'

/** A file to be imported. It is read more than once, and never held in memory whole unless it is a workbook. */
export interface ImportFile {
  readonly name: string
  open(): AsyncIterable<Uint8Array>
}

export const fileOfBytes = (name: string, bytes: Uint8Array): ImportFile => ({
  name,
  async *open() {
    for (let at = 0; at < bytes.byteLength; at += pieceSize) yield bytes.subarray(at, at + pieceSize)
  },
})

export const fileOfPath = (name: string, path: string): ImportFile => ({
  name,
  open: () => createReadStream(path, { highWaterMark: pieceSize }),
})

const pieceSize = 256 * 1024

export type FileFormat = 'csv' | 'xlsx' | 'jsonl'

/** What the bytes say of a file; its name and what the browser claims count for nothing. */
export interface InspectedFile {
  readonly sha256: string
  readonly size: number
  readonly format: FileFormat
  /** How a text file is written; a workbook has none. */
  readonly text: Detected | null
}

/** Workbooks are read as a whole: a larger one is asked for as CSV. Bytes. */
export const maxWorkbookSize = 30 * 1024 * 1024

const refuse = (message: Bilingual): never => {
  throw new InputError([{ field: 'file', message }])
}

const magic = (start: Uint8Array, ...bytes: readonly number[]): boolean =>
  bytes.every((byte, index) => start[index] === byte)

const notText: Bilingual = {
  ja: 'このファイルは表のファイルではありません。CSV、Excel（.xlsx）、JSON Lines のどれかで保存し直してください。',
  en: 'This file is no table. Save it as CSV, Excel (.xlsx) or JSON Lines.',
}

const refuseForeign = (start: Uint8Array): void => {
  if (magic(start, 0xd0, 0xcf, 0x11, 0xe0))
    refuse({
      ja: '古い形式のExcelファイル（.xls）か、パスワード付きのExcelファイルです。パスワードを外し、.xlsx の形式で保存し直してください。',
      en: 'This is an old Excel file (.xls) or one with a password. Remove the password and save it as .xlsx.',
    })
  const known = [
    [0x25, 0x50, 0x44, 0x46],
    [0x89, 0x50, 0x4e, 0x47],
    [0xff, 0xd8, 0xff],
    [0x47, 0x49, 0x46, 0x38],
    [0x1f, 0x8b],
    [0x7f, 0x45, 0x4c, 0x46],
  ]
  if (known.some(bytes => magic(start, ...bytes))) refuse(notText)
}

/** Control characters other than white space, as no text of an office has them: counted in the first piece. */
const controls = (start: Uint8Array): number => {
  let found = 0
  for (const byte of start) if (byte < 9 || (byte > 13 && byte < 32 && byte !== 0x1a && byte !== 0x1b)) found += 1
  return found
}

/**
 * Looks at all bytes once: format, encoding, hash.
 * @throws InputError for an empty file, and for one that is no table
 */
export const inspectFile = async (file: ImportFile): Promise<InspectedFile> => {
  const hash = createHash('sha256')
  const detector = createDetector()
  let start: Uint8Array | undefined
  let size = 0
  let workbook = false
  for await (const piece of file.open()) {
    if (piece.byteLength === 0) continue
    if (start === undefined) {
      start = Uint8Array.from(piece.subarray(0, 65_536))
      refuseForeign(start)
      workbook = magic(start, 0x50, 0x4b, 0x03, 0x04)
    }
    size += piece.byteLength
    hash.update(piece)
    if (!workbook) detector.add(piece)
  }
  if (start === undefined)
    return refuse({
      ja: 'ファイルが空です。正しいファイルを選んでください。',
      en: 'The file is empty. Choose the right file.',
    })
  const common = { sha256: hash.digest('hex'), size }
  if (workbook) {
    if (size > maxWorkbookSize)
      refuse({
        ja: `Excelファイルは${maxWorkbookSize / 1_048_576}MBまでです。CSVで保存し直すと、大きなファイルも取り込めます。`,
        en: `Excel files may have ${maxWorkbookSize / 1_048_576} MB. Saved as CSV, larger ones can be imported.`,
      })
    return { ...common, format: 'xlsx', text: null }
  }
  const text = detector.result()
  const wide = text.encoding === 'utf-16le' || text.encoding === 'utf-16be'
  if (wide ? !looksLikeUtf16(start, text.encoding) : controls(start) * 50 > start.length) refuse(notText)
  return { ...common, format: firstSign(start, text) === '{' ? 'jsonl' : 'csv', text }
}

/** A table of an office has line ends or separators in any encoding; noise that looks like UTF-16 has not. */
const looksLikeUtf16 = (start: Uint8Array, encoding: Detected['encoding']): boolean => {
  const text = new TextDecoder(encoding).decode(start.subarray(0, start.length - (start.length % 2)))
  let odd = 0
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0
    if (code === 0xfffd || code < 9 || (code > 13 && code < 32) || (code >= 0xe000 && code <= 0xf8ff)) odd += 1
  }
  return odd * 10 <= text.length
}

const firstSign = (start: Uint8Array, text: Detected): string => {
  const decoded = new TextDecoder(text.encoding === 'cp932' ? 'shift_jis' : text.encoding).decode(
    start.subarray(0, 256),
  )
  return decoded.replace(/^\ufeff/, '').trimStart()[0] ?? ''
}
