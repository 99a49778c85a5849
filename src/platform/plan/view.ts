import type { Bilingual } from '../../base/bilingual.ts'
import type { DepartmentDefinition } from '../region.ts'
import type { PlacedMeasure } from './measure.ts'

/**
 * 稼働: a system declares the entry and holds real records. 見本: sample records only. 記録待ち: the system is there and
 * empty. 未実装: no system declares it.
 */
export type MeasureState = 'running' | 'sample' | 'ready' | 'missing'

/** An indicator at a day. Null where there were no records to count, or no statistic. */
export interface IndicatorPoint {
  readonly day: string
  readonly value: number | null
  /** Sample records, never part of `value`. */
  readonly sample: number | null
  readonly today?: boolean
  /** Of an external statistic. */
  readonly source?: { readonly name: string; readonly url: string | null }
}

export interface DepartmentView {
  readonly department: DepartmentDefinition
  /** Who carries its work on the day looked at; undefined when no reorganisation is entered. */
  readonly successor?: { readonly name: Bilingual; readonly from: string; readonly source: string }
}

export interface MeasureView extends PlacedMeasure {
  readonly state: MeasureState
  readonly systems: readonly { readonly title: Bilingual; readonly open: string }[]
  readonly departments: readonly DepartmentView[]
  /** Where the indicator's figures come from; undefined where the plan sets none or nothing computes it yet. */
  readonly figures?: 'records' | 'statistic'
  /** Newest last; for records the fiscal-year ends and today, for statistics the days that were entered. */
  readonly points: readonly IndicatorPoint[]
}

/** The newest point that has something to show. */
export const latestPoint = (view: MeasureView): IndicatorPoint | undefined =>
  view.points.findLast(point => point.today === true || point.value !== null)
