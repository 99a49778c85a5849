import { representatives } from './variants.ts'

export { isKatakana, toKatakana } from './kana.ts'
export { foldWidth, trimAll } from './width.ts'

const small = 'ァィゥェォヵヶッャュョヮ'
const large = 'アイウエオカケツヤユヨワ'
const plainKana = new Map([
  ...Array.from(small, (kana, index): [string, string] => [kana, large[index] ?? kana]),
  ['ヰ', 'イ'],
  ['ヱ', 'エ'],
  ['ヲ', 'オ'],
])

/** Kinds of business written short in brackets; ㈱ has become (株) by then. */
const shortNames = new Map([
  ['(株)', '株式会社'],
  ['(有)', '有限会社'],
  ['(同)', '合同会社'],
  ['(医)', '医療法人'],
  ['(福)', '社会福祉法人'],
  ['(特非)', '特定非営利活動法人'],
])

const plainAscii = /^[\x21-\x40\x5b-\x7d]*$/

/**
 * The form in which texts are searched; what is stored and shown stays as it was written. Folded together: width, case,
 * accents, IVS and other variation selectors, variant kanji, hiragana and katakana, voiced and unvoiced, small and large
 * kana, long vowels (オ段 + ウ or オ, ー and the dashes typed for it), 々, spaces and middle dots. The rules for kana are
 * those of the resident register's standard (住民記録システム標準仕様書 2.1.2, あいまい検索). Folding twice changes nothing.
 */
export const searchForm = (text: string): string => {
  if (plainAscii.test(text)) return text
  return (
    text
      .toLowerCase()
      .normalize('NFKD')
      // Voiced marks, accents, and the selectors of variant glyphs are all nonspacing marks.
      .replace(/[\p{Mn}\s\p{Cf}\p{Cc}・·]+/gu, '')
      .normalize('NFKC')
      .toLowerCase()
      .replace(/[ぁ-ゖゝ]/g, kana => String.fromCharCode(kana.charCodeAt(0) + 0x60))
      .replace(/[ァィゥェォヵヶッャュョヮヰヱヲ]/g, kana => plainKana.get(kana) ?? kana)
      .replace(/[\p{Script=Han}⻆]/gu, kanji => representatives.get(kanji) ?? kanji)
      .replace(/(.)([々〻ヽ]+)/gu, (_, before: string, marks: string) => before.repeat(marks.length + 1))
      .replace(/[‐‑‒–—―−ー〜~]/g, '-')
      .replace(/(?<=[ァ-ヺ])-+/g, '')
      .replace(/(?<=[オコソトノホモヨロ])[ウオ]+/g, '')
      .replace(/\((?:株|有|同|医|福|特非)\)/g, mark => shortNames.get(mark) ?? mark)
      .replace(/npo法人/g, '特定非営利活動法人')
      // 桜が丘, 桜ヶ丘 and 桜ケ丘 are one place.
      .replace(/(?<=\p{Script=Han})カ(?=\p{Script=Han})/gu, 'ケ')
  )
}

/**
 * Distinct pairs of neighbouring characters (code points) of a search form, in order of first appearance. A text holds
 * a longer search text only if it holds all its pairs. The text must already be folded; one character has no pair.
 */
export const bigrams = (form: string): readonly string[] => {
  const pairs = new Set<string>()
  let before = ''
  for (const character of form) {
    if (before !== '') pairs.add(before + character)
    before = character
  }
  return [...pairs]
}
