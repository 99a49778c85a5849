import { dayInJapan } from '../../../base/clock.ts'
import type { Act } from '../../../platform/access/actor.ts'
import type { Services } from '../../../platform/services.ts'
import { allWindows, type WasteConfiguration } from '../configuration.ts'
import { expiryWindows, type WorkList, workList, workLists } from '../queries.ts'
import { stepPath, workPath } from './paths.ts'

/** Rows that a work list shows. */
export const mostRows = 500

export interface WorkListAddress {
  readonly list: WorkList
  readonly days: number
  readonly office: string | null
}

/** What the address of a work list asks for; anything unknown is as if it were not asked. */
export const readWorkList = (
  configuration: WasteConfiguration,
  name: string | undefined,
  query: URLSearchParams,
): WorkListAddress | null => {
  const list = workLists.find(one => one === name)
  if (!list) return null
  const asked = Number(query.get('days'))
  return {
    list,
    days: expiryWindows.includes(asked) ? asked : 90,
    office: allWindows(configuration).find(({ id }) => id === query.get('office'))?.id ?? null,
  }
}

/** The work list from which an officer came to a step: an address of ours and no other. */
export const cameFrom = (text: string | null | undefined): string | null =>
  text && /^\/waste\/work\/[a-z]+(\?[\w=&-]*)?$/.test(text) ? text : null

/** The step on the next record of that list on which nothing is under way; null where there is none. */
export const nextDue = async (
  configuration: WasteConfiguration,
  services: Services,
  act: Act,
  from: string,
  after: string,
  step: string,
): Promise<string | null> => {
  const { pathname, searchParams } = new URL(from, 'http://list')
  const asked = readWorkList(configuration, pathname.split('/').at(-1), searchParams)
  if (!asked) return null
  const rows = await workList(services, act, {
    ...asked,
    authority: configuration.authority,
    day: dayInJapan(services.clock.now()),
    most: mostRows,
  })
  const at = rows.findIndex(({ id }) => id === after)
  const due = [...rows.slice(at + 1), ...rows.slice(0, Math.max(at, 0))].find(({ proposal }) => proposal === null)
  const list = workPath(asked.list, searchParams.has('days') ? asked.days : null, asked.office)
  return due ? `${stepPath('waste_permit', due.id, step)}?from=${encodeURIComponent(list)}` : null
}
