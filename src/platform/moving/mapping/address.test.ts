import { expect, test } from 'vitest'
import { splitAddress } from './address.ts'

const places = {
  prefecture: '見本県',
  municipalities: [
    { code: '1', name: '大和町' },
    { code: '2', name: '大和町南' },
    { code: '3', name: '架空市' },
    { code: '4', name: '架空市青葉区' },
  ],
}

test.each([
  ['見本県架空市青葉区本町三丁目8番1号', '4', '本町三丁目', '8番1号'],
  ['架空市三本木１２－３', '3', '三本木', '１２－３'],
  ['見本県黒川郡大和町吉岡字西桧木1-1', '1', '吉岡字西桧木', '1-1'],
  ['架空市中央一番地', '3', '中央', '一番地'],
  ['他県どこか市1', '', '他県どこか市1', ''],
])('%s', (text, municipality, town, rest) => {
  expect(splitAddress(text, places)).toEqual({ municipality, town, rest })
})

test('a cell of nothing but numerals is read, however long it is', () => {
  const numerals = '１'.repeat(200_000)
  expect(splitAddress(`架空市${numerals}`, places)).toEqual({ municipality: '3', town: '', rest: numerals })
  const kanji = '十'.repeat(200_000)
  expect(splitAddress(`架空市${kanji}`, places)).toEqual({ municipality: '3', town: kanji, rest: '' })
})
