import { proposalMade } from '../../../platform/registers/events.ts'
import type { MenuEntry, Route } from '../../../platform/routing/route.ts'
import type { Services } from '../../../platform/services.ts'
import type { WasteConfiguration } from '../configuration.ts'
import { dashboard } from './dashboard.tsx'
import { dashboardPath, rulesPath, stepPath, validPath, workPath, workTitle } from './paths.ts'
import { rulesPage } from './rules-page.tsx'
import { stepPage, takeStep } from './step-page.tsx'
import type { Subject } from './subjects.ts'
import { validList } from './valid-list.tsx'
import { workListPage } from './work-list.tsx'

const read = { permission: 'waste_permit.read' } as const

const stepRoutes = (
  register: Subject['register'],
  permission: string,
  configuration: WasteConfiguration,
  services: Services,
): readonly Route[] => [
  {
    method: 'GET',
    path: stepPath(register, ':id', ':step'),
    zone: 'staff',
    access: { permission },
    ledger: [],
    handle: request => stepPage(register, configuration, services, request),
  },
  {
    method: 'POST',
    path: stepPath(register, ':id', ':step'),
    zone: 'staff',
    access: { permission },
    ledger: [proposalMade],
    handle: request => takeStep(register, configuration, services, request),
  },
]

export const wasteRoutes =
  (configuration: WasteConfiguration) =>
  (services: Services): readonly Route[] => [
    {
      method: 'GET',
      path: validPath,
      zone: 'public',
      access: 'everyone',
      ledger: [],
      handle: request => validList(services, request),
    },
    {
      method: 'GET',
      path: dashboardPath,
      zone: 'staff',
      access: read,
      ledger: [],
      handle: request => dashboard(configuration, services, request),
    },
    {
      method: 'GET',
      path: workPath(':list', null, null),
      zone: 'staff',
      access: read,
      ledger: [],
      handle: request => workListPage(configuration, services, request),
    },
    { method: 'GET', path: rulesPath, zone: 'staff', access: read, ledger: [], handle: request => rulesPage(request) },
    ...stepRoutes('waste_permit', 'waste_permit.change', configuration, services),
    // An order becomes an action, whatever else it changes.
    ...stepRoutes('waste_facility', 'waste_action.create', configuration, services),
    ...stepRoutes('waste_operator', 'waste_action.create', configuration, services),
  ]

export const wasteMenu: readonly MenuEntry[] = [
  {
    zone: 'staff',
    title: workTitle,
    text: {
      ja: '期限が近い許可、更新審査中の申請、停止中の許可を窓口別に見て、手続を進めます。',
      en: 'Permits that expire, renewals that wait and suspensions, by office; take the next step from there.',
    },
    path: dashboardPath,
    permission: 'waste_permit.read',
    order: 20,
  },
  { zone: 'public', title: { ja: '産業廃棄物処理業者', en: 'Waste operators' }, path: '/waste/permits', order: 30 },
  {
    zone: 'public',
    title: { ja: 'その日に有効な許可', en: 'Valid on a day' },
    path: validPath,
    order: 33,
    minor: true,
  },
  {
    zone: 'public',
    title: { ja: '処理施設の地図', en: 'Facilities' },
    path: '/waste/facilities?view=map',
    order: 31,
    minor: true,
  },
  {
    zone: 'public',
    title: { ja: '行政処分', en: 'Disciplinary actions' },
    path: '/waste/actions',
    order: 32,
    minor: true,
  },
]
