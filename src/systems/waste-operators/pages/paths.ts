import type { Bilingual } from '../../../base/bilingual.ts'
import type { WorkList } from '../queries.ts'

/** Pages of the officers; the registers' own pages stand under /registers. */
export const dashboardPath = '/waste'
export const workPath = (list: string, days: number | null, office: string | null): string => {
  const query = new URLSearchParams({
    ...(days === null ? {} : { days: String(days) }),
    ...(office === null ? {} : { office }),
  })
  const text = query.toString()
  return `/waste/work/${list}${text ? `?${text}` : ''}`
}
export const permitPath = (id: string): string => `/registers/waste_permit/${id}`
const stepFolders = { waste_permit: 'permits', waste_facility: 'facilities', waste_operator: 'operators' } as const
export const stepPath = (register: keyof typeof stepFolders, id: string, step: string): string =>
  `/waste/${stepFolders[register]}/${id}/${step}`

export const rulesPath = '/waste/rules'

/** Public: which permits hold on a day. */
export const validPath = '/waste/valid'

/** The name of the officers' pages, in the menu and on the way back alike. */
export const workTitle: Bilingual = { ja: '産廃許可の事務', en: 'Waste permits' }

export const workListTitles: Readonly<Record<WorkList, Bilingual>> = {
  expiring: { ja: '期限が近い許可', en: 'Expiring' },
  pending: { ja: '更新審査中', en: 'Renewal pending' },
  overdue: { ja: '期限切れ（更新申請なし）', en: 'Overdue, no renewal' },
  suspended: { ja: '停止中', en: 'Suspended' },
}
