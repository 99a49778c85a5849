import { bad, good, type Result } from '../../../base/problem.ts'
import { foldWidth } from '../../../base/text/fold.ts'
import { textCell } from './cells.ts'
import { exactText, scalarKind } from './scalar.ts'
import { tidy } from './typing.ts'

const expected = {
  ja: 'メールアドレスを「名前@example.jp」の形で入力してください。',
  en: 'Enter an e-mail address such as name@example.jp.',
}

const local = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+$/
const domain = /^(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}$/

/**
 * The checks of Japan's shared application services (lgpos): at most 256 characters, no two full stops in a row, no
 * symbol at either end. Stricter than RFC 5322, because such addresses cannot be reached from many mail systems.
 */
const parse = (text: string): Result<string> => {
  const address = foldWidth(tidy(text))
  const at = address.lastIndexOf('@')
  const name = address.slice(0, at)
  const host = address.slice(at + 1).toLowerCase()
  if (at < 1 || address.length > 256 || !domain.test(host)) return bad(expected)
  if (address.includes('..'))
    return bad({
      ja: 'メールアドレスに「..」は使えません。',
      en: 'An e-mail address may not hold two full stops in a row.',
    })
  if (/^[^A-Za-z0-9]/.test(name) || name.endsWith('.'))
    return bad({
      ja: 'メールアドレスの先頭と「@」の直前に記号は使えません。',
      en: 'An e-mail address may not begin with a symbol, nor have a full stop before “@”.',
    })
  return local.test(name) ? good(`${name}@${host}`) : bad(expected)
}

export const email = scalarKind({
  kind: 'email',
  column: 'text',
  cell: textCell,
  parse,
  print: value => value,
  fromJson: exactText(parse, expected),
  schema: () => ({ type: 'string', format: 'email', maxLength: 256 }),
  show: value => value,
  searchTexts: value => [value],
  filters: ['equal', 'filled'],
  sortable: true,
})
