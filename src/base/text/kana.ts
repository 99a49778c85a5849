import { foldWidth } from './width.ts'

/** Hiragana and half-width kana as full-width katakana; everything else as `foldWidth` leaves it. */
export const toKatakana = (text: string): string =>
  foldWidth(text.normalize('NFC')).replace(/[ぁ-ゖゝゞ]/g, kana => String.fromCharCode(kana.charCodeAt(0) + 0x60))

/** A reading in full-width katakana: kana, the long vowel mark, the middle dot, spaces between. Not empty. */
export const isKatakana = (text: string): boolean => /^[ァ-ヺーヽヾ・ 　]+$/.test(text) && /[ァ-ヺ]/.test(text)
