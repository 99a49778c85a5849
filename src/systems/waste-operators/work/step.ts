import type { Bilingual } from '../../../base/bilingual.ts'
import type { Problem } from '../../../base/problem.ts'
import type { Fields, RecordValues } from '../../../platform/registers/field.ts'
import type { PermitState } from '../rules/state.ts'

/** A record as a step finds it. */
interface StepSubject {
  readonly id: string
  readonly values: Partial<RecordValues>
  /** The day of the work. */
  readonly today: string
}

export interface StepPermit extends StepSubject {
  /** On the day of the work. */
  readonly state: PermitState
}

/** An operator or a facility, to which an order is directed. */
export interface StepParty extends StepSubject {
  /** What every action says of it: `operator`, `operatorName`, `operatorAddress`, `facility`, `authority`, `office`. */
  readonly addressee: Partial<RecordValues>
}

/** What a step does once it is approved: all of it in one proposal. */
interface StepResult {
  /** Of the record itself; left out where only an action is entered. */
  readonly patch?: Partial<RecordValues>
  /** The disciplinary action that goes with it. */
  readonly action?: Partial<RecordValues>
}

/**
 * A piece of an officer's work on one record: a short form, filled in beforehand, that becomes a proposal. Steps are data
 * and pure functions; the page that shows them is one for all.
 */
export interface Step<S extends StepSubject = StepPermit> {
  readonly id: string
  readonly title: Bilingual
  readonly help: Bilingual
  /** Heavy on the holder: shown as such. */
  readonly grave?: boolean
  readonly fields: Fields
  /**
   * Taken on many records at once: what is asked once for all, by field id. The other fields are as `prefill` has them,
   * but for those that follow from what is asked, which are left empty to be computed.
   */
  readonly several?: { readonly asks: readonly string[]; readonly computed?: readonly string[] }
  offered(subject: S): boolean
  prefill(subject: S): Partial<RecordValues>
  /** What the fields' kinds cannot say. */
  check?(subject: S, input: Partial<RecordValues>): readonly Problem[]
  apply(subject: S, input: Partial<RecordValues>): StepResult
}

/** A step with the record that it is about. */
export interface BoundStep extends Pick<Step, 'id' | 'title' | 'help' | 'grave' | 'fields'> {
  readonly offered: boolean
  prefill(): Partial<RecordValues>
  check(input: Partial<RecordValues>): readonly Problem[]
  apply(input: Partial<RecordValues>): StepResult
}

export const bindStep =
  <S extends StepSubject>(subject: S) =>
  (step: Step<S>): BoundStep => ({
    id: step.id,
    title: step.title,
    help: step.help,
    fields: step.fields,
    ...(step.grave ? { grave: true } : {}),
    offered: step.offered(subject),
    prefill: () => step.prefill(subject),
    check: input => step.check?.(subject, input) ?? [],
    apply: input => step.apply(subject, input),
  })

export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

export const rowsOf = (value: unknown): readonly Readonly<Record<string, unknown>>[] =>
  Array.isArray(value) ? value : []

/** Work is done while the permit stands, and may be entered late. */
export const standing = ({ state }: StepPermit): boolean =>
  state !== 'revoked' && state !== 'abolished' && state !== 'refused' && state !== 'not-yet'
