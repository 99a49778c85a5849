import fc from 'fast-check'
import { expect, test } from 'vitest'
import { clientAddress } from './client-address.ts'

test('a visitor cannot name its own address', () => {
  expect(clientAddress('192.0.2.1', '203.0.113.9', 0)).toBe('192.0.2.1')
  expect(clientAddress('10.0.0.1', '1.1.1.1, 203.0.113.9', 1)).toBe('203.0.113.9')
  expect(clientAddress('10.0.0.1', '1.1.1.1, 203.0.113.9, 10.0.0.2', 2)).toBe('203.0.113.9')
  expect(clientAddress('10.0.0.1', null, 1)).toBe('10.0.0.1')
})

test('addresses of one IPv6 network are one client', () => {
  expect(clientAddress('2001:db8:1:2:3:4:5:6', null, 0)).toBe(clientAddress('2001:db8:1:2::9', null, 0))
  expect(clientAddress('::ffff:192.0.2.1', null, 0)).toBe('192.0.2.1')
})

test('an address written short belongs to its network too', () => {
  const one = clientAddress('2001:db8::1', null, 0)
  expect(clientAddress('2001:db8::ffff:1', null, 0)).toBe(one)
  expect(clientAddress('2001:db8:0:0:7::', null, 0)).toBe(one)
  expect(clientAddress('2001:db8:0:1::1', null, 0)).not.toBe(one)
  expect(clientAddress('fe80::1%eth0', null, 0)).toBe(clientAddress('fe80::2', null, 0))
  expect(clientAddress('::1', null, 0)).toBe('0:0:0:0')
})

test.each([
  ['1.1.1.1, 203.0.113.9:50123', '203.0.113.9'],
  ['[2001:db8:1:2::9]:443', '2001:db8:1:2'],
  ['2001:DB8:1:2::9', '2001:db8:1:2'],
  ['::ffff:203.0.113.9', '203.0.113.9'],
  ['1.1.1.1, unknown', '10.0.0.1'],
  ['1.1.1.1, ', '10.0.0.1'],
  ['203.0.113.9 evil', '10.0.0.1'],
])('what a proxy wrote as %s is %s', (forwarded, address) => {
  expect(clientAddress('10.0.0.1', forwarded, 1)).toBe(address)
})

test('whatever a visitor writes in front, the limits count the entry of the proxy', () => {
  fc.assert(
    fc.property(fc.string(), written => {
      expect(clientAddress('10.0.0.1', `${written}, 203.0.113.9`, 1)).toBe('203.0.113.9')
    }),
  )
})
