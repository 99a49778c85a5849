import type { Result } from '../../../base/problem.ts'
import { readField } from '../kinds/index.ts'
import type { KindContext } from '../kinds/kind.ts'
import { isOnlyPlaceLost, type ListQuery, withMoment } from '../query.ts'
import type { Register } from '../register.ts'
import type { RegisterService } from '../service.ts'

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

/**
 * Reads a page's query. A place that cannot be read (an old link, another search) leads to the first page, and the page
 * says so: who followed a link wants the list, not an error.
 */
export const readPageQuery = (
  service: RegisterService,
  query: URLSearchParams,
  visible: ReadonlySet<string>,
  now: Date,
): { readonly query: Result<ListQuery>; readonly lost: boolean } => {
  const parameters = normalisedQuery(service.register, query, service.context(), now)
  const read = service.readQuery(parameters, visible)
  if (read.ok || !isOnlyPlaceLost(read.problems)) return { query: read, lost: false }
  parameters.delete('after')
  parameters.delete('before')
  return { query: service.readQuery(parameters, visible), lost: true }
}
