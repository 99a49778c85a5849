import { createHmac, timingSafeEqual } from 'node:crypto'

/**
 * What the names of cookies begin with; on https with the prefix by which browsers take them from this host only: no other
 * host of the domain can put somebody into a session of its choice.
 */
export const cookiePrefix = (origin: string): string => (origin.startsWith('https:') ? '__Host-musubi' : 'musubi')

export const sessionCookieName = (origin: string): string => `${cookiePrefix(origin)}.session_token`

/** What the browser shows between the password and the second factor. */
export const challengeCookieName = (origin: string): string => `${cookiePrefix(origin)}.two_factor`

export const expiredCookies = (origin: string): readonly string[] => {
  const secure = origin.startsWith('https:')
  const name = sessionCookieName(origin)
  return [name, name.replace('session_token', 'dont_remember')].map(
    one => `${one}=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`,
  )
}

/** Value of one cookie of a `Cookie` header, percent-decoded. A name that stands twice gives nothing. */
export const cookieOf = (header: string | null, name: string): string | undefined => {
  if (!header?.includes(`${name}=`)) return undefined
  let found: string | undefined
  for (const part of header.split(';')) {
    const text = part.trim()
    if (!text.startsWith(`${name}=`)) continue
    if (found !== undefined) return undefined
    found = text.slice(name.length + 1)
  }
  try {
    return found === undefined ? undefined : decodeURIComponent(found)
  } catch {
    return undefined
  }
}

/**
 * The token of a signed cookie as better-auth writes it, `token.signature` (HMAC-SHA-256, base64); nothing when the
 * signature does not fit. No database is asked about a cookie that we did not sign.
 */
export const signedToken = (value: string | undefined, secret: string): string | undefined => {
  if (value === undefined || value.length > 200) return undefined
  const dot = value.lastIndexOf('.')
  if (dot < 1) return undefined
  const token = value.slice(0, dot)
  const given = Buffer.from(value.slice(dot + 1), 'base64')
  const expected = createHmac('sha256', secret).update(token).digest()
  return given.length === expected.length && timingSafeEqual(given, expected) ? token : undefined
}
