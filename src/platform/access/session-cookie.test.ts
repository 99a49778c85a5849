import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cookieOf, expiredCookies, sessionCookieName, signedToken } from './session-cookie.ts'

const secret = 'a secret of the test'
const sign = (token: string, key = secret) => `${token}.${createHmac('sha256', key).update(token).digest('base64')}`

describe('a signed cookie', () => {
  it('gives its token back', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9]{1,40}$/), token => {
        expect(signedToken(sign(token), secret)).toBe(token)
        expect(signedToken(sign(token, 'another'), secret)).toBeUndefined()
      }),
    )
  })

  it('gives nothing when any of its letters was changed', () => {
    const value = sign('abcdefghijklmnopqrstuvwxyz012345')
    for (let at = 0; at < value.length - 2; at += 1) {
      const changed = `${value.slice(0, at)}${value[at] === 'x' ? 'y' : 'x'}${value.slice(at + 1)}`
      expect(signedToken(changed, secret), changed).toBeUndefined()
    }
  })

  it('gives nothing for what is no signed value', () => {
    for (const value of [undefined, '', '.', 'token', '.abc', 'x'.repeat(10_000), `token.${'A'.repeat(150)}`])
      expect(signedToken(value, secret)).toBeUndefined()
  })
})

describe('cookies of a request', () => {
  it('are found by their whole name', () => {
    expect(cookieOf('a=1; b=2', 'b')).toBe('2')
    expect(cookieOf('ab=1; xb=3', 'b')).toBeUndefined()
    expect(cookieOf('b=a%3D%2B', 'b')).toBe('a=+')
    expect(cookieOf(null, 'b')).toBeUndefined()
    expect(cookieOf('b=1; b=2', 'b')).toBeUndefined()
  })

  it('are prefixed on https only, and taken away in the same way', () => {
    expect(sessionCookieName('https://a.example')).toMatch(/^__Host-/)
    expect(sessionCookieName('http://localhost:8081')).not.toMatch(/^__/)
    for (const cookie of expiredCookies('https://a.example')) expect(cookie).toMatch(/^__Host-.*Max-Age=0.*; Secure$/)
  })
})
