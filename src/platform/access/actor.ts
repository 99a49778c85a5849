import type { Language } from '../../base/bilingual.ts'
import type { Clock } from '../../base/clock.ts'

/**
 * Who acts. Permissions are texts such as `club_booking.approve`; nothing is allowed that is not listed.
 */
export interface Actor {
  readonly kind: 'visitor' | 'person' | 'machine' | 'system'
  /** Person id, or that of a machine's key; null for the visitor and the platform's own jobs. */
  readonly person: string | null
  /** Name as shown in histories. */
  readonly name: string
  /** Organisation that the person acts for; new records belong to it. */
  readonly organisation: string
  /** Organisations whose rows row security lets through. */
  readonly tenants: readonly string[]
  readonly permissions: ReadonlySet<string>
  /**
   * Permissions that hold for the records of some organisations only, by permission: their ids. `may` does not know them:
   * what asks nothing else refuses, and the registers ask whose the record is.
   */
  readonly own?: ReadonlyMap<string, ReadonlySet<string>>
  /** Session id, where there is one. */
  readonly session?: string
  /** Of a machine: why it looks, where it gives no other reason. */
  readonly purpose?: string
  /** Signed in with a password that somebody else chose: nothing is open but the page that changes it. */
  readonly mustChangePassword?: true
}

/** One act of an actor: everything that a service needs to know about why and when. */
export interface Act {
  readonly actor: Actor
  readonly clock: Clock
  readonly language: Language
  /** Reason typed by the officer (changes) or purpose of the look (personal data). */
  readonly reason?: string
  /** Ties the log, the ledger and the answer of one request together. */
  readonly request?: string
}

export const may = (actor: Actor, permission: string): boolean => actor.permissions.has(permission)

/** Whether it is allowed for some records at least: to come to a page or an address, never to write one. */
export const maySomewhere = (actor: Actor, permission: string): boolean =>
  may(actor, permission) || actor.own?.has(permission) === true
