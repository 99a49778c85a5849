import { dayInJapan } from '../../../base/clock.ts'
import type { Act } from '../../../platform/access/actor.ts'
import { organisationId } from '../../../platform/access/keys.ts'
import { departmentKey, officeKey } from '../../../platform/region.ts'
import type { Services } from '../../../platform/services.ts'
import type { WorkDefinition } from '../../../platform/work.ts'
import { allWindows, type WasteConfiguration } from '../configuration.ts'
import { workListTitles, workPath } from '../pages/paths.ts'
import { countsByOffice } from '../queries.ts'

/** Offices whose permits this person works on; null for all. */
const officesOf = (configuration: WasteConfiguration, act: Act): readonly string[] | null => {
  const own = act.actor.own?.get('waste_permit.change')
  if (own === undefined || act.actor.permissions.has('waste_permit.change')) return null
  return allWindows(configuration)
    .filter(({ id, department }) =>
      own.has(organisationId(department === undefined ? officeKey(id) : departmentKey(department))),
    )
    .map(({ id }) => id)
}

/** What the officers' first page tells of permits: of one's own office, where one works for one only. */
export const wasteWork =
  (configuration: WasteConfiguration) =>
  (services: Services): readonly WorkDefinition[] => [
    {
      title: { ja: '産業廃棄物処理業の許可', en: 'Waste permits' },
      permission: 'waste_permit.read',
      items: async act => {
        const today = dayInJapan(services.clock.now())
        const offices = officesOf(configuration, act)
        const counts = (await countsByOffice(services, act, configuration.authority, today)).filter(
          ({ office }) => offices === null || offices.includes(office),
        )
        const total = (of: (row: (typeof counts)[number]) => number) => counts.reduce((sum, row) => sum + of(row), 0)
        const office = offices?.length === 1 ? (offices[0] ?? null) : null
        return [
          {
            title: { ja: '30日以内に期限が来る許可', en: 'Permits that expire within 30 days' },
            count: total(row => row.expiring[0] ?? 0),
            path: workPath('expiring', 30, office),
          },
          {
            title: workListTitles.overdue,
            count: total(row => row.overdue),
            path: workPath('overdue', null, office),
            urgent: true,
          },
          {
            title: workListTitles.pending,
            count: total(row => row.pending),
            path: workPath('pending', null, office),
          },
        ]
      },
    },
  ]
