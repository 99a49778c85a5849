import type { Bilingual } from '../../base/bilingual.ts'

/** A role: a named set of permissions that a system declares and an organisation grants to people. */
export interface RoleDefinition {
  readonly id: string
  readonly title: Bilingual
  readonly permissions: readonly string[]
  /**
   * Permissions that hold only for records of the organisation in which the role is granted, such as a health office's
   * permits. For registers whose records say whose they are (`heldBy`), and for writing: reading is not limited so.
   */
  readonly ownPermissions?: readonly string[]
  /** Kinds of organisation whose people may hold it. */
  readonly heldIn: readonly ('prefecture' | 'municipality' | 'business')[]
}
