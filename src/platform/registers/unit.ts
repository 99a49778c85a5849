import type { Field, RecordValues } from './field.ts'
import { choiceLabel } from './kinds/choice.ts'
import type { Register } from './register.ts'

/**
 * The field with the unit that this record measures by: a decimal may take it from a choice beside it (`unitFrom`). Every
 * other field as it is.
 */
export const withUnit = (register: Pick<Register, 'byId'>, field: Field, values: Partial<RecordValues>): Field => {
  if (field.kind !== 'decimal' || field.unitFrom === undefined) return field
  const units = register.byId.get(field.unitFrom)?.field
  const code = values[field.unitFrom]
  return units?.kind === 'choice' && typeof code === 'string' ? { ...field, unit: choiceLabel(units.of, code) } : field
}

/** Ids of the fields that are told with the number that they are the unit of, where there is one. */
export const unitsTold = (register: Pick<Register, 'fields'>, values: Partial<RecordValues>): ReadonlySet<string> =>
  new Set(
    register.fields.flatMap(({ id, field }) =>
      field.kind === 'decimal' && field.unitFrom !== undefined && (values[id] ?? null) !== null ? [field.unitFrom] : [],
    ),
  )

/** Ids of the units of a register's columns, which a list needs to tell its numbers. */
export const unitsOf = (register: Pick<Register, 'list'>): readonly string[] =>
  register.list.flatMap(({ field }) => (field.kind === 'decimal' ? (field.unitFrom ?? []) : []))
