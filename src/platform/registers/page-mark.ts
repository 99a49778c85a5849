import { isId } from '../../base/uuid.ts'
import type { Secrets } from '../database/secrets.ts'
import { isColumnText } from './filter-value.ts'
import type { Register, RegisterField } from './register.ts'
import { isPersonal } from './visibility.ts'

/** A place in a sorted list: the last row's sort value and id. */
export interface Cursor {
  readonly value: string | null
  readonly id: string
}

/** How a place in a list is written into an address, where browsers and proxies keep it. */
export interface PageMarks {
  write(cursor: Cursor, register: Register, sort: RegisterField): string
  /** @returns null for what this platform did not write for a list in this order */
  read(text: string, register: Register, sort: RegisterField): Cursor | null
}

const parse = (json: string, sort: RegisterField): Cursor | null => {
  const parsed: unknown = JSON.parse(json)
  if (!Array.isArray(parsed)) return null
  const [value, id] = parsed as unknown[]
  if ((typeof value !== 'string' && value !== null) || typeof id !== 'string' || !isId(id)) return null
  if (value !== null && !isColumnText(sort.columns[0]?.type ?? 'text', value)) return null
  return { value, id }
}

/**
 * Marks of lists sorted by what everyone may see are plain, so that a page stays the same byte for byte and can be kept by
 * browsers; a personal value is sealed, for this register and field alone.
 * @param secrets without them lists sorted by a personal field have their first page only
 */
export const pageMarks = (secrets?: Pick<Secrets, 'seal' | 'open'>): PageMarks => {
  const place = (register: Register, sort: RegisterField) => ({
    register: register.id,
    field: sort.id,
    record: 'place in a list',
  })
  return {
    write(cursor, register, sort) {
      const json = JSON.stringify([cursor.value, cursor.id])
      if (!isPersonal(sort)) return Buffer.from(json).toString('base64url')
      if (!secrets) throw new Error(`no secrets for a list of ${register.id} by ${sort.id}`)
      return secrets.seal(json, place(register, sort)).toString('base64url')
    },
    read(text, register, sort) {
      try {
        const bytes = Buffer.from(text, 'base64url')
        if (!isPersonal(sort)) return parse(bytes.toString(), sort)
        return secrets ? parse(secrets.open(bytes, place(register, sort)), sort) : null
      } catch {
        return null
      }
    },
  }
}
