import type { Bilingual } from '../../base/bilingual.ts'

/** How an indicator's value at a day is found (plan/README: indicator_kind). */
export type IndicatorKind = 'stock' | 'cumulative' | 'per-fiscal-year' | 'distinct-people' | 'external'

/**
 * Records that make a group count: at least `atLeast` different values of `each` among those that share `of` and
 * `together`. Of several such shares in one group the group counts once.
 */
export interface GroupCount {
  /** Field that names the group. */
  readonly of: string
  /** Fields that must be the same too. */
  readonly together: readonly string[]
  readonly each: string
  readonly atLeast: number
}

/** An indicator of the plan computed from a system's own records. Sample records never count. */
export interface IndicatorDefinition {
  /** Entry of the plan, such as `3-1-5`. */
  readonly measure: string
  readonly kind: IndicatorKind
  readonly unit: Bilingual
  /** Registers whose records are counted, with the date field that says since when each one counts. */
  readonly counts: readonly {
    readonly register: string
    /** Date field; without it the day on which the record was first entered. */
    readonly since?: string
    /** Date field from whose day on it no longer counts (kind `stock`); of several the first that is filled. */
    readonly until?: string | readonly string[]
    /** Field whose distinct values are counted (kind `distinct-people`). */
    readonly distinct?: string
    /** Counts groups instead of records (kind `stock`, with `since`). */
    readonly groups?: GroupCount
  }[]
}
