import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Bilingual } from '../../base/bilingual.ts'

const seal = (secret: Uint8Array, text: string): Buffer =>
  createHmac('sha256', secret).update(`notice\n${text}`).digest()

/**
 * What is said once at the top of the page after a redirect ("saved"), carried by a short cookie. Signed, so that nobody
 * can put words into the prefecture's mouth.
 */
export const packNotice = (secret: Uint8Array, notice: Bilingual): string => {
  const text = Buffer.from(JSON.stringify([notice.ja, notice.en])).toString('base64url')
  return `${text}.${seal(secret, text).toString('base64url')}`
}

export const unpackNotice = (secret: Uint8Array, packed: string): Bilingual | undefined => {
  const [text = '', mac = ''] = packed.split('.')
  const given = Buffer.from(mac, 'base64url')
  const right = seal(secret, text)
  if (given.length !== right.length || !timingSafeEqual(given, right)) return undefined
  const [ja, en]: unknown[] = JSON.parse(Buffer.from(text, 'base64url').toString())
  return typeof ja === 'string' && typeof en === 'string' ? { ja, en } : undefined
}
