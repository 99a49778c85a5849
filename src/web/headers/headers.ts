import type { Zone } from '../../platform/routing/route.ts'

/** What the operator's settings change in the security headers. */
export interface HeaderSettings {
  readonly zone: Zone
  /** Visitors come by https: promise it for a year. */
  readonly secure: boolean
  /** Origin of the map tiles (`https://cyberjapandata.gsi.go.jp`); without it no page asks any other host. */
  readonly tileOrigin?: string | undefined
}

export type HeaderRecord = Readonly<Record<string, string>>

/** The headers of each kind of answer, made once at the start: a request only spreads them. */
export interface SecurityHeaders {
  readonly page: HeaderRecord
  /** JSON and problems: nothing in it may ever be run or framed. */
  readonly data: HeaderRecord
  /** Files shown or saved: what somebody uploaded can do nothing, a chart may use its own styles. */
  readonly file: HeaderRecord
  /** As `file`, without the sandbox, in which browsers refuse to show a PDF. */
  readonly pdf: HeaderRecord
}

const pagePolicy = (tileOrigin: string | undefined): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    `img-src 'self' data:${tileOrigin ? ` ${tileOrigin}` : ''}`,
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ')

export const securityHeaders = ({ secure, tileOrigin }: HeaderSettings): SecurityHeaders => {
  const all: HeaderRecord = {
    'x-content-type-options': 'nosniff',
    ...(secure ? { 'strict-transport-security': 'max-age=31536000; includeSubDomains' } : {}),
  }
  const shown: HeaderRecord = {
    ...all,
    'referrer-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
  }
  return {
    page: {
      ...shown,
      'content-security-policy': pagePolicy(tileOrigin),
      'cross-origin-opener-policy': 'same-origin',
      'permissions-policy': 'camera=(), microphone=(), payment=(), usb=(), geolocation=(self)',
      'x-frame-options': 'DENY',
    },
    data: { ...all, 'content-security-policy': "default-src 'none'; frame-ancestors 'none'" },
    file: { ...shown, 'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox" },
    pdf: { ...shown, 'content-security-policy': "default-src 'none'; frame-ancestors 'none'" },
  }
}
