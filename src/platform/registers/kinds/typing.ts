import { bad, type Repair, type Result } from '../../../base/problem.ts'

/** Voiced kana typed as two characters (file names from a Mac, some input methods) made one. Kanji stay as they are. */
const composeKana = (text: string): string =>
  text.replace(/[\u3040-\u30ff][\u3099\u309a]/g, pair => pair.normalize('NFC'))

/** Texts as people and files hold them: no blanks around, one form of line end, kana in one piece. */
export const tidy = (text: string): string => composeKana(text.replace(/\r\n?/g, '\n')).trim()

/** The one text of a kind with one part. */
export const oneText = (texts: readonly string[]): string => tidy(texts[0] ?? '')

// Control characters cannot be typed by hand, printed in a letter or (NUL) stored by PostgreSQL; a lone surrogate is
// half a character and would be stored as another one. The expressions are built from codes because the linter rightly
// dislikes control characters in source.
const code = (from: number, to: number) =>
  `\\u${from.toString(16).padStart(4, '0')}-\\u${to.toString(16).padStart(4, '0')}`
const lineBreaking = new RegExp(`[${code(0, 8)}${code(0xb, 0x1f)}${code(0x7f, 0x9f)}]`)

/** @param lines whether line breaks (and tabs) belong to the text */
export const checkCharacters = (text: string, lines: boolean): Result<string> => {
  if (lineBreaking.test(text) || !text.isWellFormed())
    return bad({
      ja: '使えない文字（制御文字）が含まれています。消してから入力し直してください。',
      en: 'This holds characters that cannot be used (control characters). Remove them and enter it again.',
    })
  if (lines || !/[\n\t]/.test(text)) return { ok: true, value: text }
  const parts = text.split(/[\n\t]/).map(part => part.trim())
  const mended = parts.filter(part => part !== '').join(' ')
  return {
    ok: true,
    value: mended,
    repairs: [repair(text, mended, { ja: '改行を空白に直しました。', en: 'Line breaks were made blanks.' })],
  }
}

export const repair = (from: string, to: string, message: Repair['message']): Repair => ({ from, to, message })

/** Code points, as the database and JSON Schema count them; a variation selector is one of its own. */
export const characters = (text: string): number => Array.from(text).length
