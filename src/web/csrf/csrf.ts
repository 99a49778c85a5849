import { createHmac, createSecretKey, type KeyObject, randomBytes, timingSafeEqual } from 'node:crypto'

/**
 * Protection of forms against requests that other sites make a visitor's browser send. Two independent means, both
 * must hold: the browser's own word about where the request comes from, and a mark that only our pages could show,
 * bound to a cookie of this browser and to the session (so that a mark from before a sign-in is worth nothing after it).
 */
export type Verdict =
  | 'good'
  /** Surely from our own page, but the mark has aged: what was typed may be shown again. */
  | 'stale'
  /** From elsewhere, or nobody knows from where. */
  | 'foreign'

export const newSeed = (): string => randomBytes(18).toString('base64url')

const keys = new WeakMap<Uint8Array, KeyObject>()

/** Bytes are made a key for each HMAC anew, which costs six times the HMAC itself; a listener has one secret. */
const keyOf = (secret: Uint8Array): KeyObject => {
  const known = keys.get(secret)
  if (known) return known
  const key = createSecretKey(secret)
  keys.set(secret, key)
  return key
}

export const markOf = (secret: Uint8Array, seed: string, session: string): string =>
  createHmac('sha256', keyOf(secret)).update(`csrf\n${seed}\n${session}`).digest('base64url')

const same = (a: string, b: string): boolean => {
  const left = Buffer.from(a)
  const right = Buffer.from(b)
  return left.length === right.length && timingSafeEqual(left, right)
}

const hostOf = (origin: string): string | undefined => {
  const at = origin.indexOf('://')
  return at === -1 ? undefined : origin.slice(at + 3).toLowerCase()
}

/** @returns true or false as the browser says, undefined when it says nothing (browsers from before 2020) */
export const fromOwnPage = (headers: Headers, host: string): boolean | undefined => {
  const site = headers.get('sec-fetch-site')
  if (site !== null) return site === 'same-origin' || site === 'none'
  const origin = headers.get('origin')
  if (origin !== null) return hostOf(origin) === host.toLowerCase()
  return undefined
}

export interface CsrfCheck {
  readonly secret: Uint8Array
  readonly headers: Headers
  /** Host (with port) that the visitor's address bar shows. */
  readonly host: string
  readonly seed: string | undefined
  readonly session: string
  readonly mark: string | undefined
}

export const checkCsrf = ({ secret, headers, host, seed, session, mark }: CsrfCheck): Verdict => {
  const own = fromOwnPage(headers, host)
  if (own === false) return 'foreign'
  if (seed && mark && same(mark, markOf(secret, seed, session))) return 'good'
  return own === true ? 'stale' : 'foreign'
}
