import type { Bilingual } from '../bilingual.ts'
import { bad, good, type Repair, type Result } from '../problem.ts'
import type { CodeDefinition } from './code.ts'
import { digitsFromRight, readDigits, repairOf, sum, wrongLength } from './digits.ts'

const expected: Bilingual = { ja: '6桁の団体コード', en: 'a local government code of 6 digits' }

/** 全国地方公共団体コード: weights 6, 5, 4, 3, 2 from the left; the last digit of 11 − (sum mod 11). */
export const municipalityCheckDigit = (body: string): string => {
  const total = sum(digitsFromRight(body, 5).map((digit, index) => digit * (index + 2)))
  return String((11 - (total % 11)) % 10)
}

/** Prefectures are 01–47; within one, 000 is the prefecture itself and municipalities begin at 100. */
const isBody = (body: string): boolean => /^(?:0[1-9]|[1-3]\d|4[0-7])(?:000|[1-9]\d\d)$/.test(body)

const isWhole = (code: string): boolean =>
  isBody(code.slice(0, 5)) && code.length === 6 && code[5] === municipalityCheckDigit(code.slice(0, 5))

const zeroAdded: Bilingual = { ja: '失われていた先頭の0を補いました。', en: 'The lost leading zero was put back.' }
const checkAdded: Bilingual = { ja: '検査数字（6桁目）を補いました。', en: 'The check digit (6th digit) was added.' }
const bothAdded: Bilingual = {
  ja: '失われていた先頭の0と検査数字（6桁目）を補いました。',
  en: 'The lost leading zero and the check digit (6th digit) were put back.',
}

interface Candidate {
  readonly code: string
  readonly message: Bilingual
}

/** Everything that a shortened code can have been. Five digits can be two things: 43214 is 阿蘇市 or 大河原町. */
const candidates = (digits: string): readonly Candidate[] => {
  if (digits.length === 4 && isBody(`0${digits}`))
    return [{ code: `0${digits}${municipalityCheckDigit(`0${digits}`)}`, message: bothAdded }]
  if (digits.length !== 5) return []
  return [
    ...(isBody(digits) ? [{ code: digits + municipalityCheckDigit(digits), message: checkAdded }] : []),
    ...(isWhole(`0${digits}`) ? [{ code: `0${digits}`, message: zeroAdded }] : []),
  ]
}

/**
 * @param known codes that exist where this is read; decides between two things that a shortened code can have been.
 * Without it, or when it knows both or neither, such a code is refused rather than guessed.
 */
export const readMunicipality = (text: string, known?: (code: string) => boolean): Result<string> => {
  const read = readDigits(text, expected)
  if (!read.ok) return read
  const digits = read.value
  const repairs: readonly Repair[] = read.repairs ?? []
  const where = { value: text.trim() }
  if (digits.length === 6) {
    if (isWhole(digits)) return good(digits, repairs)
    if (!isBody(digits.slice(0, 5)))
      return bad(
        {
          ja: '団体コードは都道府県の01〜47で始まり、次の3桁は000または100以上です。',
          en: 'A local government code begins with the prefecture, 01 to 47, followed by 000 or a number from 100.',
        },
        where,
      )
    return bad(
      {
        ja: '団体コードの検査数字（6桁目）が合いません。番号の写し間違いがないか確かめてください。',
        en: 'The check digit (6th digit) does not fit. Check the code for a slip.',
      },
      where,
    )
  }
  const all = candidates(digits)
  const narrowed = all.length > 1 && known ? all.filter(candidate => known(candidate.code)) : all
  const [one, other] = narrowed.length > 0 ? narrowed : all
  if (one && other)
    return bad(
      {
        ja: `${one.code} とも ${other.code} とも読めます。6桁で入力してください。`,
        en: `This can mean ${one.code} or ${other.code}. Give all 6 digits.`,
      },
      where,
    )
  if (one) return good(one.code, [...repairs, repairOf(digits, one.code, one.message)])
  return wrongLength(expected, digits.length, where)
}

export const municipality: CodeDefinition = {
  id: 'municipality',
  title: { ja: '全国地方公共団体コード', en: 'Local government code' },
  read: text => readMunicipality(text),
  pattern: '^(0[1-9]|[1-3][0-9]|4[0-7])(000|[1-9][0-9]{2})[0-9]$',
  examples: { good: ['040002', '042021', '131016'], bad: ['042020', '480002', '042', '43214'] },
}
