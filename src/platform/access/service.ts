import type { Clock } from '../../base/clock.ts'
import type { Database, Transaction } from '../database/connection.ts'
import type { MessageInput } from '../messages/service.ts'
import type { Act, Actor } from './actor.ts'
import type { EnterInLedger } from './events.ts'
import { keyOf, type MachineKeys, makeMachineKeys } from './machine-keys/resolve.ts'
import type { PermissionDefinition, Roles } from './permissions.ts'
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
  /** What there is to be given, with titles. */
  readonly permissions: readonly PermissionDefinition[]
  readonly settings: AccessSettings
  readonly enter: EnterInLedger
  readonly announce: Announce
  readonly auth: Auth
  readonly lockout: Lockout
  readonly signIn: SignIn
  readonly sessions: Sessions
  readonly machineKeys: MachineKeys
  /** Who sends a request to the staff listener: the machine of a key, which needs no cookie and gets no session, or a person. */
  resolveActor(headers: Headers): Promise<Actor>
  /** Takes the session's cookies away from a browser that signs out. */
  readonly expiredCookies: readonly string[]
}

export const makeAccess = (parts: {
  readonly database: Database
  readonly clock: Clock
  readonly roles: Roles
  readonly permissions: readonly PermissionDefinition[]
  readonly settings: AccessSettings
  readonly enter: EnterInLedger
  readonly announce: Announce
  /** Milliseconds of the machine's own time, in which sessions and locks age. */
  readonly now?: () => number
}): Access => {
  const { database, clock, roles, permissions, settings, enter, announce, now } = parts
  const auth = makeAuth(database, settings, clock)
  const lockout = makeLockout(database, settings, now)
  const sessions = makeSessions(database, roles, settings, clock, now)
  const machineKeys = makeMachineKeys(database, roles, settings, clock, now)
  return {
    database,
    clock,
    roles,
    permissions,
    settings,
    enter,
    announce,
    auth,
    lockout,
    signIn: makeSignIn(auth, database, settings, lockout, enter),
    expiredCookies: expiredCookies(settings.origin),
    sessions,
    machineKeys,
    resolveActor: headers => {
      const key = keyOf(headers)
      return key === undefined ? sessions.resolveActor(headers) : machineKeys.resolve(key)
    },
  }
}
