import type { Child } from 'hono/jsx'
import type { Problem } from '../../../base/problem.ts'
import type { Route, RouteRequest } from '../../routing/route.ts'
import type { RecordRow } from '../record.ts'
import type { Registers } from '../registers.ts'
import type { RegisterService } from '../service.ts'
import { pointField } from './map.tsx'
import { publicList } from './paths.ts'
import { publicListPage, publicPlaces } from './public-list.tsx'
import { publicRecordPage } from './public-record.tsx'
import type { ListColumn } from './record-table.tsx'

/** What a system adds to a register's public page beside the fields. */
export interface PublicExtras {
  /** What is wrong with what the address asks of its `publicDetail` or `staffDetail`: the page then answers 422. */
  readonly problems?: (request: RouteRequest) => readonly Problem[]
  readonly publicDetail?: (row: RecordRow, request: RouteRequest) => Promise<Child>
  readonly listColumn?: ListColumn
}

/** The pages for everyone that a published register has from its declaration alone. */
export const publicRoutes = (
  registers: Registers,
  service: RegisterService,
  extras: PublicExtras = {},
): readonly Route[] => {
  if (!service.register.definition.publish) return []
  const path = publicList(service.register)
  const open = { method: 'GET', zone: 'public', access: 'everyone', ledger: [] } as const
  return [
    { ...open, path, handle: request => publicListPage(registers, service, request, extras.listColumn) },
    ...(pointField(service.register)
      ? [{ ...open, path: `${path}/map.geojson`, handle: (request: RouteRequest) => publicPlaces(service, request) }]
      : []),
    { ...open, path: `${path}/:id`, handle: request => publicRecordPage(registers, service, request, extras) },
  ]
}
