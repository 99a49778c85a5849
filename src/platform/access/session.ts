import { type Clock, dayInJapan } from '../../base/clock.ts'
import type { Database } from '../database/connection.ts'
import type { Actor } from './actor.ts'
import { ownPermissionsOf, permissionsOfRoles, type Roles } from './permissions.ts'
import { rememberActors } from './remembered.ts'
import { cookieOf, sessionCookieName, signedToken } from './session-cookie.ts'
import type { AccessSettings } from './settings.ts'

/** Someone who is not signed in: may call what is open to everyone, and sees no organisation's rows. */
export const visitor: Actor = {
  kind: 'visitor',
  person: null,
  name: '',
  organisation: '',
  tenants: [],
  permissions: new Set(),
}

interface ActorRow {
  readonly session: string
  readonly person: string
  readonly name: string
  readonly tenant: string
  readonly acting: string | null
  readonly seen_ms: number
  readonly must_change: boolean
  /** `offices`: the organisation of the grant, and those that it succeeded. */
  readonly grants: readonly { readonly role: string; readonly tenant: string; readonly offices: readonly string[] }[]
  readonly organisations: readonly { readonly id: string; readonly tenant: string }[]
}

const holdsAll = (held: ReadonlySet<string>, wanted: ReadonlySet<string>): boolean =>
  held.size >= wanted.size && [...wanted].every(permission => held.has(permission))

/**
 * The actor that a row makes: acts for one body (the chosen one, else the own one, else the first that grants anything)
 * with the union of what is granted there. Other bodies' rows are seen along with it only where the same permissions
 * are granted, since one set of permissions must never lend a right from one body to another.
 */
const actorOfRow = (row: ActorRow, roles: Roles): Actor => {
  const held = (tenant: string) =>
    permissionsOfRoles(
      row.grants.filter(grant => grant.tenant === tenant).map(grant => grant.role),
      roles,
    )
  const bodies = [...new Set(row.grants.map(grant => grant.tenant))]
  const acting =
    row.acting !== null && bodies.includes(row.acting)
      ? row.acting
      : bodies.includes(row.tenant)
        ? row.tenant
        : (bodies[0] ?? row.tenant)
  // Whoever forgets to ask about the password still meets somebody who may do nothing.
  const permissions: ReadonlySet<string> = row.must_change ? new Set() : held(acting)
  const seen = new Set([
    acting,
    ...bodies.filter(body => !row.must_change && body !== acting && holdsAll(held(body), permissions)),
  ])
  return {
    kind: 'person',
    person: row.person,
    name: row.name,
    organisation: acting,
    tenants: row.organisations.filter(organisation => seen.has(organisation.tenant)).map(({ id }) => id),
    permissions,
    own: ownPermissionsOf(
      row.grants.filter(grant => grant.tenant === acting),
      roles,
      permissions,
    ),
    session: row.session,
    ...(row.must_change ? { mustChangePassword: true } : {}),
  }
}

/** A session's last use is written at most this often, so that a request does not cost a write (milliseconds). */
const seenStep = 60_000
const most = 20_000

export interface Sessions {
  /** Who sends a request with these headers; the visitor when nobody that we know. */
  resolveActor(headers: Headers): Promise<Actor>
  /** Forgets what is remembered of a session, so that it ends at once in this process. */
  forget(session: string): void
  /** Forgets everything, after grants or people changed. */
  forgetAll(): void
}

/** @param now milliseconds of the machine's own time: sessions age in it, whatever day the platform's clock stands on */
export const makeSessions = (
  database: Pick<Database, 'app'>,
  roles: Roles,
  settings: Pick<AccessSettings, 'secret' | 'origin' | 'idle' | 'absolute' | 'reuse'>,
  clock: Clock,
  now: () => number = Date.now,
): Sessions => {
  const name = sessionCookieName(settings.origin)
  const sql = database.app

  const look = async (token: string): Promise<Actor> => {
    const at = now()
    const [row] = await sql<ActorRow[]>`
      select * from auth.actor_of(
        ${token},
        ${dayInJapan(clock.now())},
        ${new Date(at - settings.absolute * 1000).toISOString()},
        ${new Date(at - settings.idle * 1000).toISOString()})`
    if (!row) return visitor
    if (at - row.seen_ms > seenStep) {
      const seen = new Date(at).toISOString()
      await sql`update auth.session set seen = ${seen} where id = ${row.session} and seen < ${seen}`
    }
    return actorOfRow(row, roles)
  }

  const memory = rememberActors(look, settings.reuse, most, now)
  return {
    resolveActor: async headers => {
      const token = signedToken(cookieOf(headers.get('cookie'), name), settings.secret)
      return token === undefined ? visitor : memory.find(token)
    },
    forget: session => memory.forget(actor => actor.session === session),
    forgetAll: memory.forgetAll,
  }
}
