import { readField } from '../kinds/index.ts'
import type { KindContext } from '../kinds/kind.ts'
import { withMoment } from '../query.ts'
import type { Register } from '../register.ts'

const dated: ReadonlySet<string> = new Set(['date', 'integer', 'yen', 'decimal'])

/**
 * A page's query as the API writes it: what people type in the filter boxes (令和8年4月1日, full width) becomes the stored
 * form, and `now` becomes this moment. What cannot be read stays as it is and is refused by the query reader.
 */
export const normalisedQuery = (
  register: Register,
  query: URLSearchParams,
  context: KindContext,
  now: Date,
): URLSearchParams => {
  const next = new URLSearchParams()
  for (const [name, value] of query) {
    if (value === '') continue
    const dot = name.lastIndexOf('.')
    const field = register.fieldByName(dot < 0 ? name : name.slice(0, dot))
    if (field && dated.has(field.field.kind)) {
      const read = readField(field.id, field.field, [value], context)
      next.append(name, read.ok && read.value !== null ? String(read.value) : value)
    } else if (field && field.field.kind === 'code') {
      const read = readField(field.id, field.field, [value], context)
      next.append(name, read.ok && read.value !== null ? String(read.value) : value)
    } else next.append(name, value)
  }
  return withMoment(next, now)
}
