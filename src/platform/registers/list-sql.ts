import { addDays } from '../../base/calendar/days.ts'
import { isHoliday } from '../../base/calendar/holidays.ts'
import { dayInJapan } from '../../base/clock.ts'
import { isId } from '../../base/uuid.ts'
import { bigrams } from '../database/grams.ts'
import type { Statement } from '../database/statement.ts'
import type { Cursor } from './cursor.ts'
import type { Filter, ListQuery } from './query.ts'
import { searchWords } from './search.ts'

class Values {
  readonly list: unknown[] = []
  /** @returns the mark `$n` of a value */
  put(value: unknown, type = ''): string {
    this.list.push(value)
    return `$${this.list.length}${type}`
  }
}

const quoted = (name: string) => `"${name}"`

/** Holidays among the days whose hours may hold at a moment: its own, and the day before for hours past midnight. */
const holidaysAt = (moment: string): readonly string[] => {
  const day = dayInJapan(new Date(moment))
  return [day, addDays(day, -1)].filter(isHoliday)
}

const filterSql = (filter: Filter, values: Values): string => {
  const [column] = filter.field.columns
  if (!column) return 'true'
  const name = quoted(column.name)
  const first = filter.values[0] ?? ''
  switch (filter.operator) {
    case 'equal':
    case 'oneOf':
    case 'municipality':
      return filter.values.length === 1
        ? `${name} = ${values.put(first, `::text::${column.type}`)}`
        : `${name} = any (${values.put([...filter.values], '::text[]')}::${column.type}[])`
    case 'includes':
      return `${name} && ${values.put([...filter.values], '::text[]')}`
    case 'from':
      return `${name} >= ${values.put(first, `::text::${column.type}`)}`
    case 'to':
      return `${name} <= ${values.put(first, `::text::${column.type}`)}`
    case 'filled':
      return first === 'no' ? `${name} is null` : `${name} is not null`
    case 'openAt':
      return `published.open_at(${name}, ${values.put(first, '::text::timestamptz')}, ${values.put(holidaysAt(first), '::text[]::date[]')})`
  }
}

/**
 * Every word must stand in the record. Two characters and more can use the index of pairs; a frequent word is met sooner by
 * walking the list in its order, and then the text itself is looked at first, a twentieth of the work of its pairs.
 */
const searchSql = (search: string, values: Values): string[] =>
  searchWords(search).map(word => {
    const stands = `strpos(search, ${values.put(word, '::text')}) > 0`
    if ([...word].length < 2) return stands
    return `${stands} and grams @> ${values.put([...bigrams(word)], '::text[]')}`
  })

interface SortColumn {
  readonly name: string
  readonly type: string
  readonly descending: boolean
  /** A column that is never empty needs no care for nulls, and its index serves both directions. */
  readonly nullable: boolean
}

/** Rows after a place: greater in the list's direction, empty values last. */
const afterSql = (cursor: Cursor, sort: SortColumn, values: Values): string => {
  const id = values.put(cursor.id, '::text::uuid')
  const sign = sort.descending ? '<' : '>'
  if (cursor.value === null) return `(${sort.name} is null and id ${sign} ${id})`
  const later = `(${sort.name}, id) ${sign} (${values.put(cursor.value, `::text::${sort.type}`)}, ${id})`
  return sort.nullable ? `(${later} or ${sort.name} is null)` : later
}

/** Rows before a place, for the way back: read in the turned direction and turned round by the caller. */
const beforeSql = (cursor: Cursor, sort: SortColumn, values: Values): string => {
  const id = values.put(cursor.id, '::text::uuid')
  const sign = sort.descending ? '>' : '<'
  if (cursor.value === null) return `(${sort.name} is not null or id ${sign} ${id})`
  return `(${sort.name}, id) ${sign} (${values.put(cursor.value, `::text::${sort.type}`)}, ${id})`
}

export const conditionsSql = (query: Pick<ListQuery, 'search' | 'filters'>, values: Values): string[] => [
  ...searchSql(query.search, values),
  ...query.filters.map(filter => filterSql(filter, values)),
]

/** With more organisations than this nearly every row is the actor's, and each costs the planner time. */
const mostNamed = 64

/**
 * Says to the planner whose rows are wanted. Row security says it too, and decides; but its organisations are known only
 * when the query runs, so that the planner takes every organisation for an average one: of 1,700 that share a table, the first
 * page of one of them was found by walking through all the others' rows.
 */
export const rowsOfTenants = (tenants: readonly string[]): readonly string[] => {
  if (tenants.length === 0 || tenants.length > mostNamed) return []
  const wrong = tenants.find(tenant => !isId(tenant))
  if (wrong !== undefined) throw new Error(`not the id of an organisation: ${wrong}`)
  return [tenants.length === 1 ? `tenant = '${tenants[0]}'::uuid` : `tenant = any ('{${tenants.join(',')}}'::uuid[])`]
}

/**
 * One page of a list by keyset: as quick on the hundredth page as on the first. One row more than the page is asked for,
 * so that the caller knows whether there is another page.
 * @param from a register's list view or published view, quoted: both have `search` and `grams`
 * @param columns select list
 * @param always conditions that hold for every caller
 */
export const listSql = (from: string, columns: string, query: ListQuery, always: readonly string[] = []): Statement => {
  const values = new Values()
  const column = query.sort.field?.columns[0]
  const sort: SortColumn = {
    name: quoted(column?.name ?? 'id'),
    type: column?.type ?? 'uuid',
    descending: query.sort.descending,
    nullable: query.sort.field !== null && !query.sort.field.alwaysFilled,
  }
  const backwards = query.before !== null && query.after === null
  const where = [...always, ...conditionsSql(query, values)]
  if (query.after) where.push(afterSql(query.after, sort, values))
  else if (query.before) where.push(beforeSql(query.before, sort, values))
  const direction = sort.descending !== backwards ? 'desc' : 'asc'
  const nulls = sort.nullable ? ` nulls ${backwards ? 'first' : 'last'}` : ''
  return {
    text: `select ${columns} from ${from}${where.length ? ` where ${where.join(' and ')}` : ''} order by ${sort.name} ${direction}${nulls}, id ${direction} limit ${values.put(query.limit + 1, '::int')}`,
    values: values.list,
    forValues: true,
  }
}

/** Counts up to a bound, so that a count never costs more than the page itself. */
export const countSql = (
  from: string,
  query: Pick<ListQuery, 'search' | 'filters'>,
  most: number,
  always: readonly string[] = [],
): Statement => {
  const values = new Values()
  const where = [...always, ...conditionsSql(query, values)]
  return {
    text: `select count(*)::int as count from (select 1 from ${from}${where.length ? ` where ${where.join(' and ')}` : ''} limit ${values.put(most + 1, '::int')}) counted`,
    values: values.list,
    forValues: true,
  }
}

/** All rows of a list in its order, for exports; read through a cursor. */
export const allSql = (
  from: string,
  columns: string,
  query: Pick<ListQuery, 'search' | 'filters' | 'sort'>,
  always: readonly string[] = [],
): Statement => {
  const values = new Values()
  const where = [...always, ...conditionsSql(query, values)]
  const name = quoted(query.sort.field?.columns[0]?.name ?? 'id')
  const direction = query.sort.descending ? 'desc' : 'asc'
  return {
    text: `select ${columns} from ${from}${where.length ? ` where ${where.join(' and ')}` : ''} order by ${name} ${direction} nulls last, id ${direction}`,
    values: values.list,
    prepare: false,
  }
}
