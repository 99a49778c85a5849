import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { padGlyphs } from './pad-glyphs.ts'
import { pdfLibrary } from './pdf-library.ts'

/** Noto Sans JP (SIL Open Font License 1.1): covers JIS X 0213 and the characters that Windows adds to Shift_JIS. */
const packageFolder = dirname(createRequire(import.meta.url).resolve('@expo-google-fonts/noto-sans-jp/package.json'))
const paths = {
  regular: join(packageFolder, '400Regular', 'NotoSansJP_400Regular.ttf'),
  bold: join(packageFolder, '700Bold', 'NotoSansJP_700Bold.ttf'),
} as const

export interface Fonts {
  readonly regular: Uint8Array
  readonly bold: Uint8Array
  /** Whether the font has a shape for a character. */
  has(character: string): boolean
}

let loaded: Promise<Fonts> | undefined

const load = async (): Promise<Fonts> => {
  const [regular, bold] = (await Promise.all([readFile(paths.regular), readFile(paths.bold)])).map(padGlyphs)
  if (!regular || !bold) throw new Error('the fonts are missing')
  const { fontkit } = await pdfLibrary()
  const font = fontkit.create(regular)
  const known = new Map<string, boolean>()
  const has = (character: string): boolean => {
    const found = known.get(character) ?? font.hasGlyphForCodePoint(character.codePointAt(0) ?? 0)
    known.set(character, found)
    return found
  }
  return { regular, bold, has }
}

/** Read with the first document and kept: five megabytes each. */
export const loadFonts = (): Promise<Fonts> => {
  loaded ??= load()
  return loaded
}

const selectors = /[\ufe00-\ufe0f\u{e0100}-\u{e01ef}]/u

export interface Printable {
  readonly text: string
  /** Characters that the font lacks: 〓 stands for them. */
  readonly missing: readonly string[]
  /** Characters whose chosen shape (異体字) the font lacks: the usual shape is printed. */
  readonly plain: readonly string[]
}

/** A text as it can be printed. Nothing is replaced silently: what differs is told. */
export const printable = (text: string, fonts: Pick<Fonts, 'has'>): Printable => {
  const missing = new Set<string>()
  const plain = new Set<string>()
  let result = ''
  let last = ''
  for (const character of text) {
    if (selectors.test(character)) {
      if (character >= '\u{e0100}') plain.add(last + character)
      continue
    }
    if (character === '\n' || fonts.has(character)) result += character
    else {
      missing.add(character)
      result += '〓'
    }
    last = character
  }
  return { text: result, missing: [...missing], plain: [...plain] }
}
