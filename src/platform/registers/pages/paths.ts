import type { Register } from '../register.ts'

/** Where a register's pages live. The public path is declared; staff pages are found by the register's id. */
export const publicList = (register: Register): string => register.definition.publish?.path ?? ''
export const publicRecord = (register: Register, id: string): string => `${publicList(register)}/${id}`

export const staffList = (register: Register): string => `/registers/${register.id}`
export const staffRecord = (register: Register, id: string): string => `/registers/${register.id}/${id}`
export const proposalList = '/proposals'
export const proposalPath = (id: string): string => `/proposals/${id}`
