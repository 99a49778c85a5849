import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { cookieOf, cookiePrefix } from '../session-cookie.ts'
import type { AccessSettings } from '../settings.ts'

/** Half a year of seconds: who has not signed in for so long is met like anybody else. */
const keptFor = 180 * 24 * 60 * 60

/**
 * Browsers in which an account has signed in before. Their attempts are counted by themselves: whoever types wrong
 * passwords for somebody else's address, or from the one address that a whole town hall shares, locks out strangers and
 * not those who work there (OWASP, "device cookies").
 */
export interface KnownDevices {
  /** What the attempts of this browser for this account are counted under; undefined when it is not known. */
  find(account: string, headers: Headers): string | undefined
  /** The cookie that makes it known. @param device as it was found */
  cookie(account: string, device: string | undefined): string
}

export const knownDevices = ({ secret, origin }: Pick<AccessSettings, 'secret' | 'origin'>): KnownDevices => {
  const secure = origin.startsWith('https:')
  const name = `${cookiePrefix(origin)}.device`
  const sign = (account: string, device: string): Buffer =>
    createHmac('sha256', secret).update(`device\n${account.trim().toLowerCase()}\n${device}`).digest()
  return {
    find: (account, headers) => {
      const [device = '', mac = ''] = cookieOf(headers.get('cookie'), name)?.split('.') ?? []
      if (!/^[0-9a-f]{32}$/.test(device)) return undefined
      const given = Buffer.from(mac, 'base64url')
      const right = sign(account, device)
      return given.length === right.length && timingSafeEqual(given, right) ? device : undefined
    },
    cookie: (account, device = randomBytes(16).toString('hex')) =>
      `${name}=${device}.${sign(account, device).toString('base64url')}; Max-Age=${keptFor}; Path=/; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`,
  }
}
