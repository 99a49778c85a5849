import type { Clock } from '../../base/clock.ts'
import type { Database, Transaction } from '../database/connection.ts'
import type { MessageInput } from '../messages/service.ts'
import type { Act } from './actor.ts'
import type { EnterInLedger } from './events.ts'
import type { Roles } from './permissions.ts'
import { makeSessions, type Sessions } from './session.ts'
import { expiredCookies } from './session-cookie.ts'
import type { AccessSettings } from './settings.ts'
import { type Auth, makeAuth } from './sign-in/auth.ts'
import { type Lockout, makeLockout } from './sign-in/lockout.ts'
import { makeSignIn, type SignIn } from './sign-in/service.ts'

/** Puts mail into the outbox, in the transaction of what it tells about. */
type Announce = (tx: Transaction, act: Act, message: MessageInput) => Promise<unknown>

/** Everything about who may do what, built once at the start. */
export interface Access {
  readonly database: Database
  readonly clock: Clock
  readonly roles: Roles
  readonly settings: AccessSettings
  readonly enter: EnterInLedger
  readonly announce: Announce
  readonly auth: Auth
  readonly lockout: Lockout
  readonly signIn: SignIn
  readonly sessions: Sessions
  /** Takes the session's cookies away from a browser that signs out. */
  readonly expiredCookies: readonly string[]
}

export const makeAccess = (parts: {
  readonly database: Database
  readonly clock: Clock
  readonly roles: Roles
  readonly settings: AccessSettings
  readonly enter: EnterInLedger
  readonly announce: Announce
  /** Milliseconds of the machine's own time, in which sessions and locks age. */
  readonly now?: () => number
}): Access => {
  const { database, clock, roles, settings, enter, announce, now } = parts
  const auth = makeAuth(database, settings, clock)
  const lockout = makeLockout(database, settings, now)
  return {
    database,
    clock,
    roles,
    settings,
    enter,
    announce,
    auth,
    lockout,
    signIn: makeSignIn(auth, database, settings, lockout, enter),
    expiredCookies: expiredCookies(settings.origin),
    sessions: makeSessions(database, roles, settings, clock, now),
  }
}
