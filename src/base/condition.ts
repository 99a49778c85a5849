import { addDays, addMonths } from './calendar/days.ts'
import type { Json } from './json.ts'
import { compareDecimals } from './number.ts'

/**
 * Conditions are data: the same tree is stored in a definition, evaluated for a form, and turned into SQL for a
 * published view. No code travels inside configuration.
 */
export type Operand =
  | { readonly field: string }
  | { readonly value: Json }
  /** The day in Japan, moved by whole days, months or years. */
  | { readonly today: { readonly days?: number; readonly months?: number; readonly years?: number } }

export type Condition =
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition }
  | { readonly filled: string }
  | { readonly equal: readonly [Operand, Operand] }
  /** Strictly less: by number for numbers and decimals, by text for dates (ISO) and codes; false when a side is empty. */
  | { readonly less: readonly [Operand, Operand] }
  | { readonly lessOrEqual: readonly [Operand, Operand] }
  | { readonly oneOf: readonly [Operand, readonly Json[]] }
  /** A choices field holds the code. */
  | { readonly includes: readonly [string, string] }

export type Values = Readonly<Record<string, Json | undefined>>

const movedDay = (today: string, by: { days?: number; months?: number; years?: number }): string =>
  addDays(addMonths(today, (by.years ?? 0) * 12 + (by.months ?? 0)), by.days ?? 0)

const operandValue = (operand: Operand, values: Values, today: string): Json => {
  if ('field' in operand) return values[operand.field] ?? null
  if ('value' in operand) return operand.value
  return movedDay(today, operand.today)
}

const isFilled = (value: Json | undefined): boolean =>
  value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0)

const digits = /^-?\d+(?:\.\d+)?$/

const compare = (a: Json, b: Json): number | undefined => {
  if (!isFilled(a) || !isFilled(b)) return undefined
  if (typeof a === 'number' && typeof b === 'number') return a - b
  const left = String(a)
  const right = String(b)
  // Decimals are texts of digits: 9.50 is less than 10, and than 10.00.
  const decimal = typeof a === 'number' || typeof b === 'number' || (left.includes('.') && right.includes('.'))
  if (decimal && digits.test(left) && digits.test(right)) return compareDecimals(left, right)
  return left < right ? -1 : left > right ? 1 : 0
}

/**
 * @param values the record's values by field id, in their JSON form
 * @param today day in Japan, YYYY-MM-DD
 */
export const evaluate = (condition: Condition, values: Values, today: string): boolean => {
  if ('all' in condition) return condition.all.every(part => evaluate(part, values, today))
  if ('any' in condition) return condition.any.some(part => evaluate(part, values, today))
  if ('not' in condition) return !evaluate(condition.not, values, today)
  if ('filled' in condition) return isFilled(values[condition.filled])
  if ('includes' in condition) {
    const list = values[condition.includes[0]]
    return Array.isArray(list) && list.includes(condition.includes[1])
  }
  if ('oneOf' in condition) return condition.oneOf[1].includes(operandValue(condition.oneOf[0], values, today))
  if ('equal' in condition)
    return operandValue(condition.equal[0], values, today) === operandValue(condition.equal[1], values, today)
  const strict = 'less' in condition
  const [left, right] = strict ? condition.less : condition.lessOrEqual
  const order = compare(operandValue(left, values, today), operandValue(right, values, today))
  return order !== undefined && (strict ? order < 0 : order <= 0)
}

/** Field ids that a condition looks at; a definition is refused when one of them does not exist. */
export const fieldsOf = (condition: Condition): readonly string[] => {
  if ('all' in condition) return condition.all.flatMap(fieldsOf)
  if ('any' in condition) return condition.any.flatMap(fieldsOf)
  if ('not' in condition) return fieldsOf(condition.not)
  if ('filled' in condition) return [condition.filled]
  if ('includes' in condition) return [condition.includes[0]]
  const operands =
    'oneOf' in condition
      ? [condition.oneOf[0]]
      : 'equal' in condition
        ? condition.equal
        : 'less' in condition
          ? condition.less
          : condition.lessOrEqual
  return operands.flatMap(operand => ('field' in operand ? [operand.field] : []))
}
