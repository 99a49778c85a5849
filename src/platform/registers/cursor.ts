import { isId } from '../../base/uuid.ts'
import type { Secrets } from '../database/secrets.ts'
import { createTokens, type Tokens } from '../database/tokens.ts'
import { isColumnText } from './filter-value.ts'
import type { ListQuery } from './query.ts'
import type { Register } from './register.ts'

/** A place in a sorted list: the last row's sort value and id. */
export interface Cursor {
  readonly value: string | null
  readonly id: string
}

/** On to the next page, or back to the one before. */
export type Direction = 'after' | 'before'

type Asked = Pick<ListQuery, 'search' | 'filters' | 'sort'>

/**
 * What a cursor holds for: this search in this order and direction. The number of rows may differ from page to page, and
 * so may the moment of `openAt=now`.
 */
const boundTo = (register: Register, { search, filters, sort }: Asked, direction: Direction): string =>
  JSON.stringify([
    register.id,
    direction,
    sort.field?.id ?? null,
    sort.descending,
    search,
    filters
      .map(({ field, operator, values }) => [field.id, operator, ...(operator === 'openAt' ? [] : values.toSorted())])
      .map(one => JSON.stringify(one))
      .toSorted(),
  ])

const made = new WeakMap<Pick<Secrets, 'derive'>, Tokens>()

const tokensOf = (secrets: Pick<Secrets, 'derive'>): Tokens => {
  const tokens = made.get(secrets) ?? createTokens(secrets, 'registers/cursor')
  made.set(secrets, tokens)
  return tokens
}

/**
 * Writes a place for an address. Sealed, since the value that a list is sorted by may be a name or a date of birth, and
 * addresses end in histories and logs.
 */
export const sealCursor = (
  secrets: Pick<Secrets, 'derive'>,
  register: Register,
  asked: Asked,
  direction: Direction,
  { value, id }: Cursor,
): string => tokensOf(secrets).seal(JSON.stringify([value, id]), boundTo(register, asked, direction))

/** @returns null for one that was altered, is of another list, search, order or direction, or of an older form */
export const openCursor = (
  secrets: Pick<Secrets, 'derive'>,
  register: Register,
  asked: Asked,
  direction: Direction,
  token: string,
): Cursor | null => {
  const plain = tokensOf(secrets).open(token, boundTo(register, asked, direction))
  if (plain === null) return null
  const parsed: unknown = JSON.parse(plain)
  if (!Array.isArray(parsed)) return null
  const [value, id] = parsed as unknown[]
  if ((typeof value !== 'string' && value !== null) || typeof id !== 'string' || !isId(id)) return null
  // A field may have become another kind since the page was shown.
  const type = asked.sort.field ? asked.sort.field.columns[0]?.type : 'uuid'
  return value === null || isColumnText(type ?? 'text', value) ? { value, id } : null
}
