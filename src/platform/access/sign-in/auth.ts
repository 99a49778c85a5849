import { passkey } from '@better-auth/passkey'
import { betterAuth } from 'better-auth'
import { genericOAuth, twoFactor } from 'better-auth/plugins'
import { Kysely } from 'kysely'
import { PostgresJSDialect } from 'kysely-postgres-js'
import { type Clock, dayInJapan } from '../../../base/clock.ts'
import { newId } from '../../../base/uuid.ts'
import type { Database } from '../../database/connection.ts'
import { addressHeader } from '../address.ts'
import { cookiePrefix } from '../session-cookie.ts'
import type { AccessSettings } from '../settings.ts'
import { datesOfAuth } from './dates.ts'
import { maximumPasswordLength, minimumPasswordLength } from './limits.ts'

/** Path below which better-auth itself answers: only the way back from an identity provider goes there. */
export const authPath = '/sign-in/auth'

const issuer = 'Musubi'

/**
 * A passkey stands for both factors only where the device has asked for its PIN or a finger; the library would also take
 * one that was merely touched.
 */
const verified = (info: { readonly userVerified: boolean } | undefined): void => {
  if (info?.userVerified !== true) throw new Error('the authenticator did not verify who holds it')
}

/**
 * better-auth as Musubi uses it: called on the server by our own pages, in the database schema `auth`. Nobody signs up;
 * people are entered by an administrator. It sends nothing anywhere, and logs nothing, since its lines could repeat
 * what was typed.
 */
export const makeAuth = (database: Pick<Database, 'app'>, settings: AccessSettings, clock: Clock) => {
  const { app } = database
  const secure = settings.origin.startsWith('https:')
  return betterAuth({
    appName: issuer,
    baseURL: settings.origin,
    basePath: authPath,
    secret: settings.secret,
    trustedOrigins: [settings.origin],
    logger: { disabled: true },
    telemetry: { enabled: false },
    rateLimit: { enabled: false },
    database: {
      db: new Kysely({ dialect: new PostgresJSDialect({ postgres: app }), plugins: [datesOfAuth] }),
      type: 'postgres',
      schemaName: 'auth',
      transaction: true,
    },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: minimumPasswordLength,
      maxPasswordLength: maximumPasswordLength,
    },
    // No provider is trusted beyond what it says: an address that it has not verified opens nobody's account.
    account: { accountLinking: { enabled: true, trustedProviders: [], requireLocalEmailVerified: true } },
    session: { expiresIn: settings.absolute, disableSessionRefresh: true, freshAge: settings.absolute },
    advanced: {
      cookiePrefix: cookiePrefix(settings.origin),
      // Or the library puts its own, weaker prefix before ours.
      useSecureCookies: false,
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax', secure },
      ipAddress: { ipAddressHeaders: [addressHeader] },
      // Its tables are those of our migrations. Looking at them at each start would hold a connection of the pool, and a
      // command that ends before it has looked would wait for that one.
      database: { generateId: () => newId(), validateSchema: false },
    },
    databaseHooks: {
      session: {
        create: {
          // Whoever left or is suspended gets no session, by whatever way they come.
          before: async session => {
            const today = dayInJapan(clock.now())
            const [answer] = await app<{ may: boolean }[]>`select auth.may_sign_in(${session.userId}, ${today}) as may`
            return answer?.may === true
          },
        },
      },
    },
    plugins: [
      twoFactor({ issuer, accountLockout: { maxFailedAttempts: 5, durationSeconds: settings.lockout.duration } }),
      passkey({
        rpID: new URL(settings.origin).hostname,
        rpName: issuer,
        origin: settings.origin,
        authenticatorSelection: { residentKey: 'preferred', userVerification: 'required' },
        registration: { afterVerification: async ({ verification }) => verified(verification.registrationInfo) },
        authentication: { afterVerification: async ({ verification }) => verified(verification.authenticationInfo) },
      }),
      genericOAuth({
        config: settings.oidc
          ? [
              {
                providerId: 'oidc',
                discoveryUrl: settings.oidc.discoveryUrl,
                clientId: settings.oidc.clientId,
                clientSecret: settings.oidc.clientSecret,
                scopes: ['openid', 'email', 'profile'],
                pkce: true,
                disableSignUp: true,
                disableImplicitSignUp: true,
              },
            ]
          : [],
      }),
    ],
  })
}

export type Auth = ReturnType<typeof makeAuth>
