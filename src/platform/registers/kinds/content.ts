import type { Bilingual } from '../../../base/bilingual.ts'

/** Types whose contents can be told by their first bytes, those that offices send and keep. */
interface KnownType {
  readonly type: string
  /** As people call it, in both languages. */
  readonly label: string
  readonly endings: readonly string[]
  readonly begins?: (bytes: Uint8Array) => boolean
}

const at =
  (offset: number, ...signature: readonly number[]) =>
  (bytes: Uint8Array): boolean =>
    signature.every((byte, index) => bytes[offset + index] === byte)

const ascii = (text: string): number[] => [...text].map(letter => letter.charCodeAt(0))
const zip = at(0, 0x50, 0x4b, 0x03, 0x04)

/** An Office file is a ZIP that names its main part; names in a ZIP stand in the open. */
const office = (part: string) => (bytes: Uint8Array) => zip(bytes) && Buffer.from(bytes).includes(part)

/** ISO 32000-1 7.5.2, PNG 5.2, JFIF, GIF89a, RIFF, TIFF 6.0, ECMA-376, APPNOTE.TXT 4.3.7. */
const known: readonly KnownType[] = [
  { type: 'application/pdf', label: 'PDF', endings: ['pdf'], begins: at(0, ...ascii('%PDF-')) },
  { type: 'image/png', label: 'PNG', endings: ['png'], begins: at(0, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a) },
  { type: 'image/jpeg', label: 'JPEG', endings: ['jpg', 'jpeg'], begins: at(0, 0xff, 0xd8, 0xff) },
  { type: 'image/gif', label: 'GIF', endings: ['gif'], begins: at(0, ...ascii('GIF8')) },
  {
    type: 'image/webp',
    label: 'WebP',
    endings: ['webp'],
    begins: bytes => at(0, ...ascii('RIFF'))(bytes) && at(8, ...ascii('WEBP'))(bytes),
  },
  {
    type: 'image/tiff',
    label: 'TIFF',
    endings: ['tif', 'tiff'],
    begins: bytes => at(0, 0x49, 0x49, 0x2a, 0)(bytes) || at(0, 0x4d, 0x4d, 0, 0x2a)(bytes),
  },
  {
    type: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    label: 'Word',
    endings: ['docx'],
    begins: office('word/'),
  },
  {
    type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    label: 'Excel',
    endings: ['xlsx'],
    begins: office('xl/'),
  },
  {
    type: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
    label: 'PowerPoint',
    endings: ['pptx'],
    begins: office('ppt/'),
  },
  { type: 'application/zip', label: 'ZIP', endings: ['zip'], begins: zip },
  { type: 'text/csv', label: 'CSV', endings: ['csv'] },
  { type: 'text/plain', label: 'Text', endings: ['txt'] },
]

/** The type as a page names it; undefined for one that the platform does not know. */
export const typeLabel = (type: string): string | undefined => known.find(one => one.type === type)?.label

const families: Readonly<Record<string, Bilingual>> = {
  'image/*': { ja: '画像', en: 'pictures' },
  'text/*': { ja: 'テキスト', en: 'texts' },
}

/** What a field's `accept` takes, in words that people use: `PDF、PNG、JPEG`. */
export const acceptedTypes = (accept: readonly string[]): Bilingual => {
  const words = accept.map((one): Bilingual => {
    const ending = one.replace(/^\./, '')
    const label = typeLabel(one) ?? known.find(({ endings }) => endings.includes(ending))?.label ?? ending
    return families[one] ?? { ja: label, en: label }
  })
  return { ja: words.map(({ ja }) => ja).join('、'), en: words.map(({ en }) => en).join(', ') }
}

/**
 * The type under which a file is handed out: as it is where it is one of the known ones, else as bytes that a browser
 * saves and nothing opens by itself. A page (HTML, SVG) is never one of them.
 */
export const servedType = (type: string): string =>
  known.some(one => one.type === type) ? type : 'application/octet-stream'

/** What the bytes say that they are; undefined where they say nothing. */
export const typeOfBytes = (bytes: Uint8Array): string | undefined => known.find(one => one.begins?.(bytes))?.type

const mismatch: Bilingual = {
  ja: 'ファイルの中身が、名前や種類と合いません。正しい形式で保存し直して、選び直してください。',
  en: 'The contents of the file are not what its name or type says. Save it again in the right format and choose it again.',
}

const empty: Bilingual = { ja: 'ファイルが空です。選び直してください。', en: 'The file is empty. Choose another.' }

/** A text has no zero byte; one that has is something else in disguise. UTF-16 is not taken: nobody's CSV reader agrees on it. */
const isText = (bytes: Uint8Array): boolean => !bytes.includes(0) && typeOfBytes(bytes) === undefined

/**
 * Whether an upload is what it says. A name's ending and the type that the browser sent are claims; each of them that
 * can be checked by the contents must hold.
 * @returns the type to be kept, or what is wrong
 */
export const typeOfUpload = (
  name: string,
  claimed: string,
  bytes: Uint8Array,
): { readonly type: string } | { readonly problem: Bilingual } => {
  if (bytes.byteLength === 0) return { problem: empty }
  const ending = name.toLowerCase().split('.').at(-1) ?? ''
  const byName = known.find(one => one.endings.includes(ending))
  const byClaim = known.find(one => one.type === claimed)
  const found = typeOfBytes(bytes)
  for (const one of [byName, byClaim]) {
    if (!one) continue
    // Browsers on machines without Excel call a CSV file anything, and one with Excel calls it an Excel file.
    if (one === byClaim && byName && byName !== byClaim && !byName.begins && isText(bytes)) continue
    if (one.begins ? found !== one.type && !one.begins(bytes) : !isText(bytes)) return { problem: mismatch }
  }
  return { type: found ?? byName?.type ?? byClaim?.type ?? claimed }
}
