import iconv from 'iconv-lite'

/** Encodings in which files are given out. */
export type OutputEncoding = 'utf-8' | 'cp932'

export interface Unencodable {
  readonly character: string
  /** `U+20BB7` */
  readonly codePoint: string
  /** Line and column of the text, counted from 1; columns in characters. */
  readonly line: number
  readonly column: number
}

export interface Encoded {
  readonly bytes: Buffer
  /** Characters that the encoding lacks. 〓 stands in their place, as in print; never a silent question mark. */
  readonly unencodable: readonly Unencodable[]
}

/**
 * Characters that other systems write where Windows writes the look-alike on the right: one and the same JIS X 0208
 * character, so that taking the right one loses nothing. The yen sign is among them, because byte 5C is a backslash to
 * whoever reads the file back.
 */
const sameCharacter = new Map([
  ['〜', '～'],
  ['−', '－'],
  ['‖', '∥'],
  ['—', '―'],
  ['¢', '￠'],
  ['£', '￡'],
  ['¬', '￢'],
  ['¥', '￥'],
])

const fits = new Map<string, boolean>()

const isInCp932 = (character: string): boolean => {
  const known = fits.get(character)
  if (known !== undefined) return known
  const is = iconv.decode(iconv.encode(character, 'cp932'), 'cp932') === character
  fits.set(character, is && !/[\u0080-\u009f\ue000-\uf8ff]/.test(character))
  return fits.get(character) ?? false
}

/** Half-width kana, ASCII, kana and the signs beside them need no look-up. */
const plain = /^[\t\r\n\x20-\x7e\u3041-\u3093\u30a1-\u30f6\uff61-\uff9f]*$/

const prepared = (text: string): { readonly text: string; readonly unencodable: readonly Unencodable[] } => {
  if (plain.test(text)) return { text, unencodable: [] }
  const unencodable: Unencodable[] = []
  let line = 1
  let column = 0
  let result = ''
  for (const character of text) {
    column += 1
    const mapped = sameCharacter.get(character) ?? character
    if (isInCp932(mapped)) result += mapped
    else {
      const codePoint = `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
      unencodable.push({ character, codePoint, line, column })
      result += '〓'
    }
    if (character === '\n') {
      line += 1
      column = 0
    }
  }
  return { text: result, unencodable }
}

/** Characters of a cell that CP932 lacks, so that an export can say row and column before it is given out. */
export const missingInCp932 = (text: string): readonly string[] => [
  ...new Set(prepared(text).unencodable.map(one => one.character)),
]

/**
 * @param options.bom UTF-8 begins with a byte order mark, without which Excel takes it for CP932; default true
 */
export const encodeText = (
  text: string,
  encoding: OutputEncoding,
  options: { readonly bom?: boolean } = {},
): Encoded => {
  if (encoding === 'utf-8')
    return { bytes: Buffer.from((options.bom ?? true) ? `\ufeff${text}` : text, 'utf8'), unencodable: [] }
  const ready = prepared(text)
  return { bytes: iconv.encode(ready.text, 'cp932'), unencodable: ready.unencodable }
}
