import type { Outcome } from '../../../platform/routing/outcome.ts'
import type { MenuEntry, Route, RouteRequest } from '../../../platform/routing/route.ts'
import type { Services } from '../../../platform/services.ts'
import type { JointCloudConfiguration } from '../configuration.ts'
import { calendar } from './calendar.tsx'
import { groupPage } from './group-page.tsx'
import { overview } from './overview.tsx'
import { calendarPath, groupPath, overviewPath, savingsPath, splitFilePath } from './paths.ts'
import { savings } from './savings.tsx'
import { sharesFile } from './shares-file.ts'

type Page = (configuration: JointCloudConfiguration, services: Services, request: RouteRequest) => Promise<Outcome>

/** Every page shows groups; the calendar and costs beside them are for the same people. */
const read = { permission: 'joint_system.read' } as const

export const jointCloudRoutes =
  (configuration: JointCloudConfiguration) =>
  (services: Services): readonly Route[] => {
    const page = (path: string, make: Page): Route => ({
      method: 'GET',
      path,
      zone: 'staff',
      access: read,
      ledger: [],
      handle: request => make(configuration, services, request),
    })
    return [
      page(overviewPath, overview),
      page(calendarPath, calendar),
      page(savingsPath, savings),
      page(groupPath(':id'), groupPage),
      page(splitFilePath(':id', 'csv'), sharesFile('csv')),
      page(splitFilePath(':id', 'xlsx'), sharesFile('xlsx')),
    ]
  }

export const jointCloudMenu: readonly MenuEntry[] = [
  {
    zone: 'staff',
    title: { ja: '自治体クラウド', en: 'Joint cloud' },
    text: {
      ja: '市町村の業務システムの契約満了、共同利用グループ、費用の分担、会議の決定事項を見ます。',
      en: 'Contracts that end, groups that share a system, what each member pays, and what was decided.',
    },
    path: overviewPath,
    permission: 'joint_system.read',
    order: 25,
  },
  {
    zone: 'public',
    title: { ja: '自治体クラウド', en: 'Joint cloud' },
    path: '/joint-cloud/groups',
    order: 55,
    minor: true,
  },
]
