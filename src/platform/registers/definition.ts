import type { Bilingual } from '../../base/bilingual.ts'
import type { Condition } from '../../base/condition.ts'
import type { Problem } from '../../base/problem.ts'
import type { FieldClass, Fields, FormerName, RecordValues } from './field.ts'

/** What a record must satisfy besides its fields; the message goes to the named field. */
export interface RecordRule {
  readonly holds: Condition
  readonly field: string
  readonly message: Bilingual
}

/**
 * What a declaration's conditions cannot say of a record as a whole, such as what the digits of a number say against
 * another field. Ordinary code of a system, beside its declarations; runs wherever a record is written.
 * @param today day in Japan, YYYY-MM-DD
 */
export type RecordCheck = (values: Partial<RecordValues>, today: string) => readonly Problem[]

export interface Publication {
  /** Path of the public list: `/waste/permits`. */
  readonly path: string
  /** SPDX-like name of the licence of the open data, such as `CC BY 4.0`. */
  readonly license: string
  /** Only records that satisfy this are published; conditions may look at public fields only. */
  readonly when?: Condition
  /** Words of the open-data catalogue. */
  readonly keywords?: readonly Bilingual[]
}

export interface Retention {
  readonly years: number
  /** Law and article. */
  readonly basis: Bilingual
}

export type Operation = 'create' | 'change' | 'remove'

export interface ApprovalDefinition {
  /** Operations that count only after a second officer approved them. */
  readonly operations: readonly Operation[]
  /** A proposal that nobody decided ends after so many days. */
  readonly expiresAfterDays: number
}

/** A letter or certificate made from a record. The template is data: lines with `{field}` marks. */
export interface DocumentDefinition {
  readonly id: string
  readonly title: Bilingual
  /**
   * Document number: `{document.year}` (fiscal, 和暦), `{document.number}` counted per organisation, document and fiscal
   * year. Marks of the document begin with `document.` (`documents/mark-names.ts`); all others are fields.
   */
  readonly number: string
  readonly lines: readonly DocumentLine[]
  /** Only for records that satisfy this. */
  readonly when?: Condition
}

export type DocumentLine =
  | { readonly kind: 'heading'; readonly text: string }
  | {
      readonly kind: 'text'
      readonly text: string
      readonly align?: 'left' | 'center' | 'right'
      readonly size?: number
    }
  | { readonly kind: 'fields'; readonly of: readonly string[] }
  | { readonly kind: 'issuer' }
  | { readonly kind: 'space'; readonly lines: number }

export interface RegisterDefinition {
  /** Table name: snake_case, singular, unique in the platform. */
  readonly id: string
  readonly formerly?: readonly FormerName[]
  readonly title: Bilingual
  readonly description: Bilingual
  readonly fields: Fields
  /** Class of fields that name none. Default `internal`. */
  readonly fieldClass?: FieldClass
  /** Fields that name a record in headings, links and choices. */
  readonly naming: readonly string[]
  /** Columns of lists, in order. */
  readonly list: readonly string[]
  /** Fields whose texts find a record. */
  readonly search: readonly string[]
  readonly filters: readonly string[]
  /** Fields by which lists may be sorted; the first is the default. A leading `-` turns the default round. */
  readonly sort: readonly string[]
  readonly unique?: readonly (readonly string[])[]
  /**
   * Choice that says whose record it is, such as the office that handles a permit; its choices name organisations of the
   * region. Roles may then be limited to the records of the organisation in which they are held (`ownPermissions`).
   */
  readonly heldBy?: string
  readonly rules?: readonly RecordRule[]
  readonly publish?: Publication
  readonly approval?: ApprovalDefinition
  readonly documents?: readonly DocumentDefinition[]
  /** Law says how long records are kept: a body that leaves hands them over or they stay until then. */
  readonly retention?: Retention
  /** Headings under which long forms and detail pages group their fields. */
  readonly sections?: readonly SectionDefinition<string>[]
}

export interface SectionDefinition<Id extends string> {
  readonly title: Bilingual
  readonly fields: readonly Id[]
  /** Entered by the system's own steps and only corrected by hand: folded away on forms. */
  readonly folded?: boolean
}

/**
 * A definition that keeps the types of its fields, so that code beside it knows its records (`RecordValues<F>`) and a
 * misspelt field id is an error in the editor. Every one of them is a plain `RegisterDefinition` too.
 */
export interface DefinedRegister<F extends Fields> extends RegisterDefinition {
  readonly fields: F
  readonly naming: readonly (keyof F & string)[]
  readonly list: readonly (keyof F & string)[]
  readonly search: readonly (keyof F & string)[]
  readonly filters: readonly (keyof F & string)[]
  readonly unique?: readonly (readonly (keyof F & string)[])[]
  readonly heldBy?: keyof F & string
  readonly sections?: readonly SectionDefinition<keyof F & string>[]
}

/** Gives a literal its types; the checks are `checkRegister`'s, at the start. */
export const defineRegister = <const F extends Fields>(definition: DefinedRegister<F>): DefinedRegister<F> => definition
