import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { samplePassword } from '../sample.ts'
import { checkPassword } from './password.ts'

const person = { name: '見本 太郎', email: 'mihon.taro@example.jp' }
const ok = (password: string) => checkPassword(password, person).ok

describe('a password', () => {
  it.each([
    'short1!',
    'elevenchars',
    'password1234',
    'Password1234!',
    'P@ssw0rd1234',
    'passwordpassword',
    'qwertyuiop123',
    'abcdefghijklm',
    '123456789012',
    '111111111111',
    'abcabcabcabc',
    '20140401201404',
    'sakurasakura1',
    'nihonkencho2014',
    'reiwa8nen-x'.slice(0, 5).repeat(3),
    'mihon.taro-2026',
    'xx-mihon-xx-99',
    '見本の合言葉です長い文字列',
    '太郎はいつも元気です本当に',
    'x'.repeat(129),
    // The library compares them as NFKC: these are the ones above, typed in full width.
    'Ｐａｓｓｗｏｒｄ１２３４！',
    'ｓａｋｕｒａｓａｋｕｒａ１',
    '１２３４５６７８９０１２',
    'ﷺ'.repeat(100),
  ])('%s is refused', password => {
    expect(ok(password)).toBe(false)
  })

  it.each([
    samplePassword.replace('mihon', 'shirasagi'),
    'correct horse battery staple',
    'つくえ えんぴつ みかん でんわ',
    'ringo-densha-yama-tokei',
    'T7#kq9!vLm2$xz',
    'umi no ue no tsuki 7',
  ])('%s is accepted', password => {
    expect(ok(password)).toBe(true)
  })

  it('of random letters is accepted, whatever kinds of letters it has', () => {
    const letters = fc.stringMatching(/^[bdfghjklmnprtvwx]{20}$/)
    fc.assert(
      fc.property(letters, password => {
        fc.pre(new Set(password).size > 8)
        expect(checkPassword(password, { name: '見本', email: 'a@example.jp' }).ok).toBe(true)
      }),
    )
  })

  it('is not repeated in the message', () => {
    const result = checkPassword('Password1234!', person)
    expect(JSON.stringify(result)).not.toContain('Password1234')
  })
})
