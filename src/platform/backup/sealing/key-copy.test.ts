import { execFileSync } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { destroyEpochKey, keepBackupKeys, makeEpochKey, readBackupKeys } from './epoch-keys.ts'
import { openKeys, putKeys, readKeyFiles, sealKeys } from './key-copy.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'musubi-keys-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const passphrase = 'five words are enough here'
const files = { 'special.key': '1 abc\n', 'backup-1.key': '1 def\n', 'ledger.pub': 'x\n' }

describe('a copy of the keys', () => {
  test('opens with its passphrase and no other, and shows none of them', () => {
    const sealed = sealKeys(files, { kind: 'passphrase', passphrase })
    expect(sealed).not.toContain('abc')
    expect(openKeys(sealed, { kind: 'passphrase', passphrase })).toEqual(files)
    expect(() => openKeys(sealed, { kind: 'passphrase', passphrase: `${passphrase}!` })).toThrow('does not open')
    expect(() => sealKeys(files, { kind: 'passphrase', passphrase: 'short' })).toThrow('too short')
  })

  test('sealed for a public key opens with its private one, also of a pair made by openssl', () => {
    const pair = generateKeyPairSync('x25519', {
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    })
    const other = generateKeyPairSync('x25519', {
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'pem' },
    })
    const sealed = sealKeys(files, { kind: 'public key', publicKey: pair.publicKey })
    expect(openKeys(sealed, { kind: 'private key', privateKey: pair.privateKey })).toEqual(files)
    expect(() => openKeys(sealed, { kind: 'private key', privateKey: other.privateKey })).toThrow('does not open')
    expect(() => openKeys(sealed, { kind: 'passphrase', passphrase })).toThrow('--identity')
    expect(() => sealKeys(files, { kind: 'public key', publicKey: 'nothing' })).toThrow('X25519')
  })

  test('that is damaged, or no copy at all, is refused', () => {
    const sealed = JSON.parse(sealKeys(files, { kind: 'passphrase', passphrase }))
    const body = Buffer.from(sealed.body, 'base64')
    body[5] = (body[5] ?? 0) ^ 1
    const damaged = JSON.stringify({ ...sealed, body: body.toString('base64') })
    expect(() => openKeys(damaged, { kind: 'passphrase', passphrase })).toThrow('does not open')
    expect(() => openKeys('{}', { kind: 'passphrase', passphrase })).toThrow('not a copy')
  })

  test('overwrites no other key, and is for its owner only', () => {
    const there = join(folder, 'put')
    putKeys(files, there)
    expect(statSync(join(there, 'special.key')).mode & 0o077).toBe(0)
    expect(readKeyFiles(there)).toEqual(files)
    putKeys(files, there)
    writeFileSync(join(there, 'special.key'), 'another\n')
    expect(() => putKeys(files, there)).toThrow('another key')
    expect(readFileSync(join(there, 'special.key'), 'utf8')).toBe('another\n')
  })
})

test('keys of epochs are made once, are for their owner only, and are gone when destroyed', () => {
  const there = join(folder, 'epochs')
  const first = keepBackupKeys(there, new Date())
  expect(keepBackupKeys(there, new Date())).toEqual(first)
  makeEpochKey(there, 2, new Date())
  expect(readBackupKeys(there)?.epochs.map(key => key.epoch)).toEqual([1, 2])
  const bytes = first.epochs[0]?.bytes.toString('base64') ?? ''
  expect(bytes).toHaveLength(44)
  expect(execFileSync('grep', ['-rlF', bytes, there], { encoding: 'utf8' })).toContain('backup-1.key')
  destroyEpochKey(there, 1, new Date())
  expect(readBackupKeys(there)?.epochs.map(key => key.epoch)).toEqual([2])
  expect(() => execFileSync('grep', ['-rlF', bytes, there])).toThrow()
})
