import { expect, test } from 'vitest'
import { href, withQuery } from './link.ts'

test.each([
  ['/', '/', '/en'],
  ['/operators?kind=1', '/operators?kind=1', '/en/operators?kind=1'],
  ['/?q=1', '/?q=1', '/en?q=1'],
  ['#field-name', '#field-name', '#field-name'],
  ['https://example.jp/', 'https://example.jp/', 'https://example.jp/'],
  ['//example.jp/', '//example.jp/', '//example.jp/'],
  ['/assets/x/site.css', '/assets/x/site.css', '/assets/x/site.css'],
  ['/api/v1/permit', '/api/v1/permit', '/api/v1/permit'],
  ['/apis', '/apis', '/en/apis'],
])('%s in Japanese and English', (path, ja, en) => {
  expect(href('ja', path)).toBe(ja)
  expect(href('en', path)).toBe(en)
})

test('a changed query keeps the rest and drops what is emptied', () => {
  const query = new URLSearchParams('q=仙台&after=x')
  expect(withQuery('/a', query, { after: null, sort: '-name' })).toBe('/a?q=%E4%BB%99%E5%8F%B0&sort=-name')
  expect(withQuery('/a', new URLSearchParams('q=1'), { q: '' })).toBe('/a')
})
