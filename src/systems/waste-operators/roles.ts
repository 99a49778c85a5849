import type { RoleDefinition } from '../../platform/access/role.ts'

const registers = [
  'waste_operator',
  'waste_permit',
  'waste_vehicle',
  'waste_facility',
  'waste_action',
  'waste_recognition',
]
const approved = ['waste_permit', 'waste_facility', 'waste_action']

const on = (some: readonly string[], acts: readonly string[]): readonly string[] =>
  some.flatMap(register => acts.map(act => `${register}.${act}`))

/** 担当: enters, proposes and issues what was approved; never approves. */
export const wasteOfficer: RoleDefinition = {
  id: 'wasteOfficer',
  title: { ja: '産業廃棄物担当', en: 'Waste officer' },
  permissions: on(registers, ['read', 'readPersonal', 'create', 'change', 'remove', 'issue', 'import', 'export']),
  heldIn: ['prefecture'],
}

/** 課長: approves what others proposed. */
export const wasteChief: RoleDefinition = {
  id: 'wasteChief',
  title: { ja: '産業廃棄物担当課長（決裁）', en: 'Head of waste (approves)' },
  permissions: [...on(registers, ['read', 'readPersonal', 'export']), ...on(approved, ['approve'])],
  heldIn: ['prefecture'],
}

/**
 * 保健所: receives applications and proposes what follows, for the permits, facilities and actions of its own office; reads
 * everything, since an operator has permits with several. Operators (one 固有番号 in the whole country), vehicles and
 * recognitions are entered by the division.
 */
export const wasteHealthOffice: RoleDefinition = {
  id: 'wasteHealthOffice',
  title: { ja: '保健所 廃棄物担当', en: 'Health office, waste' },
  permissions: on(registers, ['read', 'readPersonal']),
  ownPermissions: on(approved, ['create', 'change']),
  heldIn: ['prefecture'],
}
