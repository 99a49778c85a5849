import { createCipheriv, createDecipheriv, createHmac, hkdfSync } from 'node:crypto'
import type { MasterKey, Secrets } from '../database/secrets.ts'

/**
 * How a file lies in the store. Its name there is a keyed hash (HMAC) of the SHA-256 of its contents, and its key is derived
 * from that name: who sees the store learns neither what a file holds nor whether it is one that they know, and the same
 * file is still kept once. AES-256-GCM. A key belongs to one content, so the nonce may be constant; at each site the
 * same file becomes the same bytes.
 */
export interface FileSeal {
  /** The name under today's key first, then under older ones. */
  names(sha256: string): readonly string[]
  seal(sha256: string, plain: Uint8Array): { readonly name: string; readonly bytes: Uint8Array }
  /** @returns the contents, or null when the bytes are not what was sealed under this name with a key of ours */
  open(name: string, sealed: Uint8Array): Uint8Array | null
}

const layout = 1
const headLength = 4
const tagLength = 16
const nonce = Buffer.alloc(12)

interface FileKey {
  readonly id: number
  readonly naming: Uint8Array
  readonly sealing: Uint8Array
}

const placed = (hex: string): string => `${hex.slice(0, 2)}/${hex.slice(2, 4)}/${hex}`

const headOf = (id: number): Buffer => Buffer.from([0x4d, 0x46, layout, id])

const keysOf = (secrets: Secrets): readonly FileKey[] => {
  const sealing = new Map(secrets.derive('files/contents').map(key => [key.id, key.bytes]))
  return secrets.derive('files/names').flatMap(({ id, bytes }: MasterKey) => {
    const seals = sealing.get(id)
    return seals ? [{ id, naming: bytes, sealing: seals }] : []
  })
}

export const fileSeal = (secrets: Secrets): FileSeal => {
  // Newest first: what is sought lies mostly under the newest.
  const keys = keysOf(secrets).toReversed()
  const [current] = keys
  if (!current) throw new Error('no key for files')
  const nameUnder = (key: FileKey, sha256: string): string =>
    placed(createHmac('sha256', key.naming).update(Buffer.from(sha256, 'hex')).digest('hex'))
  const contentKey = (key: FileKey, name: string): Buffer => Buffer.from(hkdfSync('sha256', key.sealing, '', name, 32))
  return {
    names: sha256 => keys.map(key => nameUnder(key, sha256)),
    seal(sha256, plain) {
      const name = nameUnder(current, sha256)
      const head = headOf(current.id)
      const cipher = createCipheriv('aes-256-gcm', contentKey(current, name), nonce)
      cipher.setAAD(Buffer.concat([head, Buffer.from(name)]))
      return { name, bytes: Buffer.concat([head, cipher.update(plain), cipher.final(), cipher.getAuthTag()]) }
    },
    open(name, sealed) {
      const head = Buffer.from(sealed.subarray(0, headLength))
      const key = keys.find(one => headOf(one.id).equals(head))
      if (!key || sealed.byteLength < headLength + tagLength) return null
      const decipher = createDecipheriv('aes-256-gcm', contentKey(key, name), nonce, { authTagLength: tagLength })
      decipher.setAAD(Buffer.concat([head, Buffer.from(name)]))
      decipher.setAuthTag(sealed.subarray(-tagLength))
      try {
        const plain = decipher.update(sealed.subarray(headLength, -tagLength))
        return Buffer.concat([plain, decipher.final()])
      } catch {
        return null
      }
    },
  }
}
