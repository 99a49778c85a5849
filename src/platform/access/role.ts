import type { Bilingual } from '../../base/bilingual.ts'

/** A role: a named set of permissions that a system declares and an organisation grants to people. */
export interface RoleDefinition {
  readonly id: string
  readonly title: Bilingual
  readonly permissions: readonly string[]
  /** Kinds of organisation whose people may hold it. */
  readonly heldIn: readonly ('prefecture' | 'municipality' | 'business')[]
}
