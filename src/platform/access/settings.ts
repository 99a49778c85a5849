/** How sign-ins behave; times in seconds unless the name says otherwise. */
export interface AccessSettings {
  /** Signs session cookies: content of `keys/session.key`. */
  readonly secret: string
  /** Origin of the staff listener as people type it; https makes the cookies secure. Passkeys are bound to its host. */
  readonly origin: string
  /** Body that runs the platform: sign-ins that belong to nobody are entered under it. */
  readonly operator: string
  readonly idle: number
  readonly absolute: number
  /** How long an answer about a session may be reused; an ended session works no longer than this. */
  readonly reuse: number
  readonly lockout: LockoutSettings
  readonly oidc?: OidcSettings
}

interface LockoutSettings {
  /** Failures after which an account, or an address, is locked. An office shares one address. */
  readonly account: number
  readonly address: number
  /** Failures count together when they fall into this time. */
  readonly within: number
  readonly duration: number
}

/** A body's own identity provider. Its addresses are called only when it is configured. */
export interface OidcSettings {
  readonly discoveryUrl: string
  readonly clientId: string
  readonly clientSecret: string
  readonly title: string
}

export const defaultSettings = {
  idle: 30 * 60,
  absolute: 12 * 60 * 60,
  reuse: 5,
  lockout: { account: 5, address: 50, within: 15 * 60, duration: 15 * 60 },
} as const

/** Identity provider from the environment: MUSUBI_OIDC_DISCOVERY, _CLIENT, _SECRET and _TITLE; none when not all are set. */
export const oidcFromEnvironment = (
  environment: Readonly<Record<string, string | undefined>>,
): OidcSettings | undefined => {
  const { MUSUBI_OIDC_DISCOVERY, MUSUBI_OIDC_CLIENT, MUSUBI_OIDC_SECRET, MUSUBI_OIDC_TITLE } = environment
  if (!MUSUBI_OIDC_DISCOVERY || !MUSUBI_OIDC_CLIENT || !MUSUBI_OIDC_SECRET) return undefined
  return {
    discoveryUrl: MUSUBI_OIDC_DISCOVERY,
    clientId: MUSUBI_OIDC_CLIENT,
    clientSecret: MUSUBI_OIDC_SECRET,
    title: MUSUBI_OIDC_TITLE ?? 'OIDC',
  }
}
