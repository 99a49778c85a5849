import { expect, test } from 'vitest'
import { fixedClock } from '../base/clock.ts'
import { visitor } from '../platform/access/session.ts'
import { WebRequest } from './request.ts'

test('the address that sign-in locks count by is never the one that a client sends', () => {
  const raw = new Request('http://localhost/address', {
    headers: { 'x-musubi-address': '192.0.2.1', 'x-other': 'kept' },
  })
  const request = new WebRequest({
    raw,
    method: 'GET',
    path: '/address',
    params: {},
    language: 'ja',
    zone: 'staff',
    exchange: { id: '1', actor: visitor, origin: 'http://localhost', csrf: () => '' },
    clock: fixedClock('2026-11-22T00:00:00Z'),
    limits: () => ({ form: 1000, upload: 1000 }),
    client: () => '198.51.100.7',
  })
  expect(request.headers.get('x-musubi-address')).toBe('198.51.100.7')
  expect(request.headers.get('x-other')).toBe('kept')
})
