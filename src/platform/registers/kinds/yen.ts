import { formatYen, readYen } from '../../../base/money.ts'
import { wholeCell } from './cells.ts'
import { readWhole, wholeFromJson, wholeSchema } from './integer.ts'
import { noSearch, scalarKind } from './scalar.ts'

export const yen = scalarKind({
  kind: 'yen',
  column: 'bigint',
  cell: wholeCell,
  parse: (text, field) => readWhole(readYen, text, field),
  print: String,
  fromJson: wholeFromJson,
  schema: wholeSchema,
  show: (value, _field, language) => formatYen(value, language),
  searchTexts: noSearch,
  filters: ['equal', 'from', 'to', 'filled'],
  sortable: true,
})
