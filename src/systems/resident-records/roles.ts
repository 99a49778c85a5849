import type { RoleDefinition } from '../../platform/access/role.ts'

const registers = ['resident_household', 'resident', 'resident_change']
const on = (acts: readonly string[]): readonly string[] =>
  registers.flatMap(register => acts.map(act => `${register}.${act}`))

/** Reads and enters; numbers and protections are another role's. */
export const residentOfficer: RoleDefinition = {
  id: 'residentOfficer',
  title: { ja: '住民記録担当', en: 'Officer of residents’ records' },
  permissions: on(['read', 'readPersonal', 'create', 'change', 'export']),
  heldIn: ['municipality'],
}

/** Moves records in, numbers included; held for the time of the move. */
export const residentMover: RoleDefinition = {
  id: 'residentMover',
  title: { ja: '住民記録の移行担当', en: 'Mover of residents’ records' },
  permissions: on(['read', 'readPersonal', 'readSpecial', 'import']),
  heldIn: ['prefecture', 'municipality'],
}
