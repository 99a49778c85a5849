import type { Sql } from './connection.ts'

/**
 * A transaction ends with its connection, but `postgres` 3.4.9 goes on to send the statements that come after the loss: on a
 * connection that is gone, which ends the whole process with a TypeError out of a timer; or, when another request has meanwhile opened
 * it anew, into that request's session, where a change would count without its transaction, and `rollback` would undo the
 * other's. Here each transaction knows whether its connection is still its own; `guard.ts` asks before a statement is sent.
 */

/** The parts of the driver's connection used here. */
interface Connection {
  /** A function while a transaction holds the connection, another one for each; null once it is lost or given back. */
  readonly reserved: unknown
}

interface Held {
  connection?: Connection
  reserved?: unknown
}

interface Options {
  readonly onexecute?: (connection: Connection) => void
}

type Scope = ((strings: TemplateStringsArray, ...values: unknown[]) => { readonly handler: object }) & {
  savepoint?: (...parameters: unknown[]) => unknown
}
type Work = (transaction: Scope) => unknown
type Begin = (...parameters: unknown[]) => Promise<unknown>
type Unsafe = (text: string, values?: unknown[], options?: Options) => unknown

/** By the driver's handler, of which every transaction and savepoint has one of its own. */
const held = new WeakMap<object, Held>()

/** Whether a statement of this handler may be sent: true for those outside transactions. */
export const isLive = (handler: unknown): boolean => {
  const own = typeof handler === 'function' ? held.get(handler) : undefined
  return own === undefined || (own.connection !== undefined && own.connection.reserved === own.reserved)
}

const watch = (transaction: Scope, own: Held): Scope => {
  held.set(transaction`select 1`.handler, own)
  const { savepoint } = transaction
  if (savepoint)
    transaction.savepoint = (...parameters) =>
      savepoint(
        ...parameters.map(one =>
          typeof one === 'function' ? (inner: Scope) => Reflect.apply(one, undefined, [watch(inner, own)]) : one,
        ),
      )
  return transaction
}

/** Makes `begin` of a pool watch over its connection. */
export const watchTransactions = (sql: Sql): void => {
  const begin: Begin = Reflect.get(sql, String('begin'))
  const unsafe: Unsafe = Reflect.get(sql, String('unsafe'))
  let starting: Held | undefined
  Reflect.set(sql, 'unsafe', (text: string, values: unknown[] = [], options: Options = {}) => {
    const { onexecute } = options
    const own = starting
    if (own === undefined || onexecute === undefined) return unsafe(text, values, options)
    return unsafe(text, values, {
      ...options,
      onexecute: connection => {
        onexecute(connection)
        own.connection = connection
        own.reserved = connection.reserved
      },
    })
  })
  Reflect.set(sql, 'begin', (...parameters: unknown[]) => {
    const own: Held = {}
    const watched = parameters.map(one =>
      typeof one === 'function' ? (transaction: Scope) => (one as Work)(watch(transaction, own)) : one,
    )
    // The driver sends its `begin` before it returns.
    starting = own
    try {
      return begin(...watched)
    } finally {
      starting = undefined
    }
  })
}
