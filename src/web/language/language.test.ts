import { expect, test } from 'vitest'
import { pathOf, preferredLanguage, routedPath, splitLanguage, withoutEndSlashes } from './language.ts'

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

test('slashes at the end go, however many there are and wherever else', () => {
  expect(['/', '//', '/a', '/a//'].map(withoutEndSlashes)).toEqual(['/', '/', '/a', '/a'])
  const many = `/a${'/'.repeat(200_000)}b`
  expect(withoutEndSlashes(many)).toBe(many)
})
