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
