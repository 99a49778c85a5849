import { appendFileSync, chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSecrets, keyLine, loadSecrets, type MasterKey, parseKeys } from './secrets.ts'

const key = (id: number): MasterKey => ({ id, bytes: Buffer.alloc(32, id) })
const place = { register: 'resident', field: 'number', record: '01939c3a-0000-7000-8000-000000000001' }
const secrets = createSecrets([key(1)])

describe('sealed values', () => {
  it('open again in their place, whatever they are', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), plain => {
        expect(secrets.open(secrets.seal(plain, place), place)).toBe(plain)
      }),
    )
  })

  it('differ each time and do not show the value', () => {
    const [a, b] = [secrets.seal('123456789018', place), secrets.seal('123456789018', place)]
    expect(a).not.toEqual(b)
    expect(a.includes('123456789018')).toBe(false)
    expect(a).toHaveLength(2 + 12 + 12 + 16)
  })

  it.each([
    ['record', { ...place, record: 'other' }],
    ['field', { ...place, field: 'other' }],
    ['register', { ...place, register: 'other' }],
    ['split of names', { ...place, register: 'resident","number', field: '' }],
  ])('do not open in another %s', (_, other) => {
    expect(() => secrets.open(secrets.seal('x', place), other)).toThrow()
  })

  it('do not open when any byte was changed or the end cut off', () => {
    const sealed = secrets.seal('abc', place)
    for (let at = 0; at < sealed.length; at += 1) {
      const bent = Buffer.from(sealed)
      bent[at] = (bent[at] ?? 0) ^ 1
      expect(() => secrets.open(bent, place), `byte ${at}`).toThrow()
    }
    for (let length = 0; length < sealed.length; length += 1)
      expect(() => secrets.open(sealed.subarray(0, length), place), `length ${length}`).toThrow()
  })
})

describe('rotation', () => {
  const rotated = createSecrets([key(1), key(2)])
  it('opens what the old key sealed, seals with the new one and tells them apart', () => {
    const [old, fresh] = [secrets.seal('x', place), rotated.seal('x', place)]
    expect([rotated.open(old, place), rotated.open(fresh, place)]).toEqual(['x', 'x'])
    expect([rotated.isStale(old), rotated.isStale(fresh)]).toEqual([true, false])
    expect(() => secrets.open(fresh, place)).toThrow('key 2')
  })

  it('does not open with another key of the same number', () => {
    expect(() => createSecrets([{ id: 1, bytes: Buffer.alloc(32, 9) }]).open(secrets.seal('x', place), place)).toThrow()
  })

  it('finds values indexed under either key', () => {
    const found = rotated.blindIndexes('x', place)
    expect(found).toEqual([rotated.blindIndex('x', place), secrets.blindIndex('x', place)])
  })
})

describe('the blind index', () => {
  it('is equal for equal values of a field only, and 16 bytes', () => {
    expect(secrets.blindIndex('x', place)).toEqual(
      secrets.blindIndex('x', { ...place, record: 'other' } as typeof place),
    )
    expect(secrets.blindIndex('x', place)).toHaveLength(16)
    expect(secrets.blindIndex('x', place)).not.toEqual(secrets.blindIndex('y', place))
    expect(secrets.blindIndex('x', place)).not.toEqual(secrets.blindIndex('x', { ...place, field: 'other' }))
    expect(secrets.blindIndex('x', place)).not.toEqual(createSecrets([key(2)]).blindIndex('x', place))
  })
})

describe('the key file', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'musubi-keys-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))
  const path = () => join(folder, 'keys/special.key')

  it('is made once, for its owner only, and serves the next start', () => {
    const sealed = loadSecrets(folder).seal('x', place)
    expect(statSync(path()).mode & 0o777).toBe(0o600)
    expect(loadSecrets(folder).open(sealed, place)).toBe('x')
  })

  it('is refused when others may read it', () => {
    loadSecrets(folder)
    chmodSync(path(), 0o640)
    expect(() => loadSecrets(folder)).toThrow('chmod 600')
  })

  it('rotates by a line', () => {
    const sealed = loadSecrets(folder).seal('x', place)
    appendFileSync(path(), `${keyLine(2)}\n`)
    const rotated = loadSecrets(folder)
    expect([rotated.open(sealed, place), rotated.isStale(sealed)]).toEqual(['x', true])
  })

  it.each([
    ['', 'holds no key'],
    ['nonsense\n', 'line 1'],
    [`${keyLine(256)}\n`, 'line 1'],
    [`${keyLine(0)}\n`, 'line 1'],
  ])('is refused when it is %j, and kept as it is', (text, reason) => {
    loadSecrets(folder)
    writeFileSync(path(), text)
    expect(() => loadSecrets(folder)).toThrow(reason)
    expect(readFileSync(path(), 'utf8')).toBe(text)
  })

  it('holds each number once', () => {
    expect(() => parseKeys(`${keyLine(1)}\n${keyLine(1)}`)).toThrow('twice')
  })
})

describe('keys of other blocks', () => {
  it('are one for each master key, and no two purposes share one', () => {
    const two = createSecrets([key(1), key(2)])
    const [a, b] = [two.derive('files/names'), two.derive('files/contents')]
    expect(a.map(each => each.id)).toEqual([1, 2])
    expect(a).toEqual(two.derive('files/names'))
    expect(a).not.toEqual(b)
    expect(new Set([...a, ...b].map(each => each.bytes.toString('hex'))).size).toBe(4)
  })
})
