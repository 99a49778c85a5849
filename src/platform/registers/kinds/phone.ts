import { bad, good, type Result } from '../../../base/problem.ts'
import { foldWidth } from '../../../base/text/fold.ts'
import { textCell } from './cells.ts'
import { exactText, scalarKind } from './scalar.ts'
import { repair, tidy } from './typing.ts'

const expected = {
  ja: '電話番号を市外局番から入力してください（例 012-345-6789）。',
  en: 'Enter the phone number with its area code, for example 012-345-6789.',
}

const zeroMended = { ja: '先頭の0を補いました。', en: 'The lost leading zero was put back.' }
const countryMended = { ja: '国番号+81を0に直しました。', en: 'The country code +81 was made 0.' }

/**
 * Lengths of the national numbering plan (電気通信番号規則): 11 digits for mobile (060, 070, 080, 090), IP (050), M2M (020)
 * and 0800, ten for all others, 0120 and 0570 included. No number begins with 00 here.
 */
const plausible = (digits: string): boolean =>
  /^(?:0[56789]0[1-9]\d{7}|020\d{8}|0800\d{7})$/.test(digits) ||
  (/^0[1-9]\d{8}$/.test(digits) && !/^0[5-9]0/.test(digits))

export const phoneDigits = (value: string): string => value.replaceAll('-', '')

/** Hyphens stay where they were typed (or brackets stood): area codes have two to five digits, and only people know. */
const parse = (text: string): Result<string> => {
  const typed = foldWidth(tidy(text))
  const national = typed.replace(/^\+81[-\s]?(?:\(0\)|0)?(?=[1-9])/, '0')
  const hyphened = national
    .replace(/^\(([0-9]+)\)/, '$1-')
    .replace(/[()]/g, '-')
    .replace(/[‐‑–—―−ーｰ\s.]/g, '-')
    .replace(/-{2,}/g, '-')
  if (!/^\d+(?:-\d+)*$/.test(hyphened)) return bad(expected)
  const digits = phoneDigits(hyphened)
  if (plausible(digits)) return good(hyphened, national === typed ? [] : [repair(typed, hyphened, countryMended)])
  const mended = `0${hyphened}`
  const lostZero = !digits.startsWith('0') && plausible(phoneDigits(mended))
  return lostZero ? good(mended, [repair(typed, mended, zeroMended)]) : bad(expected)
}

export const phone = scalarKind({
  kind: 'phone',
  column: 'text',
  cell: textCell,
  parse,
  print: value => value,
  fromJson: exactText(parse, expected),
  schema: () => ({ type: 'string', pattern: '^0[0-9-]{8,14}[0-9]$' }),
  show: value => value,
  searchTexts: value => [value, phoneDigits(value)],
  filters: ['equal', 'filled'],
  sortable: false,
})
