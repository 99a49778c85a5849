import { AsyncLocalStorage } from 'node:async_hooks'
import type { Sql } from './connection.ts'

const storage = new AsyncLocalStorage<true>()

/**
 * Runs work that only reads, while the site of the second copy is lost: what it enters in the ledger (who looked) waits
 * for this site's disk only, or nobody could look at anything until the other site is back.
 */
export const readingHere = <T>(work: () => T): T => storage.run(true, work)

const isReadingHere = (): boolean => storage.getStore() === true

/** The pool itself, and within `readingHere` the other one. */
export const switchPools = (usual: Sql, here: Sql): Sql =>
  new Proxy(usual, {
    apply: (_, self, args) => Reflect.apply(isReadingHere() ? here : usual, self, args),
    get: (_, name) => Reflect.get(isReadingHere() && name !== 'end' ? here : usual, name),
  })
