import { InputError, RefusedError } from '../../base/problem.ts'
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
  | 'issue'
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

/**
 * What one may not see, one may not search or filter by: a count of one or none tells the value. Pages and API refuse it
 * in their own words before; this is the gate that holds when one of them forgets.
 * @throws RefusedError, InputError
 */
export const requireAskable = (
  register: Register,
  actor: Actor,
  query: { readonly search: string; readonly filters: readonly { readonly field: RegisterField }[] },
): void => {
  const visible = visibleFields(register, actor)
  if (query.filters.some(filter => !visible.includes(filter.field)))
    throw new RefusedError(permission(register.id, 'readPersonal'))
  if (query.search !== '' && !maySearch(register, actor))
    throw new InputError([
      {
        field: 'q',
        message: {
          ja: 'この台帳のことば検索は個人情報も探すため、個人情報の閲覧権限が必要です。項目で絞り込んでください。',
          en: 'A word search here looks into personal data, which you may not see. Filter by the fields instead.',
        },
      },
    ])
}

export const isPersonal = (field: RegisterField): boolean => field.class === 'personal' || field.class === 'special'
