import type { Bilingual } from '../bilingual.ts'
import { bad, good } from '../problem.ts'
import type { CodeDefinition } from './code.ts'
import { digitsFromRight, readDigits, sum, wrongLength } from './digits.ts'

/**
 * The rule shared by 個人番号 (平成26年総務省令85号5条) and 住民票コード: the n-th digit from the right of the body weighs
 * n + 1 up to the sixth and n − 5 from the seventh; 11 − (sum mod 11), and 0 where the remainder is 0 or 1. Because two
 * remainders share the 0, about 1.8 % of single slips and swaps are not found: never a proof of identity.
 */
const checkDigit = (body: string, length: number): string => {
  const total = sum(digitsFromRight(body, length).map((digit, index) => digit * (index < 6 ? index + 2 : index - 4)))
  const rest = total % 11
  return rest <= 1 ? '0' : String(11 - rest)
}

export const individualNumberCheckDigit = (body: string): string => checkDigit(body, 11)
export const residentCodeCheckDigit = (body: string): string => checkDigit(body, 10)

/**
 * A lost leading zero is not put back here: a number with any digit forgotten would pass as one in eleven cases, and be
 * another person's. Messages never repeat the number.
 */
const personalCode = (length: number, name: Bilingual): ((text: string) => ReturnType<CodeDefinition['read']>) => {
  const expected: Bilingual = { ja: `${length}桁の${name.ja}`, en: `${name.en} of ${length} digits` }
  return text => {
    const read = readDigits(text, expected, true)
    if (!read.ok) return read
    const digits = read.value
    if (digits.length === length - 1)
      return bad({
        ja: `${length - 1}桁です。先頭の0が失われていないか確かめて、${length}桁で入力してください。`,
        en: `These are ${length - 1} digits. Check whether a leading zero was lost and give ${length} digits.`,
      })
    if (digits.length !== length) return wrongLength(expected, digits.length)
    if (digits.at(-1) !== checkDigit(digits.slice(0, -1), length - 1))
      return bad({
        ja: `${name.ja}の検査数字（末尾の桁）が合いません。番号の写し間違いがないか確かめてください。`,
        en: 'The check digit (last digit) does not fit. Check the number for a slip.',
      })
    return good(digits, read.repairs)
  }
}

export const readIndividualNumber = personalCode(12, { ja: '個人番号', en: 'an individual number' })
export const readResidentCode = personalCode(11, { ja: '住民票コード', en: 'a resident record code' })
