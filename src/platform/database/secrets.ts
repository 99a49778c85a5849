import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { KeyAwayError, OperatorError } from '../../base/problem.ts'
import { createPrivateFile, keyFolder } from './private-file.ts'
import { type TenantKeys, tenantKeys } from './tenant-keys.ts'

/**
 * Encryption of fields of class special (個人番号, 要配慮個人情報): who holds the database or a backup of it, and not the
 * key file, reads nothing. AES-256-GCM with a random nonce; each field has keys of its own, derived by HKDF-SHA256.
 */

/** Where a value stands. It is authenticated, so that a sealed value copied to another record or field does not open. */
export interface SecretPlace {
  readonly register: string
  readonly field: string
  readonly record: string
}

/** 32 random bytes under a number from 1 to 255; the last one seals, the others still open. */
export interface MasterKey {
  readonly id: number
  readonly bytes: Buffer
}

export interface Secrets {
  /** @returns layout, key id, nonce, ciphertext and tag */
  seal(plain: string, place: SecretPlace): Buffer
  /** @throws Error when the value was altered or stands in another place, KeyAwayError when its key is not here */
  open(sealed: Uint8Array, place: SecretPlace): string
  /** Sealed with an older key; to be sealed anew when it is next written. */
  isStale(sealed: Uint8Array): boolean
  /**
   * 16 bytes that are equal for equal values of one field: exact look-up without opening. Not for values of small
   * range, such as a blood group: equal rows show. The caller passes the normalised value.
   */
  blindIndex(value: string, field: Pick<SecretPlace, 'register' | 'field'>): Buffer
  /** The index under every key, newest first: what a look-up compares with while a rotation is under way. */
  blindIndexes(value: string, field: Pick<SecretPlace, 'register' | 'field'>): readonly Buffer[]
  /**
   * Keys of another block, one from each master key, oldest first. Two purposes share none.
   * @param purpose `block/what`
   */
  derive(purpose: string): readonly MasterKey[]
  /**
   * The same with the key of one organisation, which can be destroyed when it leaves: seals and indexes with it, and opens
   * whatever this opens. An index is equal for equal values of one organisation only.
   */
  forTenant(tenant: string): Secrets
  /** Organisations' own keys; absent where there are none, as in tests. */
  readonly tenants?: TenantKeys
}

/** Layout 1: sealed with a master key. Layout 2: with an organisation's, whose id stands behind the key's number. */
const layout = 1
const tenantLayout = 2
const [nonceLength, tagLength, headLength, tenantLength] = [12, 16, 2, 16]

const tenantBytes = (tenant: string): Buffer => Buffer.from(tenant.replaceAll('-', ''), 'hex')
const tenantText = (bytes: Buffer): string =>
  bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')

type Purpose = 'seal' | 'index'

const derive = ({ bytes }: MasterKey, purpose: Purpose, register: string, field: string): Buffer =>
  Buffer.from(hkdfSync('sha256', bytes, '', JSON.stringify(['musubi', layout, purpose, register, field]), 32))

interface SealedParts {
  readonly head: Buffer
  readonly tenant: string | null
  readonly id: number
  readonly nonce: Buffer
  readonly rest: Buffer
}

/** @throws Error when it is none */
const partsOf = (sealed: Uint8Array): SealedParts => {
  const bytes = Buffer.from(sealed)
  const own = bytes[0] === tenantLayout
  const length = headLength + (own ? tenantLength : 0)
  if ((bytes[0] !== layout && !own) || bytes.length < length + nonceLength + tagLength)
    throw new Error('not a sealed value')
  return {
    head: bytes.subarray(0, length),
    tenant: own ? tenantText(bytes.subarray(headLength, length)) : null,
    id: bytes[1] ?? 0,
    nonce: bytes.subarray(length, length + nonceLength),
    rest: bytes.subarray(length + nonceLength),
  }
}

/** @param keys oldest first, at least one @param tenants organisations' own keys, where there are any */
export const createSecrets = (keys: readonly MasterKey[], tenants?: TenantKeys): Secrets => {
  const current = keys.at(-1)
  if (current === undefined) throw new Error('no key for special fields')
  const derived = new WeakMap<MasterKey, Map<string, Buffer>>()
  const keyOf = (key: MasterKey, purpose: Purpose, register: string, field: string): Buffer => {
    const mine = derived.get(key) ?? new Map<string, Buffer>()
    derived.set(key, mine)
    const name = JSON.stringify([purpose, register, field])
    const known = mine.get(name) ?? derive(key, purpose, register, field)
    mine.set(name, known)
    return known
  }
  const additional = (head: Uint8Array, { register, field, record }: SecretPlace): Buffer =>
    Buffer.concat([head, Buffer.from(JSON.stringify([register, field, record]))])
  const index = (key: MasterKey, value: string, register: string, field: string): Buffer =>
    createHmac('sha256', keyOf(key, 'index', register, field))
      .update(value)
      .digest()
      .subarray(0, 16)
  const sealWith = (key: MasterKey, head: Buffer, plain: string, place: SecretPlace): Buffer => {
    const nonce = randomBytes(nonceLength)
    const cipher = createCipheriv('aes-256-gcm', keyOf(key, 'seal', place.register, place.field), nonce)
    cipher.setAAD(additional(head, place))
    return Buffer.concat([head, nonce, cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()])
  }
  const blocksOf = (some: readonly MasterKey[], purpose: string): readonly MasterKey[] =>
    some.map(({ id, bytes }) => ({
      id,
      bytes: Buffer.from(hkdfSync('sha256', bytes, '', JSON.stringify(['musubi', layout, 'block', purpose]), 32)),
    }))
  const open = (sealed: Uint8Array, place: SecretPlace): string => {
    const { head, tenant, id, nonce, rest } = partsOf(sealed)
    const own = tenant === null ? null : (tenants?.find(tenant) ?? null)
    if (tenant !== null && own?.id !== id)
      throw new KeyAwayError(
        tenant,
        `the value was sealed with key ${id} of organisation ${tenant}, which is not there`,
      )
    const key = own ?? keys.find(each => each.id === id)
    if (key === undefined)
      throw new KeyAwayError(null, `the value was sealed with key ${id}, which is not in the key file`)
    const decipher = createDecipheriv('aes-256-gcm', keyOf(key, 'seal', place.register, place.field), nonce, {
      authTagLength: tagLength,
    })
    decipher.setAAD(additional(head, place))
    decipher.setAuthTag(rest.subarray(-tagLength))
    return Buffer.concat([decipher.update(rest.subarray(0, -tagLength)), decipher.final()]).toString('utf8')
  }
  const oldIndexes: Secrets['blindIndexes'] = (value, { register, field }) =>
    keys.toReversed().map(key => index(key, value, register, field))

  const secrets: Secrets = {
    ...(tenants ? { tenants } : {}),
    seal: (plain, place) => sealWith(current, Buffer.from([layout, current.id]), plain, place),
    open,
    isStale: sealed => sealed[0] !== layout || sealed[1] !== current.id,
    blindIndex: (value, { register, field }) => index(current, value, register, field),
    blindIndexes: oldIndexes,
    derive: purpose => blocksOf(keys, purpose),
    forTenant: tenant => (tenants ? ofTenant(tenants, tenant) : secrets),
  }
  const ofTenant = (all: TenantKeys, tenant: string): Secrets => ({
    tenants: all,
    seal(plain, place) {
      const key = all.keyFor(tenant)
      return sealWith(key, Buffer.concat([Buffer.from([tenantLayout, key.id]), tenantBytes(tenant)]), plain, place)
    },
    open,
    isStale: sealed => sealed[0] !== tenantLayout || sealed[1] !== all.find(tenant)?.id,
    blindIndex: (value, { register, field }) => index(all.keyFor(tenant), value, register, field),
    // What was sealed before organisations had keys is found by the masters' indexes.
    blindIndexes: (value, field) => [
      index(all.keyFor(tenant), value, field.register, field.field),
      ...oldIndexes(value, field),
    ],
    derive: purpose => {
      const key = all.find(tenant)
      return key ? blocksOf([key], purpose) : []
    },
    forTenant: other => ofTenant(all, other),
  })
  return secrets
}

/** Reads `<id> <base64>` lines, oldest first. @throws Error when a line is not a key or an id stands twice */
export const parseKeys = (text: string): readonly MasterKey[] => {
  const keys = text
    .split('\n')
    .filter(line => line.trim() !== '' && !line.startsWith('#'))
    .map((line, i) => {
      const [, id, encoded = ''] = /^(\d{1,3}) ([A-Za-z0-9+/]{43}=)$/.exec(line.trim()) ?? []
      const key = { id: Number(id), bytes: Buffer.from(encoded, 'base64') }
      if (key.bytes.length !== 32 || !(key.id >= 1 && key.id <= 255)) throw new Error(`line ${i + 1} is not a key`)
      return key
    })
  if (keys.length === 0) throw new Error('it holds no key')
  if (new Set(keys.map(key => key.id)).size !== keys.length) throw new Error('an id stands twice')
  return keys
}

export const keyLine = (id: number): string => `${id} ${randomBytes(32).toString('base64')}`

const heading = `# Keys of special fields. Without this file they cannot be read again: keep a copy apart from the backups of
# the database. To rotate, add a line with the next number; the last line seals, the others still open.
`

/**
 * The keys of `special.key` in the key folder, made on the first start.
 * @throws OperatorError when the file is damaged or may be read by others
 */
export const loadSecrets = (dataFolder: string): Secrets => {
  const folder = keyFolder(dataFolder)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, 'special.key')
  const text = createPrivateFile(path, () => `${heading}${keyLine(1)}\n`)
  try {
    const keys = parseKeys(text)
    const wrapping = createSecrets(keys).derive('tenants/wrapping')
    return createSecrets(keys, tenantKeys(folder, wrapping))
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new OperatorError(`${path} cannot be used: ${reason}. Put the file back from its copy.`)
  }
}
