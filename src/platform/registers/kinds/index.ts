import type { Language } from '../../../base/bilingual.ts'
import type { Json, JsonObject } from '../../../base/json.ts'
import type { Result } from '../../../base/problem.ts'
import { columnName } from '../column.ts'
import type { Field, FieldKindId, ValueByKind } from '../field.ts'
import { address } from './address.ts'
import { bounded } from './bounded.ts'
import { choice } from './choice.ts'
import { choices } from './choices.ts'
import { code } from './code.ts'
import { date } from './date.ts'
import { dateTime } from './date-time.ts'
import { decimal } from './decimal.ts'
import { email } from './email.ts'
import { file } from './file.ts'
import { integer } from './integer.ts'
import { kana } from './kana.ts'
import type { ColumnSpec, FieldKind, KindContext } from './kind.ts'
import { openingHours } from './opening-hours.ts'
import { phone } from './phone.ts'
import { placed } from './place.ts'
import { point } from './point.ts'
import { postcode } from './postcode.ts'
import { reference } from './reference.ts'
import { restored } from './restore.ts'
import { rowsKind } from './rows.ts'
import { longText, text } from './text.ts'
import { url } from './url.ts'
import { yen } from './yen.ts'
import { yesNo } from './yes-no.ts'

export { requiredMessage } from './required.ts'

/** A field of one kind; of the whole union where the kind is not known. */
export type FieldOf<K extends FieldKindId> = Field & { kind: K }

/** A value of any kind. */
export type FieldValueOf<K extends FieldKindId = FieldKindId> = ValueByKind[K] | null

export const kindOf = <K extends FieldKindId>(field: { readonly kind: K }): FieldKind<K> => kinds[field.kind]

export const kinds: { readonly [K in FieldKindId]: FieldKind<K> } = {
  text: bounded(text),
  kana: bounded(kana),
  longText: bounded(longText),
  integer: bounded(integer),
  decimal: bounded(decimal),
  yen: bounded(yen),
  date: bounded(date),
  dateTime: bounded(dateTime),
  yesNo: bounded(yesNo),
  choice: bounded(choice),
  choices: bounded(choices),
  code: bounded(code),
  phone: bounded(phone),
  email: bounded(email),
  url: bounded(url),
  postcode: bounded(postcode),
  address: bounded(address),
  point: bounded(point),
  openingHours: bounded(openingHours),
  reference: bounded(reference),
  file: bounded(file),
  rows: bounded(rowsKind(kindOf)),
}

/**
 * Reads texts as typed or as in a file. Problems and repairs carry the field's id, and never what was typed: whether
 * that may be repeated is the caller's to decide by the field's class.
 */
export const readField = <K extends FieldKindId>(
  id: string,
  field: FieldOf<K>,
  texts: readonly string[],
  context: KindContext,
): Result<FieldValueOf<K>> => placed(kindOf<K>(field).read(texts, field, context), id)

/** One text for each part: what a form shows and a CSV file holds. */
export const writeField = <K extends FieldKindId>(field: FieldOf<K>, value: FieldValueOf<K>): readonly string[] =>
  kindOf<K>(field).write(value, field)

/** One value for each of the field's columns. */
export const storeField = <K extends FieldKindId>(field: FieldOf<K>, value: FieldValueOf<K>): readonly unknown[] =>
  kindOf<K>(field).store(value, field)

export const loadField = <K extends FieldKindId>(field: FieldOf<K>, cells: readonly unknown[]): FieldValueOf<K> =>
  kindOf<K>(field).load(cells, field)

export const fieldToJson = <K extends FieldKindId>(field: FieldOf<K>, value: FieldValueOf<K>): Json =>
  value === null ? null : kindOf<K>(field).toJson(value, field)

/** Reads the value of an API request, strictly. */
export const fieldFromJson = <K extends FieldKindId>(
  id: string,
  field: FieldOf<K>,
  json: unknown,
  context: KindContext,
): Result<FieldValueOf<K>> => placed(kindOf<K>(field).fromJson(json, field, context), id)

/** The value of JSON that the platform itself stored (encrypted cells, revisions); looks at its form only. */
export const restoreField = <K extends FieldKindId>(field: FieldOf<K>, json: unknown): FieldValueOf<K> =>
  restored(kindOf<K>(field), field, json)

/** One line for people; an empty value is the empty text. */
export const showField = <K extends FieldKindId>(
  field: FieldOf<K>,
  value: FieldValueOf<K>,
  language: Language,
  context: KindContext,
): string => (value === null ? '' : kindOf<K>(field).show(value, field, language, context))

/** JSON Schema of the value; the empty one (null) is the caller's to add where the field is not required. */
export const fieldSchema = <K extends FieldKindId>(field: FieldOf<K>, context: KindContext): JsonObject =>
  kindOf<K>(field).schema(field, context)

export const fieldSearchTexts = <K extends FieldKindId>(
  field: FieldOf<K>,
  value: FieldValueOf<K>,
  context: KindContext,
): readonly string[] => (value === null ? [] : kindOf<K>(field).searchTexts(value, field, context))

/** A column of a register's table by its full name. */
export interface NamedColumn {
  readonly name: string
  readonly type: ColumnSpec['type'] | 'bytea'
}

/** The columns of a field that is not `special`, in the order of `storeField`. */
export const columnsOf = (id: string, field: Field): readonly NamedColumn[] =>
  kindOf(field)
    .columns(field)
    .map(({ suffix, type }) => ({ name: columnName(id) + suffix, type }))

/** The columns of a field of class `special`: the encrypted JSON of its value, and its blind index for exact look-up. */
export const specialColumnsOf = (id: string): readonly NamedColumn[] => [
  { name: columnName(id), type: 'bytea' },
  { name: `${columnName(id)}_index`, type: 'bytea' },
]
