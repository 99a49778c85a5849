import { mkdirSync, rmSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { NotFoundError } from '../../base/problem.ts'
import { createSecrets } from '../database/secrets.ts'
import { tenantKeys } from '../database/tenant-keys.ts'
import { folderObjects } from './folder.ts'
import { fileSeal } from './seal.ts'
import { DamagedFileError, fileStore, largestFile, sha256Of } from './store.ts'

const key = (id: number, fill = id) => ({ id, bytes: Buffer.alloc(32, fill) })
const old = createSecrets([key(1)])
const rotated = createSecrets([key(1), key(2)])
const foreign = createSecrets([key(1, 9)])

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'musubi-files-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const store = (secrets = old) => fileStore(folderObjects(folder), secrets)
const bytes = (text: string) => new TextEncoder().encode(text)
const text = (found: Uint8Array) => new TextDecoder().decode(found)
const pathOf = (sha256: string, secrets = old) => join(folder, fileSeal(secrets).names(sha256)[0] ?? '')

test('what is put is read back under the hash of its bytes', async () => {
  const sha256 = await store().put(bytes('許可証'))
  expect(sha256).toBe(sha256Of('許可証'))
  expect(text(await store().get(sha256))).toBe('許可証')
})

test('a file whose organisation’s key is lost is not called damaged: the key is named', async () => {
  const keys = join(folder, 'keys')
  mkdirSync(keys)
  const [own, other] = ['01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-00000000000b']
  const masters = [key(1)]
  const opened = () => tenantKeys(keys, createSecrets(masters).derive('tenants/wrapping'))
  const before = opened()
  const sha256 = await store(createSecrets(masters, before)).put(bytes('団体の図面'), own)
  const names = before.names()
  rmSync(join(keys, `tenant-${own}.key`))
  const later = opened()
  later.expect(names)
  const files = store(createSecrets(masters, later))
  await expect(files.get(sha256, own)).rejects.toMatchObject({ organisation: own })
  await expect(files.get(sha256, other)).rejects.toThrow(DamagedFileError)
})

test('what lies on the disk shows neither the contents nor their hash', async () => {
  const sha256 = await store().put(bytes('見本 太郎の診断書'))
  const lying = await readFile(pathOf(sha256))
  expect(lying.includes('見本 太郎')).toBe(false)
  expect(pathOf(sha256)).not.toContain(sha256)
  const names: string[] = []
  for await (const { name } of store().objects.list()) names.push(name)
  expect(names.join()).not.toContain(sha256.slice(0, 16))
})

test('the name and the sealed bytes differ under another key, and are the same under the same one', () => {
  const plain = bytes('同じ')
  const [a, b, c] = [old, createSecrets([key(1)]), foreign].map(one => fileSeal(one).seal(sha256Of(plain), plain))
  expect(a).toEqual(b)
  expect(a?.name).not.toBe(c?.name)
  expect(a?.bytes).not.toEqual(c?.bytes)
})

test('sealed bytes open under their own name only, and not when one bit is another', () => {
  const seal = fileSeal(old)
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(), (plain, at) => {
      const { name, bytes: sealed } = seal.seal(sha256Of(plain), plain)
      expect(Buffer.from(seal.open(name, sealed) ?? []).equals(plain)).toBe(true)
      const altered = Uint8Array.from(sealed)
      const place = at % altered.length
      altered[place] = (altered[place] ?? 0) ^ 1
      expect(seal.open(name, altered)).toBeNull()
      expect(seal.open(seal.names(sha256Of(altered))[0] ?? '', sealed)).toBeNull()
      expect(seal.open(name, sealed.subarray(0, place))).toBeNull()
    }),
  )
})

test('an altered or shortened file is never served', async () => {
  const sha256 = await store().put(bytes('正しい'))
  const whole = await readFile(pathOf(sha256))
  for (const damage of [Buffer.from('違う'), whole.subarray(0, -1), Buffer.alloc(0)]) {
    await writeFile(pathOf(sha256), damage)
    await expect(store().get(sha256)).rejects.toMatchObject({ name: 'DamagedFileError', what: 'altered' })
  }
  await store().put(bytes('正しい'))
  expect(text(await store().get(sha256))).toBe('正しい')
})

test('a file of a record put in the place of another is found', async () => {
  const [a, b] = [await store().put(bytes('一号')), await store().put(bytes('二号'))]
  await writeFile(pathOf(a), await readFile(pathOf(b)))
  await expect(store().get(a)).rejects.toThrow(DamagedFileError)
})

test('an address that is none is not found, a file that was lost is said to be missing', async () => {
  await expect(store().get('../../etc/passwd')).rejects.toThrow(NotFoundError)
  await expect(store().get('0'.repeat(64))).rejects.toMatchObject({ name: 'DamagedFileError', what: 'missing' })
})

test('after a new key files of the old one are still read, and new ones are sealed with the new one', async () => {
  const before = await store().put(bytes('前の鍵'))
  expect(text(await store(rotated).get(before))).toBe('前の鍵')
  const after = await store(rotated).put(bytes('新しい鍵'))
  expect((await readFile(pathOf(after, rotated)))[3]).toBe(2)
  expect(text(await store(rotated).get(after))).toBe('新しい鍵')
  await expect(store(foreign).get(before)).rejects.toMatchObject({ what: 'missing' })
})

test('a file larger than the memory is meant to hold is refused', async () => {
  await expect(store().put(new Uint8Array(largestFile + 1))).rejects.toThrow(RangeError)
})
