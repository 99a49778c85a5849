import type { Bilingual } from '../bilingual.ts'
import { bad, good } from '../problem.ts'
import type { CodeDefinition } from './code.ts'
import { digitsFromRight, readDigits, sum, wrongLength } from './digits.ts'

const expected: Bilingual = { ja: '13桁の法人番号', en: 'a corporate number of 13 digits' }

/**
 * 法人番号 (平成26年財務省令70号2条): weights 1 and 2 in turn from the right of the 12-digit body; 9 − (sum mod 9), so
 * never 0. It cannot tell 0 from 9: a slip between the two is not found.
 */
export const corporateNumberCheckDigit = (body: string): string => {
  const total = sum(digitsFromRight(body, 12).map((digit, index) => digit * (index % 2 === 0 ? 1 : 2)))
  return String(9 - (total % 9))
}

/** The corporate number of a prefecture or municipality holds its local government code. */
export const corporateNumberOf = (municipalityCode: string): string => {
  const body = `000020${municipalityCode}`
  return corporateNumberCheckDigit(body) + body
}

export const corporateNumber: CodeDefinition = {
  id: 'corporateNumber',
  title: { ja: '法人番号', en: 'Corporate number' },
  read: text => {
    const read = readDigits(text, expected)
    if (!read.ok) return read
    const digits = read.value
    const where = { value: text.trim() }
    if (digits.length === 12) {
      // A registry's 会社法人等番号 looks like this, and so does a number with one digit forgotten: asked, not guessed.
      const whole = corporateNumberCheckDigit(digits) + digits
      return bad(
        {
          ja: `12桁です。会社法人等番号であれば、法人番号は ${whole} です。13桁で入力してください。`,
          en: `These are 12 digits. If this is a company registry number, the corporate number is ${whole}. Give 13 digits.`,
        },
        where,
      )
    }
    if (digits.length !== 13) return wrongLength(expected, digits.length, where)
    if (digits[0] !== corporateNumberCheckDigit(digits.slice(1)))
      return bad(
        {
          ja: '法人番号の検査数字（1桁目）が合いません。番号の写し間違いがないか確かめてください。',
          en: 'The check digit (1st digit) does not fit. Check the number for a slip.',
        },
        where,
      )
    return good(digits, read.repairs)
  },
  show: code => code.replace(/^(\d)(\d{4})(\d{4})(\d{4})$/, '$1-$2-$3-$4'),
  pattern: '^[1-9][0-9]{12}$',
  examples: { good: ['7000012050002', '8000020040002'], bad: ['7000012050003', '0000012050002', '000012050002'] },
}
