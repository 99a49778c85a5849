import { expect, test } from 'vitest'
import { etagOf, matches } from './etag.ts'

test('the same text has the same tag, another text another', () => {
  expect(etagOf('宮城')).toBe(etagOf('宮城'))
  expect(etagOf('宮城')).not.toBe(etagOf('宮崎'))
})

test('compares weakly, in lists, and with the star', () => {
  const tag = etagOf('a')
  expect(matches(tag, tag)).toBe(true)
  expect(matches(`"x", ${tag.slice(2)}`, tag)).toBe(true)
  expect(matches('*', tag)).toBe(true)
  expect(matches('"x"', tag)).toBe(false)
})
