import { expect, test } from 'vitest'
import { pathOf, preferredLanguage, routedPath, splitLanguage } from './language.ts'

test.each([
  ['http://h/', 'ja', '/'],
  ['http://h', 'ja', '/'],
  ['http://h/a/b?x=/en', 'ja', '/a/b'],
  ['http://h/en', 'en', '/'],
  ['http://h/en?x=1', 'en', '/'],
  ['http://h/en/', 'en', '/'],
  ['http://h/en/a', 'en', '/a'],
  ['http://h/english', 'ja', '/english'],
  ['http://h:8080/en/%E4%BB%99#x', 'en', '/%E4%BB%99'],
])('%s is %s of %s', (url, language, path) => {
  expect(splitLanguage(pathOf(url))).toEqual({ language, path })
  expect(routedPath(url)).toBe(path)
})

test('a machine gets English when it wants English first', () => {
  expect(['en', 'en-US,ja', 'ja,en', 'enx', '*', null].map(preferredLanguage)).toEqual([
    'en',
    'en',
    'ja',
    'ja',
    'ja',
    'ja',
  ])
})
