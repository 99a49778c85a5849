import type { Bilingual } from '../../../base/bilingual.ts'
import type { CodeDefinition } from '../../../base/codes/code.ts'
import { readDigits, repairOf, wrongLength } from '../../../base/codes/digits.ts'
import { bad, good, type Repair } from '../../../base/problem.ts'
import { findWaste } from './wastes.ts'

const expected: Bilingual = { ja: '4桁のJWNET廃棄物コード', en: 'a JWNET waste code of 4 digits' }

/**
 * JWNET 廃棄物の種類コード. Manifests carry seven digits, the last three the issuer's own: they are left out and told as a
 * repair. A code that the table lacks is refused, because a wrong waste on a permit is a wrong permit.
 */
export const jwnetCode: CodeDefinition = {
  id: 'jwnetCode',
  title: { ja: 'JWNET廃棄物コード', en: 'JWNET waste code' },
  read: text => {
    const read = readDigits(text, expected)
    if (!read.ok) return read
    const where = { value: text.trim() }
    const repairs: Repair[] = [...(read.repairs ?? [])]
    let digits = read.value
    const mend = (to: string, message: Bilingual) => {
      repairs.push(repairOf(digits, to, message))
      digits = to
    }
    if (digits.length === 3 || digits.length === 6)
      mend(`0${digits}`, { ja: '失われた先頭の0を補いました。', en: 'A lost leading zero was put back.' })
    if (digits.length === 7)
      mend(digits.slice(0, 4), {
        ja: '7桁のコードから、事業者が独自に付けた下3桁を除きました。',
        en: 'The last three of seven digits, which are the issuer’s own, were left out.',
      })
    if (digits.length !== 4) return wrongLength(expected, read.value.length, where)
    if (!findWaste(digits))
      return bad(
        {
          ja: `「${digits}」というJWNET廃棄物コードはありません。コード表を確かめてください。`,
          en: `There is no JWNET waste code “${digits}”. Check the code table.`,
        },
        where,
      )
    return good(digits, repairs)
  },
  pattern: '^[0-9]{4}$',
  examples: { good: ['0100', '4000', '7421'], bad: ['1101', '2010', '0000', '12', '01001'] },
}
