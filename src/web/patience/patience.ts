import type { Health } from '../../platform/health/health.ts'
import type { Patience } from '../options.ts'

/** The database went away while a request waited for it. */
export class AwayError extends Error {
  override readonly name = 'AwayError'
  readonly code = 'CONNECTION_CLOSED'
}

export class TooSlowError extends Error {
  override readonly name = 'TooSlowError'
}

type Watched = Pick<Health, 'slow' | 'onChange'>

/**
 * Waits for an answer, but not for ever: no longer than the database is there, and not beyond the limit. What was begun goes
 * on to its end behind it; whoever asked is told that nobody knows how it ended.
 * @param long no limit while the database is there
 * @throws AwayError, TooSlowError
 */
export const patiently = async <T>(
  work: Promise<T>,
  health: Watched | undefined,
  { lookMs = 1_000, answerMs = 60_000 }: Patience,
  long: boolean,
): Promise<T> => {
  const { promise: ended, reject } = Promise.withResolvers<never>()
  // Whoever wins the race, the other one's end is nobody's unhandled error.
  ended.catch(() => {})
  const forget = health?.onChange(({ state }) => {
    if (state === 'away') reject(new AwayError('the database went away'))
  })
  const look = health && setTimeout(() => health.slow(), lookMs)
  const limit = long ? undefined : setTimeout(() => reject(new TooSlowError('no answer in time')), answerMs)
  try {
    return await Promise.race([work, ended])
  } finally {
    forget?.()
    clearTimeout(look)
    clearTimeout(limit)
  }
}
