import { NotFoundError } from '../../base/problem.ts'
import type { FileStore } from './store.ts'

export interface FilePlaces {
  /** All of them must have the bytes before `put` returns. */
  readonly write: readonly FileStore[]
  /** Tried in this order; the first that has the bytes whole gives them. */
  readonly read: readonly FileStore[]
}

/** A store at several places, which may change between two calls: what `put` returned for lies at each of `write`. */
export const mirrored = (places: () => FilePlaces): FileStore => ({
  put: async bytes => {
    const [sha256] = await Promise.all(places().write.map(store => store.put(bytes)))
    if (sha256 === undefined) throw new Error('no place to keep a file')
    return sha256
  },
  get: async sha256 => {
    let first: unknown
    for (const store of places().read) {
      try {
        return await store.get(sha256)
      } catch (error) {
        // That the bytes were altered at one place says more than that another one has none.
        if (first === undefined || first instanceof NotFoundError) first = error
      }
    }
    throw first ?? new NotFoundError('file')
  },
})
