import type { Bilingual } from '../../../base/bilingual.ts'
import type { CodeDefinition } from '../../../base/codes/code.ts'
import { readDigits, repairOf, wrongLength } from '../../../base/codes/digits.ts'
import { bad, good } from '../../../base/problem.ts'

const expected: Bilingual = { ja: '6桁の固有番号', en: 'an operator number of 6 digits' }

/**
 * 固有番号: the last six digits of a permit number, an operator's own in the whole country and for good (衛環21号). Files
 * that went through a spreadsheet lost its zeros; a whole permit number is not taken for it, for that is another thing.
 */
export const wasteOperatorNumber: CodeDefinition = {
  id: 'wasteOperatorNumber',
  title: { ja: '固有番号', en: 'Operator number' },
  read: text => {
    const read = readDigits(text, expected)
    if (!read.ok) return read
    const digits = read.value
    const where = { value: text.trim() }
    if (digits.length > 6) return wrongLength(expected, digits.length, where)
    const whole = digits.padStart(6, '0')
    if (whole === '000000')
      return bad({ ja: '000000という固有番号はありません。', en: 'There is no number 000000.' }, where)
    if (whole === digits) return good(whole, read.repairs)
    return good(whole, [
      ...(read.repairs ?? []),
      repairOf(digits, whole, {
        ja: '失われた先頭の0を補いました。',
        en: 'Lost leading zeros were put back.',
      }),
    ])
  },
  pattern: '^[0-9]{6}$',
  examples: { good: ['012304', '999999'], bad: ['000000', '0012304', '00400012304', 'A12304'] },
}
