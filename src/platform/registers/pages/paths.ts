import type { Register } from '../register.ts'

/** Where a register's pages live. The public path is declared; staff pages are found by the register's id. */
export const publicList = (register: Register): string => register.definition.publish?.path ?? ''
export const publicRecord = (register: Register, id: string): string => `${publicList(register)}/${id}`

export const staffList = (register: Register): string => `/registers/${register.id}`
export const importPath = (register: Register): string => `${staffList(register)}/import`
export const savedMapping = (register: Register, id: string): string => `${importPath(register)}/mappings/${id}`
export const staffRecord = (register: Register, id: string): string => `/registers/${register.id}/${id}`

/** A record's files; the field's id follows. The same below its public page and its staff page. */
export const filesOf = (record: string): string => `${record}/files/`
export const versionFile = (record: string, field: string, version: number): string =>
  `${filesOf(record)}${field}?version=${version}`

export const proposalList = '/proposals'
export const proposalPath = (id: string): string => `/proposals/${id}`
/** The file of a field as a proposal would have it. */
export const proposedFile = (
  proposal: string,
  change: { readonly register: string; readonly id: string },
  field: string,
): string => `${proposalPath(proposal)}/files/${change.register}/${change.id}/${field}`

/** Proposals that were sent together. */
export const batchPath = (batch: string): string => `${proposalList}?batch=${batch}`
/** Several of them at once. Not `/proposals/…`, where ids stand. */
export const proposalsSeveral = '/decisions'
