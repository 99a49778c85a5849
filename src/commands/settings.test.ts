import { expect, test } from 'vitest'
import { OperatorError } from '../base/problem.ts'
import { logLevel, readSettings } from './settings.ts'

test('nothing set gives the documented defaults', () => {
  expect(readSettings({})).toEqual({
    publicPort: 8080,
    staffPort: 8081,
    host: '127.0.0.1',
    logLevel: 'warn',
    trustedProxies: 0,
    copyMegabytes: 256,
    patienceSeconds: 5,
    answerSeconds: 60,
  })
  expect(logLevel({})).toBe('warn')
})

test('what is set is taken', () => {
  expect(
    readSettings({
      PORT: '0',
      STAFF_PORT: '9001',
      HOST: '0.0.0.0',
      MUSUBI_STAFF_ORIGIN: 'https://staff.example.jp/',
      MUSUBI_PUBLIC_ORIGIN: 'https://example.jp',
      MUSUBI_TRUSTED_PROXIES: '1',
      MUSUBI_COPY_MB: '0',
      MUSUBI_PATIENCE: '8',
      MUSUBI_ANSWER_LIMIT: '90',
    }),
  ).toEqual({
    publicPort: 0,
    staffPort: 9001,
    host: '0.0.0.0',
    logLevel: 'warn',
    trustedProxies: 1,
    copyMegabytes: 0,
    patienceSeconds: 8,
    answerSeconds: 90,
    staffOrigin: 'https://staff.example.jp',
    publicOrigin: 'https://example.jp',
  })
})

test.each([
  ['PORT', 'abc'],
  ['PORT', '70000'],
  ['PORT', '-1'],
  ['STAFF_PORT', '80.5'],
  ['STAFF_PORT', '0x50'],
  ['MUSUBI_TRUSTED_PROXIES', 'yes'],
  ['MUSUBI_STAFF_ORIGIN', 'staff.example.jp'],
  ['MUSUBI_STAFF_ORIGIN', 'https://example.jp/staff'],
  ['MUSUBI_PUBLIC_ORIGIN', 'ftp://example.jp'],
])('%s=%s is refused by its name', (name, value) => {
  expect(() => readSettings({ [name]: value })).toThrow(OperatorError)
  expect(() => readSettings({ [name]: value })).toThrow(`${name}=${value}`)
})

test('an unknown log level is refused by its name', () => {
  expect(() => logLevel({ MUSUBI_LOG: 'loud' })).toThrow('MUSUBI_LOG=loud')
})

test('map pictures come from nowhere, from the national maps, or from an address of the right form', () => {
  expect(readSettings({}).mapTiles).toBeUndefined()
  expect(readSettings({ MUSUBI_MAP_TILES: 'gsi' }).mapTiles?.url).toContain('{z}/{x}/{y}')
  expect(() => readSettings({ MUSUBI_MAP_TILES: 'https://tiles.example/map.png' })).toThrow('{z}')
})
