import type { LedgerEventDefinition } from '../../ledger/definition.ts'
import type { MenuEntry, Route } from '../../routing/route.ts'
import { proposalMade, recordChanged, recordCreated, recordRead, recordRemoved, recordsListed } from '../events.ts'
import type { RegisterService } from '../service.ts'
import { isPersonal, permission, type RegisterPermission } from '../visibility.ts'
import { countsPage } from './count-pages.tsx'
import { editPage, newPage, submit } from './form-pages.tsx'
import { historyPage } from './history-pages.tsx'
import type { PageTools } from './page-tools.ts'
import { staffList } from './paths.ts'
import { staffListPage } from './staff-list.tsx'
import { recordPage, remove, removePage, type StaffExtras } from './staff-record.tsx'

/** The staff pages that every register has from its declaration alone. */
export const staffRoutes = (tools: PageTools, service: RegisterService, extras: StaffExtras = {}): readonly Route[] => {
  const { register } = service
  const path = staffList(register)
  const needs = (what: RegisterPermission) => ({ permission: permission(register.id, what) })
  const personal = register.fields.some(isPersonal)
  const look: readonly LedgerEventDefinition[] = personal ? [recordRead] : []
  return [
    {
      method: 'GET',
      path,
      zone: 'staff',
      access: needs('read'),
      ledger: personal ? [recordsListed] : [],
      handle: request => staffListPage(tools, service, request, extras.listColumn),
    },
    {
      method: 'GET',
      path: `${path}/new`,
      zone: 'staff',
      access: needs('create'),
      ledger: look,
      handle: request => newPage(tools, service, request),
    },
    {
      method: 'POST',
      path: `${path}/new`,
      zone: 'staff',
      access: needs('create'),
      ledger: [recordCreated, proposalMade],
      handle: request => submit(tools, service, request, false),
    },
    {
      method: 'GET',
      path: `${path}/counts`,
      zone: 'staff',
      access: needs('read'),
      ledger: [],
      handle: request => countsPage(tools.registers, service, request),
    },
    {
      method: 'GET',
      path: `${path}/:id`,
      zone: 'staff',
      access: needs('read'),
      ledger: look,
      handle: request => recordPage(tools, service, request, extras),
    },
    {
      method: 'GET',
      path: `${path}/:id/edit`,
      zone: 'staff',
      access: needs('change'),
      ledger: look,
      handle: request => editPage(tools, service, request),
    },
    {
      method: 'POST',
      path: `${path}/:id/edit`,
      zone: 'staff',
      access: needs('change'),
      ledger: [recordChanged, proposalMade, ...look],
      handle: request => submit(tools, service, request, true),
    },
    {
      method: 'GET',
      path: `${path}/:id/remove`,
      zone: 'staff',
      access: needs('remove'),
      ledger: look,
      handle: request => removePage(service, request),
    },
    {
      method: 'POST',
      path: `${path}/:id/remove`,
      zone: 'staff',
      access: needs('remove'),
      ledger: [recordRemoved, proposalMade, ...look],
      handle: request => remove(tools, service, request),
    },
    {
      method: 'GET',
      path: `${path}/:id/history`,
      zone: 'staff',
      access: needs('read'),
      ledger: look,
      handle: request => historyPage(tools, service, request),
    },
  ]
}

export const registerMenu = ({ register }: RegisterService, order: number): MenuEntry => ({
  zone: 'staff',
  title: register.definition.title,
  path: staffList(register),
  permission: permission(register.id, 'read'),
  order,
})
