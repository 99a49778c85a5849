import { addDays } from '../../base/calendar/days.ts'
import { dayInJapan } from '../../base/clock.ts'
import type { Services } from '../../platform/services.ts'
import type { WorkDefinition } from '../../platform/work.ts'
import { calendarPath } from './pages/paths.ts'
import { contractsFrom } from './queries.ts'
import { noticeBy } from './rules/expiry.ts'

/** Days ahead for which the first page tells of notices. */
const ahead = 90

/** What the first page tells of the contracts: those on which somebody must decide before long. */
export const jointCloudWork = (services: Services): readonly WorkDefinition[] => [
  {
    title: { ja: '自治体クラウド', en: 'Joint cloud' },
    permission: 'joint_system.read',
    items: async act => {
      const today = dayInJapan(services.clock.now())
      const contracts = await contractsFrom(services, act, today)
      const due = contracts.map(noticeBy)
      return [
        {
          title: { ja: `${ahead}日以内に更新しない旨の通知期限`, en: `Notice due within ${ahead} days` },
          count: due.filter(day => day >= today && day <= addDays(today, ahead)).length,
          path: calendarPath,
        },
        {
          title: { ja: `${ahead}日以内に終わる契約`, en: `Contracts that end within ${ahead} days` },
          count: contracts.filter(({ contractTo }) => contractTo <= addDays(today, ahead)).length,
          path: calendarPath,
        },
      ]
    },
  },
]
