import { expect, test } from 'vitest'
import { problemLines } from './import.ts'

const gone = { ja: 'この記録IDの記録がありません。', en: 'There is no record of this id.' }
const wrong = { ja: '数字で入力してください。', en: 'Give digits.' }

test('what is the same of many rows is said once, with all of them', () => {
  expect(
    problemLines([
      ...[2, 3, 4, 9].map(row => ({ row, column: '記録ID', message: gone })),
      { row: 3, column: '番号', value: 'x', message: wrong },
      { row: 4, column: '番号', value: 'y', message: wrong },
      { message: gone },
    ]),
  ).toEqual([
    'rows 2–4, 9  記録ID  この記録IDの記録がありません。',
    'row 3  番号  "x"  数字で入力してください。',
    'row 4  番号  "y"  数字で入力してください。',
    'この記録IDの記録がありません。',
  ])
})
