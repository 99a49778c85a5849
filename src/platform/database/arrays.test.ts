import fc from 'fast-check'
import { expect, test } from 'vitest'
import { arrayText, readArray } from './arrays.ts'

const same = (text: string) => text

test('what is written as an array is read back', () => {
  const texts = fc.array(
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('', 'null', 'NULL', '{', '}', ',', '"', '\\', '髙 﨑', 'a\nb'),
    ),
  )
  fc.assert(
    fc.property(texts, list => {
      expect(readArray(arrayText(list, String), same)).toEqual(list)
    }),
  )
})

test('nothing, nulls and depth', () => {
  expect(arrayText([], String)).toBe('{}')
  expect(readArray('{}', same)).toEqual([])
  expect(readArray('{a,NULL,"NULL"}', same)).toEqual(['a', null, 'NULL'])
  expect(readArray('{{1,2},{3,4}}', Number)).toEqual([
    [1, 2],
    [3, 4],
  ])
})
