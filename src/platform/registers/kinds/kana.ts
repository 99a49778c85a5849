import { bad, good, type Result } from '../../../base/problem.ts'
import { foldWidth, isKatakana, toKatakana } from '../../../base/text/fold.ts'
import type { KanaField } from '../field.ts'
import { textCell } from './cells.ts'
import { exactText, scalarKind } from './scalar.ts'
import { characters, tidy } from './typing.ts'

const expected = {
  ja: '全角カタカナで入力してください（例 ミホン タロウ）。',
  en: 'Enter the reading in katakana, for example ミホン タロウ.',
}

// Hiragana and half width become full-width katakana without a word: the field asks for the reading, however typed.
const parse = (text: string, _field: KanaField): Result<string> => {
  const kana = toKatakana(foldWidth(tidy(text))).replace(/[ \u3000]+/g, '\u3000')
  if (!isKatakana(kana)) return bad(expected)
  return characters(kana) > 400
    ? bad({ ja: '400文字以内で入力してください。', en: 'Enter 400 characters or fewer.' })
    : good(kana)
}

export const kana = scalarKind({
  kind: 'kana',
  column: 'text',
  cell: textCell,
  parse,
  print: value => value,
  fromJson: exactText(parse, expected),
  schema: () => ({ type: 'string', minLength: 1, description: 'full-width katakana' }),
  show: value => value,
  searchTexts: value => [value],
  filters: ['equal', 'filled'],
  sortable: true,
})
