import type { Bilingual } from '../bilingual.ts'
import { bad, good, type Repair, type Result } from '../problem.ts'
import { foldWidth, trimAll } from '../text/width.ts'

/** What people and files put between digits: spaces, hyphens of all sorts, dashes, the long vowel mark, dots. */
const separators = /[\s\u200b‐‑‒–—―−ー·・.-]/g

/** A spreadsheet has turned the code into a number and rounded it; the lost digits cannot be known. */
const rounded = /^\d(?:[.,]\d+)?e\+?\d+$/i

/** Digits hidden, the rest as it was: a report may tell what was mended, not the number of a person. */
const masked = (text: string): string => text.replace(/\p{Nd}/gu, '*')

export const repairOf = (from: string, to: string, message: Bilingual, personal = false): Repair => ({
  from: personal ? masked(from) : from,
  to: personal ? masked(to) : to,
  message,
})

/**
 * The digits of a code as typed, width and separators folded away.
 * @param expected what the code looks like, for the message: `{ja: '13桁の数字', en: '13 digits'}`
 * @param personal the text is not repeated in repairs and problems
 */
export const readDigits = (text: string, expected: Bilingual, personal = false): Result<string> => {
  const trimmed = trimAll(text)
  const where = personal ? {} : { value: trimmed }
  const narrow = foldWidth(trimmed)
  if (rounded.test(narrow))
    return bad(
      {
        ja: `表計算ソフトで桁が失われています。列を文字列にして、${expected.ja}で入力してください。`,
        en: `A spreadsheet has rounded this number. Set the column to text and give ${expected.en}.`,
      },
      where,
    )
  const digits = narrow.replace(separators, '')
  if (!/^\d+$/.test(digits)) return bad({ ja: `${expected.ja}で入力してください。`, en: `Give ${expected.en}.` }, where)
  if (digits === trimmed) return good(digits)
  const message =
    narrow === digits
      ? { ja: '全角の数字を半角に直しました。', en: 'Full-width digits were made half-width.' }
      : { ja: '空白や区切りの記号を取り除きました。', en: 'Spaces and separators were removed.' }
  return good(digits, [repairOf(trimmed, digits, message, personal)])
}

export const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)

/** The digits as numbers, the last one first. @throws RangeError unless there are exactly `length` digits */
export const digitsFromRight = (body: string, length: number): readonly number[] => {
  if (body.length !== length || !/^\d*$/.test(body)) throw new RangeError(`expected ${length} digits`)
  return Array.from(body, Number).reverse()
}

export const wrongLength = (expected: Bilingual, length: number, where: { value?: string } = {}): Result<never> =>
  bad(
    {
      ja: `${expected.ja}で入力してください（入力されたのは${length}桁です）。`,
      en: `Give ${expected.en} (${length} were given).`,
    },
    where,
  )
