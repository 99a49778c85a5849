import { NotFoundError } from '../../base/problem.ts'
import type { ObjectStore, StoredObject } from './objects.ts'

export interface FilePlaces {
  /** All of them must have the bytes before `put` returns. At least one. */
  readonly write: readonly ObjectStore[]
  /** Tried in this order; the first that has the object gives it. */
  readonly read: readonly ObjectStore[]
}

/** Objects at several places, which may change between two calls: what `put` returned for lies at each of `write`. */
export const mirrored = (places: () => FilePlaces): ObjectStore => {
  const firstOf = async <T>(ask: (store: ObjectStore) => Promise<T | null>): Promise<T | null> => {
    let failure: unknown
    for (const store of places().read) {
      try {
        const found = await ask(store)
        if (found !== null) return found
      } catch (error) {
        // That a place does not answer says more than that another one has none.
        if (failure === undefined || failure instanceof NotFoundError) failure = error
      }
    }
    if (failure !== undefined) throw failure
    return null
  }
  return {
    get place() {
      return places()
        .write.map(store => store.place)
        .join(', ')
    },
    put: async (name, bytes) => {
      await Promise.all(places().write.map(store => store.put(name, bytes)))
    },
    get: async name => {
      const found = await firstOf(store => store.get(name))
      if (found === null) throw new NotFoundError(`object ${name}`)
      return found
    },
    look: name => firstOf(store => store.look(name)),
    async *list(prefix): AsyncGenerator<StoredObject> {
      const [first] = places().write
      if (first) yield* first.list(prefix)
    },
    remove: async name => {
      await Promise.all(places().write.map(store => store.remove(name)))
    },
    check: async () => {
      await places().write[0]?.check()
    },
  }
}
