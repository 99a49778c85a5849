import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { chooseEncoding, compress, compressible } from './compression.ts'

test.each([
  ['gzip, deflate, br', 'br'],
  ['gzip', 'gzip'],
  ['br;q=0, gzip;q=0.5', 'gzip'],
  ['identity', undefined],
  ['gzip;q=0', undefined],
  [null, undefined],
])('%s → %s', (accept, encoding) => {
  expect(chooseEncoding(accept)).toBe(encoding)
})

test('what is compressed is the same text', async () => {
  const text = '産業廃棄物'.repeat(500)
  expect(brotliDecompressSync(await compress(text, 'br')).toString()).toBe(text)
  expect(gunzipSync(await compress(text, 'gzip')).toString()).toBe(text)
})

test('packed formats are left alone', () => {
  expect(
    ['text/html; charset=utf-8', 'application/problem+json', 'image/svg+xml', 'text/csv'].every(compressible),
  ).toBe(true)
  expect(['application/pdf', 'image/png', 'application/zip'].some(compressible)).toBe(false)
})
