import { bad, good, type Result } from '../../../base/problem.ts'
import { isId } from '../../../base/uuid.ts'
import { textCell } from './cells.ts'
import { exactText, noSearch, scalarKind } from './scalar.ts'
import { tidy } from './typing.ts'

const expected = {
  ja: '一覧から選ぶか、記録の番号（ID）を入力してください。',
  en: 'Choose from the list, or enter the id of the record.',
}

/** Whether the record exists, and may be referred to, is the service's to check: a kind sees no database. */
const parse = (text: string): Result<string> => {
  const id = tidy(text).toLowerCase()
  return isId(id) ? good(id) : bad(expected)
}

export const reference = scalarKind({
  kind: 'reference',
  column: 'uuid',
  cell: textCell,
  parse,
  print: value => value,
  fromJson: exactText(parse, expected),
  schema: field => ({ type: 'string', format: 'uuid', description: `id of a record of ${field.to}` }),
  show: value => value,
  searchTexts: noSearch,
  filters: ['equal', 'oneOf', 'filled'],
  sortable: false,
})
