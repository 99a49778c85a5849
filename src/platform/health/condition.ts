import type { Bilingual } from '../../base/bilingual.ts'

/** Something that does not work as it should just now, shown across the top of pages until it is over. */
export interface Condition {
  /** Letters and `-`; named in `/readyz`. */
  readonly id: string
  readonly tone: 'info' | 'warning' | 'error'
  readonly label: Bilingual
  readonly text: Bilingual
  /** `staff`: only officers can do something with it. Default: everyone sees it. */
  readonly audience?: 'staff'
}

/** Asked at each page: must answer at once, from memory. */
export type ConditionSource = () => readonly Condition[]

const rank = { error: 0, warning: 1, info: 2 } as const

/** Several parts of the platform tell what they know; the gravest stands first, and one of the same name stands once. */
export const gatherConditions =
  (sources: readonly ConditionSource[]): ConditionSource =>
  () => {
    const byId = new Map<string, Condition>()
    for (const source of sources) for (const one of source()) if (!byId.has(one.id)) byId.set(one.id, one)
    return [...byId.values()].toSorted((a, b) => rank[a.tone] - rank[b.tone])
  }
