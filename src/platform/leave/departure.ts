import type { Bilingual } from '../../base/bilingual.ts'

export type DepartureState =
  | 'begun'
  | 'exported'
  | 'checked'
  | 'confirmed'
  | 'erasing'
  | 'partly'
  | 'erased'
  | 'stopped'

export interface DepartureRow {
  readonly tenant: string
  readonly id: string
  readonly leaving: string
  readonly state: DepartureState
  readonly reason: string
  readonly begun_at: string
  readonly begun_by: string | null
  readonly begun_by_name: string
  readonly exported_at: string | null
  readonly manifest: string | null
  readonly rows: string | null
  readonly checked_at: string | null
  readonly checked_by: string | null
  readonly checked_by_name: string | null
  readonly confirmed_at: string | null
  readonly confirmed_by: string | null
  readonly confirmed_by_name: string | null
  readonly erased_at: string | null
  readonly files: readonly string[]
  /** Tables whose files still hold bytes of erased rows. */
  readonly traces: readonly string[]
  /** Id of a transaction after those that deleted them. */
  readonly traces_after: string | null
  readonly traces_gone_at: string | null
  readonly name_ja: string
  readonly name_en: string
}

/** A register under legal retention in which the body has records. */
export interface RetainedRegister {
  readonly id: string
  readonly title: Bilingual
  readonly years: number
  readonly basis: Bilingual
  /** When the youngest of its records may go, YYYY-MM-DD. */
  readonly until: string
  readonly decision: 'handed-over' | 'kept' | null
  readonly receipt: string | null
}
