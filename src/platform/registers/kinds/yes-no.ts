import { bad, good } from '../../../base/problem.ts'
import { foldWidth } from '../../../base/text/fold.ts'
import { booleanCell } from './cells.ts'
import { noSearch, scalarKind } from './scalar.ts'

/** What forms and files hold: as written first. The marks are those of municipal Excel sheets (有/無 of open data too). */
const yes: readonly string[] = [
  'はい',
  'yes',
  'y',
  'true',
  't',
  '1',
  '有',
  'あり',
  '有り',
  '○',
  '〇',
  '◯',
  'する',
  '可',
]
const no: readonly string[] = ['いいえ', 'no', 'n', 'false', 'f', '0', '無', 'なし', '無し', '×', '✕', 'しない', '不可']

export const yesNoTexts = { yes: 'はい', no: 'いいえ' } as const

export const yesNo = scalarKind({
  kind: 'yesNo',
  column: 'boolean',
  cell: booleanCell,
  parse: text => {
    const folded = foldWidth(text).toLowerCase()
    if (yes.includes(folded)) return good(true)
    if (no.includes(folded)) return good(false)
    return bad({ ja: '「はい」か「いいえ」で入力してください。', en: 'Enter はい (yes) or いいえ (no).' })
  },
  print: value => (value ? yesNoTexts.yes : yesNoTexts.no),
  fromJson: json =>
    typeof json === 'boolean' ? good(json) : bad({ ja: 'true か false を送ってください。', en: 'Send true or false.' }),
  schema: () => ({ type: 'boolean' }),
  show: (value, _field, language) => (language === 'ja' ? (value ? 'はい' : 'いいえ') : value ? 'Yes' : 'No'),
  searchTexts: noSearch,
  filters: ['equal', 'filled'],
  sortable: true,
})
