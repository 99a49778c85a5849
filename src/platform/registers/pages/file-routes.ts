import type { Route } from '../../routing/route.ts'
import { catalogueFormats } from '../catalogue/catalogue.ts'
import { exportBroken, recordsExported, recordsImported, recordsTried } from '../events.ts'
import type { RegisterService } from '../service.ts'
import { permission } from '../visibility.ts'
import { countsChart, countsWorkbook } from './count-files.ts'
import { publicExport, staffExport } from './export-files.ts'
import type { FileTools } from './file-tools.ts'
import { confirm, importPage, upload } from './import-pages.tsx'
import { mappingPage, submitMapping } from './mapping-page.tsx'
import { publicList, staffList } from './paths.ts'
import { deleteSaved, renameSaved, savedMappingPage } from './saved-mapping-page.tsx'

/**
 * Import, export and the counts as files. To be put before the register's other routes: `/registers/x/import` is no
 * record with the id "import".
 */
export const fileRoutes = (tools: FileTools, service: RegisterService): readonly Route[] => {
  const { register } = service
  const path = staffList(register)
  const staff = { zone: 'staff', ledger: [], long: true } as const
  const mayImport = { permission: permission(register.id, 'import') }
  const published = register.definition.publish
    ? catalogueFormats.map(
        ({ extension, format }): Route => ({
          method: 'GET',
          path: `${publicList(register)}/export.${extension}`,
          zone: 'public',
          access: 'everyone',
          ledger: [],
          long: true,
          handle: request => publicExport(tools.registers, service, request, format),
        }),
      )
    : []
  return [
    ...published,
    {
      ...staff,
      method: 'GET',
      path: `${path}/import`,
      access: mayImport,
      handle: request => importPage(tools, service, request),
    },
    {
      ...staff,
      method: 'POST',
      path: `${path}/import`,
      access: mayImport,
      ledger: [recordsTried],
      handle: request => upload(tools, service, request),
    },
    {
      ...staff,
      method: 'POST',
      path: `${path}/import/confirm`,
      access: mayImport,
      ledger: [recordsImported, recordsTried],
      handle: request => confirm(tools, service, request),
    },
    {
      ...staff,
      method: 'GET',
      path: `${path}/import/mapping`,
      access: mayImport,
      handle: request => mappingPage(tools, service, request),
    },
    {
      ...staff,
      method: 'POST',
      path: `${path}/import/mapping`,
      access: mayImport,
      ledger: [recordsTried],
      handle: request => submitMapping(tools, service, request),
    },
    {
      ...staff,
      method: 'GET',
      path: `${path}/import/mappings/:mapping`,
      access: mayImport,
      handle: request => savedMappingPage(tools, service, request),
    },
    {
      ...staff,
      method: 'POST',
      path: `${path}/import/mappings/:mapping`,
      access: mayImport,
      handle: request => renameSaved(tools, service, request),
    },
    {
      ...staff,
      method: 'POST',
      path: `${path}/import/mappings/:mapping/delete`,
      access: mayImport,
      handle: request => deleteSaved(tools, service, request),
    },
    {
      ...staff,
      method: 'GET',
      path: `${path}/export`,
      access: { permission: permission(register.id, 'export') },
      ledger: [recordsExported, exportBroken],
      handle: request => staffExport(tools, service, request),
    },
    {
      ...staff,
      method: 'GET',
      path: `${path}/counts.xlsx`,
      access: { permission: permission(register.id, 'read') },
      handle: request => countsWorkbook(tools.registers, service, request),
    },
    {
      ...staff,
      method: 'GET',
      path: `${path}/counts.svg`,
      access: { permission: permission(register.id, 'read') },
      handle: request => countsChart(tools.registers, service, request),
    },
  ]
}
