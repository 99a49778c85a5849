import type { Sql } from './connection.ts'

type Callable = (...args: unknown[]) => unknown

const over = (): Error =>
  Object.assign(new Error('the connection of this transaction was closed'), { code: 'CONNECTION_CLOSED' })

/** The transaction as its work sees it, for as long as it is open. */
const whileOpen = (transaction: Callable, isOver: () => boolean): Callable =>
  new Proxy(transaction, {
    apply: (target, self, args) => {
      if (isOver()) throw over()
      return Reflect.apply(target, self, args)
    },
    get: (target, name) => {
      if (isOver() && name === 'unsafe') throw over()
      return Reflect.get(target, name)
    },
  })

/**
 * When the server goes away in the middle of a transaction, `begin` of `postgres` 3.4.9 rejects, and the work that it was
 * given runs on: its next statement is written to a socket that is gone (which ends the whole process with a TypeError),
 * or to the connection that has taken its place, outside of any transaction. Here such a statement is refused.
 */
export const guardTransactions = (sql: Sql): void => {
  const own: unknown = Reflect.get(sql, 'begin')
  if (typeof own !== 'function') return
  const begin = (...args: unknown[]): unknown => Reflect.apply(own, sql, args)
  Reflect.set(sql, 'begin', (...args: unknown[]) => {
    const work = args.at(-1)
    if (typeof work !== 'function') return begin(...args)
    let ended = false
    const guarded = (transaction: Callable) => work(whileOpen(transaction, () => ended))
    return Promise.resolve(begin(...args.slice(0, -1), guarded)).finally(() => {
      ended = true
    })
  })
}
