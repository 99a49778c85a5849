import { createCipheriv, createDecipheriv, createHmac, hkdfSync } from 'node:crypto'
import type { MasterKey, Secrets } from '../database/secrets.ts'

/**
 * How a file lies in the store. Its name there is a keyed hash (HMAC) of the SHA-256 of its contents, and its key is derived
 * from that name: who sees the store learns neither what a file holds nor whether it is one that they know, and the same
 * file is still kept once. AES-256-GCM. A key belongs to one content, so the nonce may be constant; at each site the
 * same file becomes the same bytes.
 */
export interface FileSeal {
  /**
   * Names under which the file may lie: under the organisation's key first, where one is named, then under the master keys,
   * the newest first, then under the keys of other organisations.
   */
  names(sha256: string, tenant?: string): readonly string[]
  /** Names under the organisation's own key only. */
  ownNames(sha256: string, tenant: string): readonly string[]
  /** @param tenant organisation whose key is used, and with which the file becomes unreadable; none: the master key */
  seal(sha256: string, plain: Uint8Array, tenant?: string): { readonly name: string; readonly bytes: Uint8Array }
  /** @returns the contents, or null when the bytes are not what was sealed under this name with a key of ours */
  open(name: string, sealed: Uint8Array): Uint8Array | null
}

/** Layout 1: sealed with a key of the platform. Layout 2: with an organisation's, whose id stands in the head. */
const layout = 1
const tenantLayout = 2
const headLength = 4
const tenantLength = 16
const tagLength = 16
const nonce = Buffer.alloc(12)

interface FileKey {
  readonly head: Buffer
  readonly naming: Uint8Array
  readonly sealing: Uint8Array
}

const placed = (hex: string): string => `${hex.slice(0, 2)}/${hex.slice(2, 4)}/${hex}`

const headOf = (id: number, tenant?: string): Buffer =>
  tenant === undefined
    ? Buffer.from([0x4d, 0x46, layout, id])
    : Buffer.concat([Buffer.from([0x4d, 0x46, tenantLayout, id]), Buffer.from(tenant.replaceAll('-', ''), 'hex')])

const keysOf = (secrets: Secrets, tenant?: string): readonly FileKey[] => {
  const sealing = new Map(secrets.derive('files/contents').map(key => [key.id, key.bytes]))
  return secrets.derive('files/names').flatMap(({ id, bytes }: MasterKey) => {
    const seals = sealing.get(id)
    return seals ? [{ head: headOf(id, tenant), naming: bytes, sealing: seals }] : []
  })
}

const tenantOf = (sealed: Uint8Array): string =>
  Buffer.from(sealed.subarray(headLength, headLength + tenantLength))
    .toString('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')

export const fileSeal = (secrets: Secrets): FileSeal => {
  // Newest first: what is sought lies mostly under the newest.
  const keys = keysOf(secrets).toReversed()
  const [current] = keys
  if (!current) throw new Error('no key for files')
  const own = (tenant: string): readonly FileKey[] => (secrets.tenants ? keysOf(secrets.forTenant(tenant), tenant) : [])
  const ownFirst = (tenant: string | undefined): FileKey => {
    if (tenant === undefined || !secrets.tenants) return current
    secrets.tenants.keyFor(tenant)
    return own(tenant)[0] ?? current
  }
  const nameUnder = (key: FileKey, sha256: string): string =>
    placed(createHmac('sha256', key.naming).update(Buffer.from(sha256, 'hex')).digest('hex'))
  const contentKey = (key: FileKey, name: string): Buffer => Buffer.from(hkdfSync('sha256', key.sealing, '', name, 32))
  return {
    names: (sha256, tenant) => {
      const others = (secrets.tenants?.known() ?? []).filter(one => one !== tenant)
      const ordered = [...(tenant === undefined ? [] : own(tenant)), ...keys, ...others.flatMap(own)]
      return ordered.map(key => nameUnder(key, sha256))
    },
    ownNames: (sha256, tenant) => own(tenant).map(key => nameUnder(key, sha256)),
    seal(sha256, plain, tenant) {
      const key = ownFirst(tenant)
      const name = nameUnder(key, sha256)
      const cipher = createCipheriv('aes-256-gcm', contentKey(key, name), nonce)
      cipher.setAAD(Buffer.concat([key.head, Buffer.from(name)]))
      return { name, bytes: Buffer.concat([key.head, cipher.update(plain), cipher.final(), cipher.getAuthTag()]) }
    },
    open(name, sealed) {
      const withTenant = sealed[2] === tenantLayout
      const length = headLength + (withTenant ? tenantLength : 0)
      if (sealed.byteLength < length + tagLength) return null
      const head = Buffer.from(sealed.subarray(0, length))
      const key = (withTenant ? own(tenantOf(sealed)) : keys).find(one => one.head.equals(head))
      if (!key) return null
      const decipher = createDecipheriv('aes-256-gcm', contentKey(key, name), nonce, { authTagLength: tagLength })
      decipher.setAAD(Buffer.concat([head, Buffer.from(name)]))
      decipher.setAuthTag(sealed.subarray(-tagLength))
      try {
        const plain = decipher.update(sealed.subarray(length, -tagLength))
        return Buffer.concat([plain, decipher.final()])
      } catch {
        return null
      }
    },
  }
}
