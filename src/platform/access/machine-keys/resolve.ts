import { createHash } from 'node:crypto'
import { type Clock, dayInJapan } from '../../../base/clock.ts'
import type { Database } from '../../database/connection.ts'
import type { Actor } from '../actor.ts'
import { ownPermissionsOf, type Roles } from '../permissions.ts'
import { rememberActors } from '../remembered.ts'
import { visitor } from '../session.ts'
import type { AccessSettings } from '../settings.ts'
import { asTenants } from '../tenancy.ts'
import { keyPermissions } from './permissions.ts'

/** What every key begins with, so that programs that look for leaked secrets know one. */
export const keyPrefix = 'musubi_'

/** Without a salt or a slow hash: a key is 256 random bits, which no list of guesses holds. */
export const hashOfKey = (key: string): string => createHash('sha256').update(key).digest('hex')

/** The key of `Authorization: Bearer musubi_…`; undefined without one. What stands there otherwise is empty. */
export const keyOf = (headers: Headers): string | undefined => {
  const authorization = headers.get('authorization')
  if (authorization === null) return undefined
  return /^Bearer +(musubi_[A-Za-z0-9_-]{43})$/i.exec(authorization.trim())?.[1] ?? ''
}

interface KeyRow {
  readonly id: string
  readonly name: string
  readonly purpose: string
  readonly tenant: string
  readonly role: string
  readonly permissions: readonly string[]
  readonly offices: readonly string[]
  readonly organisations: readonly string[]
  readonly used_ms: number | null
}

/** What the key was given, as far as its role still has it. */
const actorOfRow = (row: KeyRow, roles: Roles): Actor => {
  const role = roles.get(row.role)
  const given = new Set(role ? keyPermissions(role).filter(permission => row.permissions.includes(permission)) : [])
  const permissions = new Set(role?.permissions.filter(permission => given.has(permission)))
  const own = ownPermissionsOf([row], roles, permissions)
  return {
    kind: 'machine',
    person: row.id,
    name: row.name,
    purpose: row.purpose,
    organisation: row.tenant,
    tenants: row.organisations,
    permissions,
    own: new Map([...own].filter(([permission]) => given.has(permission))),
  }
}

/** The last use is written at most this often (milliseconds). */
const usedStep = 60_000
const most = 1_000

export interface MachineKeys {
  /** The machine that holds a key; the visitor for one that does not count (any more). */
  resolve(key: string): Promise<Actor>
  /** Forgets what is remembered, after a key was revoked. */
  forgetAll(): void
}

/** @param now milliseconds of the machine's own time */
export const makeMachineKeys = (
  database: Pick<Database, 'app'>,
  roles: Roles,
  settings: Pick<AccessSettings, 'reuse'>,
  clock: Clock,
  now: () => number = Date.now,
): MachineKeys => {
  const look = async (hash: string): Promise<Actor> => {
    const [row] = await database.app<KeyRow[]>`select * from auth.machine_of(${hash}, ${dayInJapan(clock.now())})`
    if (!row) return visitor
    const at = now()
    if (at - (row.used_ms ?? 0) > usedStep) {
      const used = new Date(at).toISOString()
      // No request fails on it: while the database may only be read, the last use stays as it is.
      await asTenants(
        database.app,
        [row.tenant],
        tx => tx`update musubi.machine_key set used_at = greatest(used_at, ${used}::timestamptz) where id = ${row.id}`,
      ).catch(() => undefined)
    }
    return actorOfRow(row, roles)
  }

  const memory = rememberActors(look, settings.reuse, most, now)
  return {
    resolve: async key => (key === '' ? visitor : memory.find(hashOfKey(key))),
    forgetAll: memory.forgetAll,
  }
}
