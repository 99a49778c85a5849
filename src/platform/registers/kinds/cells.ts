/**
 * Readers of database cells. A driver may hand over its own parse (arrays, objects, booleans) or the text that
 * PostgreSQL sent; both mean the same. What is neither is a fault of the program, not of a person: it throws.
 */
const unexpected = (expected: string, cell: unknown): TypeError =>
  new TypeError(`a database cell held ${cell === null ? 'null' : typeof cell} where ${expected} was expected`)

export const textCell = (cell: unknown): string | null => {
  if (cell === null || cell === undefined) return null
  if (typeof cell === 'string') return cell
  throw unexpected('text', cell)
}

/** Whole numbers beyond 2^53 would silently change, so they are refused. */
export const wholeCell = (cell: unknown): number | null => {
  const number = numberCell(typeof cell === 'bigint' ? String(cell) : cell)
  if (number === null || Number.isSafeInteger(number)) return number
  throw new RangeError('a database cell held a number that is not a whole number within 2^53')
}

export const numberCell = (cell: unknown): number | null => {
  if (cell === null || cell === undefined) return null
  const number = typeof cell === 'string' && cell !== '' ? Number(cell) : cell
  if (typeof number === 'number' && Number.isFinite(number)) return number
  throw unexpected('a number', cell)
}

export const booleanCell = (cell: unknown): boolean | null => {
  if (cell === null || cell === undefined) return null
  if (typeof cell === 'boolean') return cell
  if (cell === 't' || cell === 'true') return true
  if (cell === 'f' || cell === 'false') return false
  throw unexpected('a boolean', cell)
}

/** `{a,"b c"}`, PostgreSQL's text of an array of texts without nulls. */
const arrayText = (text: string): readonly string[] => {
  const items = text.slice(1, -1).matchAll(/"((?:[^"\\]|\\.)*)"|([^,"]+)/g)
  return Array.from(items, ([, quoted, plain]) => quoted?.replace(/\\(.)/g, '$1') ?? plain ?? '')
}

export const textsCell = (cell: unknown): readonly string[] | null => {
  if (cell === null || cell === undefined) return null
  const list: unknown = typeof cell === 'string' && /^\{.*\}$/s.test(cell) ? arrayText(cell) : cell
  if (Array.isArray(list) && list.every((item): item is string => typeof item === 'string')) return list
  throw unexpected('an array of texts', cell)
}

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A jsonb cell that holds an object or an array: a bare text is therefore JSON not parsed yet. */
export const jsonCell = (cell: unknown): unknown =>
  cell === undefined ? null : typeof cell === 'string' ? JSON.parse(cell) : cell
