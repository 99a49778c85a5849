import { bad, good, type Result } from '../../../base/problem.ts'
import { foldWidth } from '../../../base/text/fold.ts'
import { textCell } from './cells.ts'
import { exactText, noSearch, scalarKind } from './scalar.ts'
import { tidy } from './typing.ts'

const expected = {
  ja: 'ホームページのアドレスを「https://」または「http://」から入力してください（2,000文字以内）。',
  en: 'Enter a web address that begins with https:// or http:// (2,000 characters or fewer).',
}

/** Only http and https: a `javascript:` address shown as a link would run in the reader's page. No sign-in names inside. */
const parse = (text: string): Result<string> => {
  const typed = tidy(text)
  const address = /^https?:/i.test(typed) ? typed : foldWidth(typed)
  if (address.length > 2000 || /[\s<>"\\^`{|}]/.test(address) || !/^https?:\/\//i.test(address)) return bad(expected)
  if (!URL.canParse(address)) return bad(expected)
  const url = new URL(address)
  return url.username === '' && url.password === '' && url.hostname.includes('.') ? good(address) : bad(expected)
}

export const url = scalarKind({
  kind: 'url',
  column: 'text',
  cell: textCell,
  parse,
  print: value => value,
  fromJson: exactText(parse, expected),
  schema: () => ({ type: 'string', pattern: '^[Hh][Tt][Tt][Pp][Ss]?://', maxLength: 2000 }),
  show: value => value,
  searchTexts: noSearch,
  filters: ['filled'],
  sortable: false,
})
