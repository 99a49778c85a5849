import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createSecrets } from './secrets.ts'
import { createTokens } from './tokens.ts'

const key = (id: number) => ({ id, bytes: Buffer.alloc(32, id) })
const tokens = createTokens(createSecrets([key(1)]), 'test/token')

test('a token opens for what it was made for, whatever it says, and is the same each time', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (plain, bound) => {
      const token = tokens.seal(plain, bound)
      expect(token).toMatch(/^[\w-]+$/)
      expect(tokens.open(token, bound)).toBe(plain)
      expect(tokens.seal(plain, bound)).toBe(token)
      expect(tokens.open(token, `${bound}x`)).toBeNull()
    }),
  )
})

test('equal texts for different things share neither nonce nor sealed text', () => {
  const [a, b] = ['a', 'b'].map(bound => Buffer.from(tokens.seal('見本', bound), 'base64url'))
  expect(a?.subarray(2, 14)).not.toEqual(b?.subarray(2, 14))
  expect(a?.subarray(14)).not.toEqual(b?.subarray(14))
})

test('no bit of a token can be changed, and none be made up', () => {
  const bytes = Buffer.from(tokens.seal('見本', 'x'), 'base64url')
  for (let bit = 0; bit < bytes.length * 8; bit += 1) {
    const bent = Buffer.from(bytes)
    bent[bit >> 3] = (bent[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    expect(tokens.open(bent.toString('base64url'), 'x')).toBeNull()
  }
  fc.assert(
    fc.property(fc.base64String(), text => {
      expect(tokens.open(text, 'x')).toBeNull()
    }),
  )
})

test('an older key still opens; another purpose or a lost key does not', () => {
  const token = tokens.seal('見本', 'x')
  expect(createTokens(createSecrets([key(1), key(2)]), 'test/token').open(token, 'x')).toBe('見本')
  expect(createTokens(createSecrets([key(2)]), 'test/token').open(token, 'x')).toBeNull()
  expect(createTokens(createSecrets([key(1)]), 'test/other').open(token, 'x')).toBeNull()
})
