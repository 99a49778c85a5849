import { bad, good, type Problem, type Result } from '../../base/problem.ts'
import type { Secrets } from '../database/secrets.ts'
import { type Cursor, type Direction, openCursor } from './cursor.ts'
import { isFilterValue, unreadableValue } from './filter-value.ts'
import type { FilterOperator, KindContext } from './kinds/kind.ts'
import type { Register, RegisterField } from './register.ts'

/** One condition of a list as the address says it: `kind=0&kind=1`, `expiresOn.to=2026-12-31`. */
export interface Filter {
  readonly field: RegisterField
  readonly operator: FilterOperator
  /** Several values of one filter mean "one of". */
  readonly values: readonly string[]
}

export interface ListQuery {
  readonly search: string
  readonly filters: readonly Filter[]
  /** Without a field: by id, which is the order in which the records were made. */
  readonly sort: { readonly field: RegisterField | null; readonly descending: boolean }
  readonly after: Cursor | null
  readonly before: Cursor | null
  /** Rows of a page. */
  readonly limit: number
}

/** How many rows a page has, when nothing is said, and at most. */
export interface PageLimits {
  readonly usual?: number
  readonly most?: number
}

/** Names that lists, pages and the API keep for themselves in an address. */
export const reservedParameters: ReadonlySet<string> = new Set([
  'q',
  'sort',
  'after',
  'before',
  'limit',
  'format',
  'labels',
  'day',
  'by',
  'view',
  'fields',
  'lang',
])

const suffixes: Readonly<Record<string, FilterOperator>> = {
  from: 'from',
  to: 'to',
  filled: 'filled',
  openAt: 'openAt',
}

const unknownParameter = (name: string, where: Pick<Problem, 'field' | 'value'> = { field: name }): Result<never> =>
  bad(
    {
      ja: `「${name}」では絞り込み・並べ替えができません。使える項目は API の説明（/api/openapi.json）にあります。`,
      en: `Cannot filter or sort by "${name}". The fields that can be used are listed in /api/openapi.json.`,
    },
    where,
  )

/** The order of a list: the one asked for, else the register's first that this caller may see. */
const sortOf = (register: Register, wanted: string, visible: ReadonlySet<string>): Result<ListQuery['sort']> => {
  const orders = (wanted === '' ? register.definition.sort : [wanted]).map(order => {
    const descending = order.startsWith('-')
    return { field: register.fieldByName(descending ? order.slice(1) : order), descending }
  })
  for (const { field, descending } of orders)
    if (field && visible.has(field.id) && register.sortable.has(field.id)) return good({ field, descending })
  return wanted === ''
    ? good({ field: null, descending: false })
    : unknownParameter(wanted.replace(/^-/, ''), { field: 'sort', value: wanted })
}

const lostPlace = (name: Direction): Problem => ({
  field: name,
  message: {
    ja: 'ページの位置が読み取れません。一覧の最初からやり直してください。',
    en: 'This page position cannot be read. Start again from the first page.',
  },
})

/** Conditions of one address. A form with every box ticked has fewer; each costs the page a link and the search a look. */
const mostParameters = 200

const tooManyParameters = bad({
  ja: `条件が多すぎます（${mostParameters}個まで）。条件を減らしてください。`,
  en: `There are too many conditions (at most ${mostParameters}).`,
})

/** `hours.openAt=now` with the moment written out, so that everything behind it stands on one clock. */
export const withMoment = (parameters: URLSearchParams, now: Date): URLSearchParams =>
  new URLSearchParams(
    Array.from(parameters, ([name, value]): [string, string] => [
      name,
      name.endsWith('.openAt') && value === 'now' ? now.toISOString() : value,
    ]),
  )

/**
 * Reads a list's address. What is not allowed is refused in the same words whatever its value is, so that an answer
 * tells nothing of a field that may not be seen.
 * @param visible fields by which this caller may search, filter and sort; without an order of its own a list is in the
 *   register's first that the caller may see
 * @param secrets opens the places of pages; without it a place is passed over, as where the whole list is wanted
 */
export const readListQuery = (
  register: Register,
  parameters: URLSearchParams,
  visible: ReadonlySet<string>,
  { usual = 50, most = 200 }: PageLimits = {},
  secrets?: Pick<Secrets, 'derive'>,
): Result<ListQuery> => {
  if (parameters.size > mostParameters) return tooManyParameters
  const problems: Problem[] = []
  const filters: Filter[] = []
  const fail = (result: Result<never>) => {
    if (!result.ok) problems.push(...result.problems)
  }

  const fieldNamed = (name: string): RegisterField | undefined => register.fieldByName(name)

  for (const name of new Set(parameters.keys())) {
    if (reservedParameters.has(name)) continue
    const dot = name.lastIndexOf('.')
    const suffix = dot < 0 ? '' : name.slice(dot + 1)
    const field = fieldNamed(dot < 0 ? name : name.slice(0, dot))
    const operator = dot < 0 ? field?.usualFilter : suffixes[suffix]
    if (
      !field ||
      !operator ||
      !visible.has(field.id) ||
      !register.filterable.has(field.id) ||
      !field.kind.filters.includes(operator)
    ) {
      fail(unknownParameter(name))
      continue
    }
    const values = parameters
      .getAll(name)
      .map(value => value.trim())
      .filter(value => value !== '')
    const wrong = values.find(value => !isFilterValue(field, operator, value))
    if (wrong !== undefined) fail(unreadableValue(register, field, name, wrong))
    else if (values.length) filters.push({ field, operator, values })
  }

  const sort = sortOf(register, parameters.get('sort') ?? '', visible)
  if (!sort.ok) fail(sort)

  const limitText = parameters.get('limit')
  const limit = limitText ? Number(limitText) : usual
  if (!Number.isInteger(limit) || limit < 1 || limit > most)
    fail(
      bad(
        {
          ja: `件数は1から${most}までの整数で指定してください。`,
          en: `limit must be a whole number from 1 to ${most}.`,
        },
        { field: 'limit' },
      ),
    )

  if (problems.length || !sort.ok) return { ok: false, problems }
  const asked = { search: (parameters.get('q') ?? '').trim(), filters, sort: sort.value }
  const placeOf = (direction: Direction): Cursor | null => {
    const token = parameters.get(direction)
    if (!token || !secrets) return null
    const cursor = openCursor(secrets, register, asked, direction, token)
    if (!cursor) problems.push(lostPlace(direction))
    return cursor
  }
  const [after, before] = [placeOf('after'), placeOf('before')]
  return problems.length ? { ok: false, problems } : good({ ...asked, after, before, limit })
}

/** Whether all that is wrong is the place in the list: a page then can show the list from its beginning. */
export const isOnlyPlaceLost = (problems: readonly Problem[]): boolean =>
  problems.every(({ field }) => field === 'after' || field === 'before')

/** Who asks for a city means its wards too, and records that still hold an earlier code. */
export const widened = <Q extends Pick<ListQuery, 'filters'>>(query: Q, context: KindContext): Q => ({
  ...query,
  filters: query.filters.map(filter =>
    filter.operator === 'municipality'
      ? { ...filter, values: filter.values.flatMap(code => context.municipalitiesWithin(code)) }
      : filter,
  ),
})
