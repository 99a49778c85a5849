import type { RoleDefinition } from './role.ts'

/** Roles of the platform itself; the systems declare the others. */
export const administrator: RoleDefinition = {
  id: 'administrator',
  title: { ja: '利用者管理者', en: 'Administrator' },
  permissions: ['access.manage', 'sessions.end', 'messages.read', 'service.read'],
  heldIn: ['prefecture', 'municipality'],
}

/** Manages a business's own people, and sees no figures of the platform. */
export const businessAdministrator: RoleDefinition = {
  id: 'businessAdministrator',
  title: { ja: '事業者の利用者管理者', en: 'Administrator of a business' },
  permissions: ['access.manage', 'sessions.end'],
  heldIn: ['business'],
}

/** Reads the ledger and nothing that it is about. */
export const auditor: RoleDefinition = {
  id: 'auditor',
  title: { ja: '監査担当', en: 'Auditor' },
  permissions: ['ledger.read'],
  heldIn: ['prefecture', 'municipality'],
}

/** Keeps the machines running, for everybody; sees how the copies stand and no record. */
export const operator: RoleDefinition = {
  id: 'operator',
  title: { ja: 'システム運用担当', en: 'Operator' },
  permissions: ['backup.read', 'service.read', 'service.announce'],
  heldIn: ['prefecture'],
}

export const planner: RoleDefinition = {
  id: 'planner',
  title: { ja: '計画担当', en: 'Plan officer' },
  permissions: ['plan.edit'],
  heldIn: ['prefecture'],
}

/** Prepares a move into the platform; the registers' own permissions to import come with another role. */
const mover: RoleDefinition = {
  id: 'mover',
  title: { ja: 'データ移行担当', en: 'Mover' },
  permissions: ['moving.read', 'moving.manage', 'moving.look'],
  heldIn: ['prefecture', 'municipality'],
}

/** The second person of a cut-over. */
const moveApprover: RoleDefinition = {
  id: 'moveApprover',
  title: { ja: 'データ移行の承認者', en: 'Approver of cut-overs' },
  permissions: ['moving.read', 'moving.approve'],
  heldIn: ['prefecture', 'municipality'],
}

/** データ管理責任者: with the administrator, the second of the two without whom nothing of a body is erased. */
export const custodian: RoleDefinition = {
  id: 'custodian',
  title: { ja: 'データ管理責任者', en: 'Custodian of data' },
  permissions: ['tenants.leave'],
  heldIn: ['prefecture'],
}

export const platformRoles: readonly RoleDefinition[] = [
  administrator,
  businessAdministrator,
  auditor,
  operator,
  planner,
  mover,
  moveApprover,
  custodian,
]
