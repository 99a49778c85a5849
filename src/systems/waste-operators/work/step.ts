import type { Bilingual } from '../../../base/bilingual.ts'
import type { Problem } from '../../../base/problem.ts'
import type { Fields, RecordValues } from '../../../platform/registers/field.ts'
import type { PermitState } from '../rules/state.ts'

/** A permit as a step finds it. */
export interface StepPermit {
  readonly id: string
  readonly values: Partial<RecordValues>
  /** On the day of the work. */
  readonly state: PermitState
  readonly today: string
}

/** What a step does once it is approved: all of it in one proposal. */
interface StepResult {
  readonly patch: Partial<RecordValues>
  /** The disciplinary action that goes with it. */
  readonly action?: Partial<RecordValues>
}

/**
 * A piece of an officer's work on one permit: a short form, filled in beforehand, that becomes a proposal. Steps are data
 * and pure functions; the page that shows them is one for all.
 */
export interface Step {
  readonly id: string
  readonly title: Bilingual
  readonly help: Bilingual
  /** Heavy on the holder: shown as such. */
  readonly grave?: boolean
  readonly fields: Fields
  offered(permit: StepPermit): boolean
  prefill(permit: StepPermit): Partial<RecordValues>
  /** What the fields' kinds cannot say. */
  check?(permit: StepPermit, input: Partial<RecordValues>): readonly Problem[]
  apply(permit: StepPermit, input: Partial<RecordValues>): StepResult
}

export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

export const rowsOf = (value: unknown): readonly Readonly<Record<string, unknown>>[] =>
  Array.isArray(value) ? value : []

/** Work is done while the permit stands, and may be entered late. */
export const standing = ({ state }: StepPermit): boolean =>
  state !== 'revoked' && state !== 'abolished' && state !== 'refused' && state !== 'not-yet'
