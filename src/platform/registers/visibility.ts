import { type Actor, may } from '../access/actor.ts'
import type { Register, RegisterField } from './register.ts'

/** What a register's permissions are called; `generated/permissions.md` lists who has which. */
export const permission = (register: string, act: RegisterPermission): string => `${register}.${act}`

export type RegisterPermission =
  | 'read'
  | 'readPersonal'
  | 'readSpecial'
  | 'create'
  | 'change'
  | 'remove'
  | 'approve'
  | 'import'
  | 'export'

/**
 * Fields whose values this actor may see. The class alone decides; no page decides for itself.
 * A visitor sees what is published and nothing else.
 */
export const visibleFields = (register: Register, actor: Actor): readonly RegisterField[] => {
  const id = register.id
  if (actor.kind === 'visitor' || !may(actor, permission(id, 'read'))) return register.publicFields
  const personal = may(actor, permission(id, 'readPersonal'))
  const special = may(actor, permission(id, 'readSpecial'))
  return register.fields.filter(field =>
    field.class === 'special' ? special : field.class === 'personal' ? personal : true,
  )
}

/** Whether an actor may search this register by words: its search text holds all these fields, and a hit tells of each. */
export const maySearch = (register: Register, actor: Actor): boolean => {
  const visible = visibleFields(register, actor)
  return register.searchFields.every(field => visible.includes(field))
}

export const isPersonal = (field: RegisterField): boolean => field.class === 'personal' || field.class === 'special'
