import { expect, test } from 'vitest'
import { cookieName, readCookie, writeCookie } from './cookies.ts'

test('finds the cookie by its whole name', () => {
  const header = 'x-musubi-form=no; musubi-form=yes; other=a=b'
  expect(readCookie(header, 'musubi-form')).toBe('yes')
  expect(readCookie(header, 'other')).toBe('a=b')
  expect(readCookie(header, 'form')).toBeUndefined()
  expect(readCookie(null, 'form')).toBeUndefined()
})

test('is closed to scripts and other sites, and to plain http where there is https', () => {
  expect(writeCookie('a', 'b', true, 60)).toBe('a=b; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=60')
  expect(writeCookie('a', 'b', false)).toBe('a=b; Path=/; HttpOnly; SameSite=Lax')
  expect(cookieName('staff', 'form', true)).toBe('__Host-musubi-staff-form')
  expect(cookieName('public', 'form', false)).not.toBe(cookieName('staff', 'form', false))
})
