/** Pages of the officers; the registers' own pages stand under /registers. */
export const overviewPath = '/joint-cloud'
export const calendarPath = '/joint-cloud/contracts'
export const savingsPath = '/joint-cloud/savings'
export const groupPath = (id: string, fiscalYear?: number): string =>
  `/joint-cloud/groups/${id}${fiscalYear === undefined ? '' : `?year=${fiscalYear}`}`
export const splitFilePath = (id: string, format: 'csv' | 'xlsx', fiscalYear?: number): string =>
  `/joint-cloud/groups/${id}/shares.${format}${fiscalYear === undefined ? '' : `?year=${fiscalYear}`}`
