import type { Condition, Operand } from '../../base/condition.ts'
import type { Json } from '../../base/json.ts'
import { literal } from '../database/schema/quote.ts'

/**
 * What a field is to a condition: an SQL expression of the same value that `evaluate` would see in the record's JSON form,
 * and what JSON makes of it. `day` and `code` are texts; the first compares as a date, so that an index can serve it.
 */
export interface ConditionColumn {
  readonly sql: string
  readonly json: 'number' | 'text' | 'day' | 'boolean' | 'list' | 'object'
}

export interface ConditionOptions {
  /** The day in Japan as an SQL date; tests put a fixed day here. */
  readonly today?: string
}

const dayInJapan = `(now() at time zone 'Asia/Tokyo')::date`
const isoDay = /^\d{4}-\d{2}-\d{2}$/

interface Side extends ConditionColumn {
  /** Known to have no value. */
  readonly empty?: boolean
  /** The text itself, where it is written in the condition. */
  readonly fixed?: string
}

/**
 * A condition as SQL that is true or false, never null, and agrees with `evaluate` on every row (condition-sql.db.test.ts
 * holds both against each other).
 * @param columnOf undefined for a field that the table does not have: such a field is empty, as in `evaluate`
 */
export const conditionToSql = (
  condition: Condition,
  columnOf: (field: string) => ConditionColumn | undefined,
  options: ConditionOptions = {},
): string => {
  const sideOf = (operand: Operand): Side => {
    if ('field' in operand) return columnOf(operand.field) ?? emptySide
    if ('value' in operand) return valueSide(operand.value)
    return { sql: movedDay(options.today ?? dayInJapan, operand.today), json: 'day' }
  }
  const build = (part: Condition): string => {
    if ('all' in part) return joined(part.all.map(build), 'and', 'true')
    if ('any' in part) return joined(part.any.map(build), 'or', 'false')
    if ('not' in part) return `not ${build(part.not)}`
    if ('filled' in part) return filled(columnOf(part.filled) ?? emptySide)
    if ('includes' in part) {
      const column = columnOf(part.includes[0])
      return column?.json === 'list' ? `coalesce(${literal(part.includes[1])} = any (${column.sql}), false)` : 'false'
    }
    if ('oneOf' in part) {
      const side = sideOf(part.oneOf[0])
      return joined(
        part.oneOf[1].map(value => equal(side, valueSide(value))),
        'or',
        'false',
      )
    }
    if ('equal' in part) return equal(sideOf(part.equal[0]), sideOf(part.equal[1]))
    return 'less' in part
      ? less(sideOf(part.less[0]), sideOf(part.less[1]), '<')
      : less(sideOf(part.lessOrEqual[0]), sideOf(part.lessOrEqual[1]), '<=')
  }
  return build(condition)
}

const joined = (parts: readonly string[], word: string, none: string): string =>
  parts.length === 0 ? none : `(${parts.join(` ${word} `)})`

const emptySide: Side = { sql: 'null::text', json: 'text', empty: true }

const valueSide = (value: Json): Side => {
  if (value === null) return emptySide
  if (typeof value === 'number') return { sql: `${literal(String(value))}::numeric`, json: 'number' }
  if (typeof value === 'boolean') return { sql: String(value), json: 'boolean' }
  if (typeof value === 'string') return { sql: `${literal(value)}::text`, json: 'text', fixed: value }
  if (Array.isArray(value))
    return { sql: `array[${value.map(item => literal(String(item))).join(', ')}]::text[]`, json: 'list' }
  return { sql: `'{}'::jsonb`, json: 'object' }
}

const movedDay = (today: string, by: { days?: number; months?: number; years?: number }): string => {
  const months = Math.trunc(by.months ?? 0) + 12 * Math.trunc(by.years ?? 0)
  const moved = months === 0 ? today : `(${today} + make_interval(months => ${months}))::date`
  const days = Math.trunc(by.days ?? 0)
  return days === 0 ? moved : `(${moved} + ${days})`
}

const filled = (side: Side): string => {
  if (side.empty) return 'false'
  if (side.json === 'text') return `coalesce(${side.sql} <> '', false)`
  if (side.json === 'list') return `coalesce(cardinality(${side.sql}) > 0, false)`
  if (side.json === 'object') return `(${side.sql} is not null and ${side.sql} not in ('null', '""', '[]'))`
  return `(${side.sql} is not null)`
}

/** As `===` does on JSON values: no value equals no value; two lists or objects are never the same one. */
const equal = (left: Side, right: Side): string => {
  const sameKind = kindOf(left) === kindOf(right)
  if (left.empty && right.empty) return 'true'
  if (left.empty) return `(${right.sql} is null)`
  if (right.empty) return `(${left.sql} is null)`
  // `===` of a list with itself, the one case in which two lists are the same.
  if (left.sql === right.sql) return 'true'
  const bothEmpty = `(${left.sql} is null and ${right.sql} is null)`
  if (!sameKind || left.json === 'list' || left.json === 'object') return bothEmpty
  const days = asDays(left, right)
  const [a, b] = days ?? [plain(left), plain(right)]
  return `(${a} is not distinct from ${b})`
}

const less = (left: Side, right: Side, sign: '<' | '<='): string => {
  if (left.empty || right.empty) return 'false'
  if (left.json === 'number' && right.json === 'number') return `coalesce(${left.sql} ${sign} ${right.sql}, false)`
  const days = asDays(left, right)
  if (days) return `coalesce(${days[0]} ${sign} ${days[1]}, false)`
  const order = orderOf(left, right, sign)
  return `(${filled(left)} and ${filled(right)} and coalesce(${order}, false))`
}

const digits = /^-?[0-9]+(?:\.[0-9]+)?$/

/** Texts by code point; by number where both are digits and one is a number, or both have a decimal point. */
const orderOf = (left: Side, right: Side, sign: '<' | '<='): string => {
  const byText = `${text(left)} ${sign} ${text(right)}`
  const sides = [left, right]
  const never = sides.some(
    side => ['day', 'boolean', 'object'].includes(side.json) || (side.fixed !== undefined && !digits.test(side.fixed)),
  )
  // Not left to the CASE: PostgreSQL converts a constant when it plans, whichever branch a row takes.
  if (never) return byText
  const decimal = sides.flatMap(side => [
    ...(sides.some(one => one.json === 'number') ? [] : [`strpos(${text(side)}, '.') > 0`]),
    `${text(side)} ~ '${digits.source}'`,
  ])
  const [a, b] = sides.map(side => `${text(side)}::numeric`)
  return `case when ${decimal.join(' and ')} then ${a} ${sign} ${b} else ${byText} end`
}

const kindOf = (side: Side): string => (side.json === 'day' ? 'text' : side.json)

/** Both sides as dates, when both are days; a text such as '2030-02-30' is none. */
const asDays = (left: Side, right: Side): readonly [string, string] | undefined => {
  const day = (side: Side): string | undefined => {
    if (side.json === 'day') return side.sql
    return side.fixed !== undefined && isRealDay(side.fixed) ? `${literal(side.fixed)}::date` : undefined
  }
  const [a, b] = [day(left), day(right)]
  if (a === undefined || b === undefined || (left.json !== 'day' && right.json !== 'day')) return undefined
  return [a, b]
}

const isRealDay = (day: string): boolean => {
  if (!isoDay.test(day) || day < '0001-01-01') return false
  const date = new Date(`${day}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 10) === day
}

const plain = (side: Side): string => (kindOf(side) === 'text' ? text(side) : side.sql)

/**
 * As JavaScript's String() makes it; compared by code point, whatever collation the database has. JavaScript compares by
 * UTF-16 unit, which differs only between a character beyond U+FFFF and one from U+E000 on; `less` is for numbers, days
 * and codes, which hold neither.
 */
const text = (side: Side): string => {
  const form = {
    number: `${side.sql}::text`,
    text: side.sql,
    day: `to_char(${side.sql}, 'YYYY-MM-DD')`,
    boolean: `${side.sql}::text`,
    list: `array_to_string(${side.sql}, ',')`,
    object: `case when ${side.sql} is not null then '[object Object]' end`,
  }[side.json]
  return `((${form}) collate "C")`
}
