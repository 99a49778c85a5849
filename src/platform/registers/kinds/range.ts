import { fill } from '../../../base/bilingual.ts'
import { bad, good, type Result } from '../../../base/problem.ts'

/**
 * @param order compares the value with a limit
 * @param show the limits as people read them
 */
export const inRange = <T>(
  value: T,
  limits: { readonly min?: T | undefined; readonly max?: T | undefined },
  order: (a: T, b: T) => number,
  show: (limit: T) => string,
): Result<T> => {
  if (limits.min !== undefined && order(value, limits.min) < 0)
    return bad(
      fill({ ja: '{limit}以上で入力してください。', en: 'Enter {limit} or more.' }, { limit: show(limits.min) }),
    )
  if (limits.max !== undefined && order(value, limits.max) > 0)
    return bad(
      fill({ ja: '{limit}以下で入力してください。', en: 'Enter {limit} or less.' }, { limit: show(limits.max) }),
    )
  return good(value)
}

/**
 * Readers of `base` tell what was given. Kinds leave it out: whether it may be repeated (it may be somebody's individual
 * number) the caller decides by the field's class.
 */
export const withoutValues = <T>(result: Result<T>): Result<T> =>
  result.ok ? result : { ok: false, problems: result.problems.map(({ value: _, ...problem }) => problem) }
