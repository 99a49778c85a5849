import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { loadSigner, loadVerifiers, verifierPath } from './keys.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'musubi-keys-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

it('a log has one key: made on the first start, for its owner only, with its public key beside it', () => {
  const signer = loadSigner({ dataFolder: folder, origin: 'miyagi.example/ledger' })
  expect(signer.name).toBe('miyagi.example/ledger')
  expect(loadSigner({ dataFolder: folder, origin: 'ignored.example/log' }).text).toBe(signer.text)
  expect(statSync(join(folder, 'keys/ledger.key')).mode & 0o777).toBe(0o600)
  expect(loadVerifiers(verifierPath(folder)).map(each => each.text)).toEqual([signer.text])
})

it('the public keys of former keys stay', () => {
  const former = loadSigner({ dataFolder: folder })
  rmSync(join(folder, 'keys/ledger.key'))
  const present = loadSigner({ dataFolder: folder })
  loadSigner({ dataFolder: folder })
  expect(loadVerifiers(verifierPath(folder)).map(each => each.text)).toEqual([former.text, present.text])
})

it('a damaged key is one clear sentence and is not replaced', () => {
  loadSigner({ dataFolder: folder })
  writeFileSync(join(folder, 'keys/ledger.key'), 'nonsense')
  expect(() => loadSigner({ dataFolder: folder })).toThrow('put the key back')
  expect(readFileSync(join(folder, 'keys/ledger.key'), 'utf8')).toBe('nonsense')
  expect(() => loadVerifiers(join(folder, 'nowhere'))).toThrow('public key cannot be read')
})
