import type { RoleDefinition } from './role.ts'

/** Roles of the platform itself; the systems declare the others. */
export const administrator: RoleDefinition = {
  id: 'administrator',
  title: { ja: '利用者管理者', en: 'Administrator' },
  permissions: ['access.manage', 'sessions.end', 'messages.read'],
  heldIn: ['prefecture', 'municipality', 'business'],
}

/** Reads the ledger and nothing that it is about. */
export const auditor: RoleDefinition = {
  id: 'auditor',
  title: { ja: '監査担当', en: 'Auditor' },
  permissions: ['ledger.read'],
  heldIn: ['prefecture', 'municipality'],
}

export const planner: RoleDefinition = {
  id: 'planner',
  title: { ja: '計画担当', en: 'Plan officer' },
  permissions: ['plan.edit'],
  heldIn: ['prefecture'],
}

/** データ管理責任者: with the administrator, the second of the two without whom nothing of a body is erased. */
export const custodian: RoleDefinition = {
  id: 'custodian',
  title: { ja: 'データ管理責任者', en: 'Custodian of data' },
  permissions: ['tenants.leave'],
  heldIn: ['prefecture'],
}

export const platformRoles: readonly RoleDefinition[] = [administrator, auditor, planner, custodian]
