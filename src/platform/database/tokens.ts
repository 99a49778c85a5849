import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto'
import type { MasterKey, Secrets } from './secrets.ts'

/**
 * Texts that leave in an address and come back, such as a place in a list: nobody but the platform reads or makes one. A
 * token is equal for equal input, so that a page whose contents are the same is the same to the byte; that much it shows.
 */
export interface Tokens {
  /**
   * @param bound what the token holds for; it opens with the same only
   * @returns letters, digits, - and _
   */
  seal(plain: string, bound: string): string
  /** @returns null when it was altered, was made for something else or with a key that is not there */
  open(token: string, bound: string): string | null
}

interface TokenKeys {
  readonly id: number
  readonly seal: Buffer
  readonly nonce: Buffer
}

const layout = 1
const [nonceLength, tagLength, headLength] = [12, 16, 2]
const additional = (head: Buffer, bound: string): Buffer => Buffer.concat([head, Buffer.from(bound)])

/** A nonce made of the whole message comes twice for the same message only (the idea of RFC 8452, SIV). */
const nonceOf = (key: TokenKeys, plain: string, bound: string): Buffer =>
  createHmac('sha256', key.nonce)
    .update(JSON.stringify([bound, plain]))
    .digest()
    .subarray(0, nonceLength)

const keysFor = (secrets: Pick<Secrets, 'derive'>, purpose: string): readonly TokenKeys[] => {
  const nonces: readonly MasterKey[] = secrets.derive(`${purpose}/nonce`)
  return secrets.derive(`${purpose}/seal`).map(({ id, bytes }, at) => ({
    id,
    seal: bytes,
    nonce: nonces[at]?.bytes ?? bytes,
  }))
}

/** AES-256-GCM with keys of this purpose alone. @param purpose `block/what` */
export const createTokens = (secrets: Pick<Secrets, 'derive'>, purpose: string): Tokens => {
  const keys = keysFor(secrets, purpose)
  const current = keys.at(-1)
  if (current === undefined) throw new Error('no key for tokens')
  return {
    seal(plain, bound) {
      const head = Buffer.from([layout, current.id])
      const nonce = nonceOf(current, plain, bound)
      const cipher = createCipheriv('aes-256-gcm', current.seal, nonce)
      cipher.setAAD(additional(head, bound))
      const sealed = [head, nonce, cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()]
      return Buffer.concat(sealed).toString('base64url')
    },
    open(token, bound) {
      const bytes = Buffer.from(token, 'base64url')
      const key = keys.find(each => each.id === bytes[1])
      if (bytes[0] !== layout || !key || bytes.length < headLength + nonceLength + tagLength) return null
      const [head, rest] = [bytes.subarray(0, headLength), bytes.subarray(headLength + nonceLength)]
      const nonce = bytes.subarray(headLength, headLength + nonceLength)
      const decipher = createDecipheriv('aes-256-gcm', key.seal, nonce, { authTagLength: tagLength })
      decipher.setAAD(additional(head, bound))
      decipher.setAuthTag(rest.subarray(-tagLength))
      try {
        return Buffer.concat([decipher.update(rest.subarray(0, -tagLength)), decipher.final()]).toString('utf8')
      } catch {
        return null
      }
    },
  }
}
