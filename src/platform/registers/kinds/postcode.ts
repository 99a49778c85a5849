import { bad, good, type Result } from '../../../base/problem.ts'
import { foldWidth } from '../../../base/text/fold.ts'
import { textCell } from './cells.ts'
import { exactText, scalarKind } from './scalar.ts'
import { repair, tidy } from './typing.ts'

const expected = {
  ja: '郵便番号を数字7桁で入力してください（例 100-0001）。',
  en: 'Enter the postcode as seven digits, for example 100-0001.',
}

const parse = (text: string): Result<string> => {
  const typed = foldWidth(tidy(text)).replace(/^〒\s*/, '')
  const [, area, town] = /^(\d{3})\s*[-‐‑–—―−ーｰ]?\s*(\d{4})$/.exec(typed) ?? []
  if (area !== undefined && town !== undefined) return good(area + town)
  // Six bare digits are what a spreadsheet leaves of a postcode of Hokkaido or northern Tohoku (0xx-xxxx).
  if (!/^[1-9]\d{5}$/.test(typed)) return bad(expected)
  const mended = `0${typed}`
  return good(mended, [
    repair(typed, mended, { ja: '先頭の0を補いました。', en: 'The lost leading zero was put back.' }),
  ])
}

const showPostcode = (value: string): string => `〒${value.slice(0, 3)}-${value.slice(3)}`

export const postcode = scalarKind({
  kind: 'postcode',
  column: 'text',
  cell: textCell,
  parse,
  print: value => value,
  fromJson: exactText(parse, {
    ja: '郵便番号を数字7桁で送ってください（例 1000001）。',
    en: 'Send the postcode as seven digits, for example 1000001.',
  }),
  schema: () => ({ type: 'string', pattern: '^[0-9]{7}$' }),
  show: showPostcode,
  searchTexts: value => [value],
  filters: ['equal', 'filled'],
  sortable: true,
})
