import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { OperatorError } from '../../base/problem.ts'
import { createPrivateFile, keyFolder } from './private-file.ts'

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
  /** @throws Error when the value was altered, stands in another place or was sealed with a key that is not there */
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
}

const layout = 1
const [nonceLength, tagLength, headLength] = [12, 16, 2]

type Purpose = 'seal' | 'index'

const derive = ({ bytes }: MasterKey, purpose: Purpose, register: string, field: string): Buffer =>
  Buffer.from(hkdfSync('sha256', bytes, '', JSON.stringify(['musubi', layout, purpose, register, field]), 32))

/** @param keys oldest first, at least one */
export const createSecrets = (keys: readonly MasterKey[]): Secrets => {
  const current = keys.at(-1)
  if (current === undefined) throw new Error('no key for special fields')
  const derived = new Map<string, Buffer>()
  const keyOf = (key: MasterKey, purpose: Purpose, register: string, field: string): Buffer => {
    const name = JSON.stringify([key.id, purpose, register, field])
    const known = derived.get(name) ?? derive(key, purpose, register, field)
    derived.set(name, known)
    return known
  }
  const additional = (head: Uint8Array, { register, field, record }: SecretPlace): Buffer =>
    Buffer.concat([head, Buffer.from(JSON.stringify([register, field, record]))])
  const index = (key: MasterKey, value: string, register: string, field: string): Buffer =>
    createHmac('sha256', keyOf(key, 'index', register, field))
      .update(value)
      .digest()
      .subarray(0, 16)

  return {
    seal(plain, place) {
      const head = Buffer.from([layout, current.id])
      const nonce = randomBytes(nonceLength)
      const cipher = createCipheriv('aes-256-gcm', keyOf(current, 'seal', place.register, place.field), nonce)
      cipher.setAAD(additional(head, place))
      return Buffer.concat([head, nonce, cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()])
    },
    open(sealed, place) {
      const bytes = Buffer.from(sealed)
      const key = keys.find(each => each.id === bytes[1])
      if (bytes[0] !== layout || bytes.length < headLength + nonceLength + tagLength)
        throw new Error('not a sealed value')
      if (key === undefined) throw new Error(`the value was sealed with key ${bytes[1]}, which is not in the key file`)
      const nonce = bytes.subarray(headLength, headLength + nonceLength)
      const decipher = createDecipheriv('aes-256-gcm', keyOf(key, 'seal', place.register, place.field), nonce, {
        authTagLength: tagLength,
      })
      decipher.setAAD(additional(bytes.subarray(0, headLength), place))
      decipher.setAuthTag(bytes.subarray(-tagLength))
      const plain = decipher.update(bytes.subarray(headLength + nonceLength, -tagLength))
      return Buffer.concat([plain, decipher.final()]).toString('utf8')
    },
    isStale: sealed => sealed[1] !== current.id,
    blindIndex: (value, { register, field }) => index(current, value, register, field),
    blindIndexes: (value, { register, field }) => keys.toReversed().map(key => index(key, value, register, field)),
    derive: purpose =>
      keys.map(({ id, bytes }) => ({
        id,
        bytes: Buffer.from(hkdfSync('sha256', bytes, '', JSON.stringify(['musubi', layout, 'block', purpose]), 32)),
      })),
  }
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
    return createSecrets(parseKeys(text))
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new OperatorError(`${path} cannot be used: ${reason}. Put the file back from its copy.`)
  }
}
