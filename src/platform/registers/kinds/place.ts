import type { Result } from '../../../base/problem.ts'

const joined = (id: string, inner: string | undefined): string => (inner ? `${id}.${inner}` : id)

/** Puts a kind's problems and repairs at the field they belong to: `town` of field `address` becomes `address.town`. */
export const placed = <T>(result: Result<T>, id: string): Result<T> => {
  if (!result.ok)
    return { ok: false, problems: result.problems.map(problem => ({ ...problem, field: joined(id, problem.field) })) }
  if (!result.repairs) return result
  return { ...result, repairs: result.repairs.map(repair => ({ ...repair, field: joined(id, repair.field) })) }
}
