import { createHash, createHmac, timingSafeEqual } from 'node:crypto'

/** Milliseconds that the clocks of two sites may differ, and for which a signed request may be sent again. */
const window = 60_000

const mac = (secret: string, text: string): string =>
  createHmac('sha256', `musubi/site/sign/${secret}`).update(text).digest('hex')

const hash = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex')

/** Signs a request, so that the secret itself never travels. */
export const signRequest = (secret: string, method: string, path: string, body: Uint8Array | string, at = Date.now()) =>
  `${at}.${mac(secret, `${method}\n${path}\n${at}\n${hash(body)}`)}`

const same = (a: string, b: string): boolean => a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b))

export const isSigned = (
  secret: string,
  signature: string,
  method: string,
  path: string,
  body: Uint8Array | string,
  now = Date.now(),
): boolean => {
  const at = Number(signature.split('.', 1)[0])
  return Math.abs(now - at) <= window && same(signature, signRequest(secret, method, path, body, at))
}

/** The answer to one request: who has not the secret can neither make one nor give an old one again. */
export const signAnswer = (secret: string, signature: string, status: number, body: Uint8Array | string): string =>
  mac(secret, `${signature}\n${status}\n${hash(body)}`)

export const isAnswerTo = (
  secret: string,
  signature: string,
  status: number,
  body: Uint8Array | string,
  given: string,
): boolean => same(given, signAnswer(secret, signature, status, body))
