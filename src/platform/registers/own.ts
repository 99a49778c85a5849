import { type Actor, may } from '../access/actor.ts'
import { organisationId } from '../access/keys.ts'
import type { Register } from './register.ts'
import { permission, type RegisterPermission } from './visibility.ts'

/** A record as it is or will be, for the question whose it is: its stored form serves as well as its values. */
export interface HeldRecord {
  readonly tenant: string
  readonly values: Readonly<Record<string, unknown>>
}

/**
 * Codes of the organisations (`heldBy` of the register) for whose records the actor may do this.
 * @returns null for all records, an empty list for none
 */
export const codesFor = (register: Register, actor: Actor, act: RegisterPermission): readonly string[] | null => {
  const wanted = permission(register.id, act)
  if (may(actor, wanted)) return null
  const organisations = actor.own?.get(wanted)
  const field = register.heldBy?.field
  if (!organisations || field?.kind !== 'choice') return []
  return field.of.flatMap(({ code, organisation }) =>
    organisation !== undefined && organisations.has(organisationId(organisation)) ? [code] : [],
  )
}

/** Whether the record is one of those with the codes, and of the body for which the actor acts. */
export const isOwn = (
  register: Register,
  actor: Actor,
  codes: readonly string[] | null,
  record: HeldRecord,
): boolean => {
  if (codes === null) return true
  const code: unknown = register.heldBy ? record.values[register.heldBy.id] : undefined
  return record.tenant === actor.organisation && typeof code === 'string' && codes.includes(code)
}

/** Whether the actor may do this with this record. */
export const mayWith = (register: Register, actor: Actor, act: RegisterPermission, record: HeldRecord): boolean =>
  isOwn(register, actor, codesFor(register, actor, act), record)

/** The organisation whose record it is, where the register says (`heldBy`) and its choice names one. */
export const holderOf = (register: Register, record: HeldRecord): string | null => {
  const field = register.heldBy?.field
  if (!register.heldBy || field?.kind !== 'choice') return null
  const code: unknown = record.values[register.heldBy.id]
  const key = field.of.find(choice => choice.code === code)?.organisation
  return key === undefined ? null : organisationId(key)
}
