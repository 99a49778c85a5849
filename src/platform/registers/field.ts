import type { Bilingual } from '../../base/bilingual.ts'
import type { Condition } from '../../base/condition.ts'
import type { Json } from '../../base/json.ts'

/**
 * Who may see a value. `public`: published; `internal`: staff with the register's read permission; `personal`: the same,
 * and every look is in the ledger; `special` (要配慮個人情報・個人番号): encrypted at rest, a permission of its own.
 */
export type FieldClass = 'public' | 'internal' | 'personal' | 'special'

/** What every field declares. Plain JSON: forms built in the browser use the same vocabulary. */
export interface FieldBase {
  readonly label: Bilingual
  readonly help?: Bilingual
  /** Default: the register's `fieldClass`, else `internal`. */
  readonly class?: FieldClass
  readonly required?: boolean
  /** No two records of one organisation share a value. */
  readonly unique?: boolean
  /** Asked for, and kept, only when this holds. */
  readonly when?: Condition
  /** Earlier ids of this field: data, history, imports and API clients that use them are still understood. */
  readonly formerly?: readonly FormerName[]
  /** Kept in the table and in history, but no longer asked for or shown in new forms. */
  readonly retired?: { readonly since: string; readonly reason: Bilingual }
  /**
   * For records that are empty when the field becomes required, in the value's JSON form. Stays in the definition: older
   * revisions are read with it.
   */
  readonly fill?: Json
  /** For records that exist when the field is new: a part of another field's text. Stays in the definition, like `fill`. */
  readonly splitFrom?: FieldSplit
  /** Heading in CSV and Excel files; default: the Japanese label. */
  readonly column?: string
}

export interface FormerName {
  readonly id: string
  /** Day until which the API answers and accepts the old name, YYYY-MM-DD. */
  readonly until: string
}

/** One group (counted from 1) of a pattern over a text field, which stays, usually `retired`. */
export interface FieldSplit {
  readonly field: string
  /** Understood by PostgreSQL and JavaScript alike: no look-behind, no named groups, no \p. */
  readonly pattern: string
  readonly group: number
}

export interface Choice {
  readonly code: string
  readonly label: Bilingual
  /** Key of the region's organisation that it stands for; see `heldBy` of registers. */
  readonly organisation?: string
  /** No longer offered, still shown on records that hold it. */
  readonly retired?: boolean
  /** Heading under which long lists are grouped. */
  readonly group?: Bilingual
}

export interface TextField extends FieldBase {
  readonly kind: 'text'
  readonly maxLength?: number
  readonly pattern?: { readonly source: string; readonly hint: Bilingual }
}
/** Reading of another text field, in full-width katakana however it was typed. */
export interface KanaField extends FieldBase {
  readonly kind: 'kana'
  readonly of: string
}
export interface LongTextField extends FieldBase {
  readonly kind: 'longText'
  readonly maxLength?: number
}
export interface IntegerField extends FieldBase {
  readonly kind: 'integer'
  readonly min?: number
  readonly max?: number
  readonly unit?: Bilingual
}
/** Exact decimal, kept as text of digits: `12.50`. */
export interface DecimalField extends FieldBase {
  readonly kind: 'decimal'
  readonly places: number
  readonly min?: string
  readonly max?: string
  readonly unit?: Bilingual
  /** Id of a choice of the same record whose label is the unit. */
  readonly unitFrom?: string
  /** The places are room, not precision: 35.000 is shown as 35. It is stored and exchanged with all of them. */
  readonly trim?: boolean
}
/** Whole yen. */
export interface YenField extends FieldBase {
  readonly kind: 'yen'
  readonly min?: number
  readonly max?: number
}
/** Calendar day; typed and shown in 和暦 or Western years. */
export interface DateField extends FieldBase {
  readonly kind: 'date'
  readonly min?: string
  readonly max?: string
}
/** Moment; typed and shown in Japan's time, kept in UTC. */
export interface DateTimeField extends FieldBase {
  readonly kind: 'dateTime'
}
export interface YesNoField extends FieldBase {
  readonly kind: 'yesNo'
}
export interface ChoiceField extends FieldBase {
  readonly kind: 'choice'
  readonly of: readonly Choice[]
}
export interface ChoicesField extends FieldBase {
  readonly kind: 'choices'
  readonly of: readonly Choice[]
  readonly min?: number
  readonly max?: number
}
/** A code with a structure or check digit: `code` names a CodeDefinition of `base/codes` or of the system. */
export interface CodeField extends FieldBase {
  readonly kind: 'code'
  readonly code: string
}
export interface PhoneField extends FieldBase {
  readonly kind: 'phone'
}
export interface EmailField extends FieldBase {
  readonly kind: 'email'
}
export interface UrlField extends FieldBase {
  readonly kind: 'url'
}
export interface PostcodeField extends FieldBase {
  readonly kind: 'postcode'
}
/** Municipality + town + rest. */
export interface AddressField extends FieldBase {
  readonly kind: 'address'
}
export interface PointField extends FieldBase {
  readonly kind: 'point'
}
export interface OpeningHoursField extends FieldBase {
  readonly kind: 'openingHours'
}
/** Another record; `to` is a register of the same system, or of another one that publishes it. */
export interface ReferenceField extends FieldBase {
  readonly kind: 'reference'
  readonly to: string
}
export interface FileField extends FieldBase {
  readonly kind: 'file'
  readonly accept?: readonly string[]
  readonly maxBytes?: number
}
/** A short list of rows that live and die with the record. Fields of a row are not lists or references themselves. */
export interface RowsField extends FieldBase {
  readonly kind: 'rows'
  readonly fields: Readonly<Record<string, Field>>
  readonly max?: number
}

export type Field =
  | TextField
  | KanaField
  | LongTextField
  | IntegerField
  | DecimalField
  | YenField
  | DateField
  | DateTimeField
  | YesNoField
  | ChoiceField
  | ChoicesField
  | CodeField
  | PhoneField
  | EmailField
  | UrlField
  | PostcodeField
  | AddressField
  | PointField
  | OpeningHoursField
  | ReferenceField
  | FileField
  | RowsField

export type Fields = Readonly<Record<string, Field>>
export type FieldKindId = Field['kind']

export interface AddressValue {
  readonly municipality: string
  readonly town: string
  readonly rest: string
}
/** Degrees, WGS 84 (JGD2011). */
export interface PointValue {
  readonly latitude: number
  readonly longitude: number
}
/** Minutes from midnight; `to` may pass 1440 for hours past midnight (25:30 is 1530). */
export interface HoursSpan {
  readonly from: number
  readonly to: number
}
export interface OpeningHoursValue {
  /** Monday first: seven lists of spans, an empty list is closed. */
  readonly week: readonly (readonly HoursSpan[])[]
  /** Spans on national holidays; null where the weekday's hours hold. */
  readonly holidays: readonly HoursSpan[] | null
  /** Days of the month that are closed whatever the week says: `{nth: 3, weekday: 2}` is the third Wednesday. */
  readonly closedNth: readonly { readonly nth: number; readonly weekday: number }[]
  /** Days (YYYY-MM-DD) with other hours than usual; an empty list is closed. */
  readonly exceptions: readonly { readonly day: string; readonly spans: readonly HoursSpan[] }[]
  readonly note: string
}
/** Content address and name of a stored file. */
export interface FileValue {
  readonly sha256: string
  readonly name: string
  readonly type: string
  readonly size: number
}

/** A field's value as code sees it; what is empty is null. */
export interface ValueByKind {
  text: string
  kana: string
  longText: string
  integer: number
  decimal: string
  yen: number
  date: string
  dateTime: string
  yesNo: boolean
  choice: string
  choices: readonly string[]
  code: string
  phone: string
  email: string
  url: string
  postcode: string
  address: AddressValue
  point: PointValue
  openingHours: OpeningHoursValue
  reference: string
  file: FileValue
  rows: readonly Readonly<Record<string, unknown>>[]
}
export type ValueOf<F extends Field> = ValueByKind[F['kind']]

/** The values of a record by field id. */
export type RecordValues<F extends Fields = Fields> = { readonly [K in keyof F]: ValueOf<F[K]> | null }
