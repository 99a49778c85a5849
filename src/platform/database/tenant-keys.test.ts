import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createSecrets } from './secrets.ts'
import { missingKeys, tenantKeys } from './tenant-keys.ts'

const [a, b] = ['01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-00000000000b']
const master = { id: 1, bytes: Buffer.alloc(32, 1) }
const place = { register: 'resident', field: 'number', record: 'r' }
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'musubi-tenant-keys-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const secretsOf = (masters = [master]) =>
  createSecrets(masters, tenantKeys(folder, createSecrets(masters).derive('tenants/wrapping')))

test('what an organisation sealed opens in every process that has the folder, and not without its key', () => {
  const sealed = secretsOf().forTenant(a).seal('x', place)
  expect(secretsOf().open(sealed, place)).toBe('x')
  expect(secretsOf().forTenant(b).open(sealed, place)).toBe('x')
  rmSync(join(folder, `tenant-${a}.key`))
  expect(() => secretsOf().open(sealed, place)).toThrow('not there')
})

test('what was sealed before organisations had keys still opens and is found', () => {
  const [before, after] = [createSecrets([master]), secretsOf().forTenant(a)]
  expect(after.open(before.seal('x', place), place)).toBe('x')
  expect(after.isStale(before.seal('x', place))).toBe(true)
  expect(after.isStale(after.seal('x', place))).toBe(false)
  expect(after.blindIndexes('x', place)).toContainEqual(before.blindIndex('x', place))
  expect(after.blindIndex('x', place)).not.toEqual(secretsOf().forTenant(b).blindIndex('x', place))
})

test('a value of one organisation cannot be passed off as another’s, nor be altered', () => {
  const sealed = secretsOf().forTenant(a).seal('abc', place)
  secretsOf().forTenant(b).seal('abc', place)
  for (let at = 0; at < sealed.length; at += 1) {
    const bent = Buffer.from(sealed)
    bent[at] = (bent[at] ?? 0) ^ 1
    expect(() => secretsOf().open(bent, place), `byte ${at}`).toThrow()
  }
  for (let length = 0; length < sealed.length; length += 1)
    expect(() => secretsOf().open(sealed.subarray(0, length), place), `length ${length}`).toThrow()
})

test('a destroyed key is gone here and marked, so that copies of the folder lose it too and nobody makes another', () => {
  const secrets = secretsOf()
  const sealed = secrets.forTenant(a).seal('x', place)
  const key = readFileSync(join(folder, `tenant-${a}.key`), 'utf8')
  secrets.forTenant(b).seal('x', place)
  secrets.tenants?.destroy(a, new Date('2026-11-23T00:00:00Z'))
  expect(() => secrets.open(sealed, place)).toThrow('not there')
  expect(() => secretsOf().forTenant(a).seal('x', place)).toThrow()
  expect(secretsOf().tenants?.destroyed(a)).toBe('2026-11-23T00:00:00.000Z')
  expect(secretsOf().tenants?.known()).toEqual([b])
  expect(
    readdirSync(folder)
      .map(name => readFileSync(join(folder, name), 'utf8'))
      .join(),
  ).not.toContain(key.trim())
})

test('the file alone opens nothing: it is wrapped, and only for its organisation', () => {
  const sealed = secretsOf().forTenant(a).seal('x', place)
  expect(() => secretsOf([{ id: 1, bytes: Buffer.alloc(32, 2) }]).open(sealed, place)).toThrow('cannot be used')
  writeFileSync(join(folder, `tenant-${b}.key`), readFileSync(join(folder, `tenant-${a}.key`)), { mode: 0o600 })
  expect(() => secretsOf().forTenant(b).seal('x', place)).toThrow('cannot be used')
  // A rotated master still unwraps.
  expect(secretsOf([master, { id: 2, bytes: Buffer.alloc(32, 2) }]).open(sealed, place)).toBe('x')
})

test('a key that was here and is lost is not made anew, and comes back with its copy', () => {
  const path = join(folder, `tenant-${a}.key`)
  const secrets = secretsOf()
  const sealed = secrets.forTenant(a).seal('x', place)
  const names = secrets.tenants?.names() ?? []
  expect(names).toEqual([expect.stringMatching(new RegExp(`^tenant-${a}\\.key 1 [0-9a-f]{16}$`))])
  const copy = readFileSync(path)
  rmSync(path)
  // Another process, which learns from the database what there was.
  const later = secretsOf()
  later.tenants?.expect(names)
  expect(() => later.forTenant(a).seal('y', place)).toThrow('is lost')
  expect(later.tenants?.isLost(a)).toBe(true)
  expect(later.tenants?.isLost(b)).toBe(false)
  // Who reads is told whose key is away.
  for (const read of [() => later.open(sealed, place), () => later.forTenant(a).blindIndex('x', place)])
    expect(read).toThrow(expect.objectContaining({ name: 'KeyAwayError', organisation: a }))
  expect(readdirSync(folder)).toEqual([])
  expect(missingKeys(names, later.tenants?.names() ?? [])).toEqual(names)
  writeFileSync(path, copy, { mode: 0o600 })
  const again = secretsOf()
  again.tenants?.expect(names)
  expect(again.open(sealed, place)).toBe('x')
  expect(missingKeys(names, again.tenants?.names() ?? [])).toEqual([])
  again.tenants?.destroy(a, new Date('2026-11-23T00:00:00Z'))
  expect(again.tenants?.isLost(a)).toBe(false)
  expect(missingKeys(names, again.tenants?.names() ?? [])).toEqual([])
})
