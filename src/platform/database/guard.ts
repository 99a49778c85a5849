import type { Sql } from './connection.ts'
import { isLive } from './live-transaction.ts'

/**
 * Mends two faults of `postgres` 3.4.9 that could hand one request's rows to another.
 *
 * 1. A query whose values cannot be sent (an undefined value, an empty list of rows, too many parameters) throws while
 *    the connection is busy with another query. The library then fails that other query and leaves the bad one in its
 *    queue: from there on each answer goes to the wrong query. Here such a query is refused before it reaches a connection.
 * 2. A query that fails after its first rows leaves a counter behind; the next result on that connection starts with
 *    holes (porsager/postgres issues 1119 and 1181). Here the holes are taken out.
 *
 * `guard.db.test.ts` shows both; remove this file when they pass without it.
 */

/** The parts of the library's query object used here. */
interface Query {
  executed: boolean
  readonly strings: readonly string[]
  readonly args: readonly unknown[]
  resolve(result: unknown): void
  reject(error: Error): void
  handle(): Promise<void>
  readonly handler: unknown
}

type Build = (before: string, parameters: unknown[], types: unknown[], options: unknown) => unknown

/** PostgreSQL's protocol counts parameters in 16 bits; the library refuses from here. */
const mostParameters = 65_534
const plainOptions = { transform: { undefined: undefined, column: {} } }
const guarded = Symbol.for('musubi.guarded')

class ValueError extends Error {
  override readonly name = 'ValueError'
  readonly code = 'UNSENDABLE_VALUE'
}

const refuse = (what: string, query: Query): never => {
  throw new ValueError(`${what} in the query: ${query.strings.join('?').trim().slice(0, 200)}`)
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

/** A list goes out element by element; an undefined one would stop the library half-way. */
const hasUndefined = (list: readonly unknown[]): boolean =>
  list.some(each => each === undefined || (Array.isArray(each) && hasUndefined(each)))

const checkValue = (value: unknown, query: Query): void => {
  if (value === undefined) refuse('an undefined value', query)
  if (typeof value === 'symbol' || typeof value === 'function') refuse(`a ${typeof value}`, query)
  if (Array.isArray(value) && hasUndefined(value)) refuse('an undefined element', query)
  if (isObject(value) && Object.getPrototypeOf(value) === null) refuse('an object that has no text form', query)
}

/** Does what the library will do to build the query, without a connection. Throws what it would throw. */
const rehearse = (query: Query, isQuery: (value: unknown) => value is Query, parameters: unknown[]): void => {
  let before = query.strings[0] ?? ''
  query.args.forEach((arg, index) => {
    if (isQuery(arg)) rehearse(arg, isQuery, parameters)
    else if (Array.isArray(arg) && isQuery(arg[0])) for (const each of arg) rehearse(each, isQuery, parameters)
    else if (isObject(arg) && 'build' in arg && typeof arg.build === 'function') {
      const build: Build = arg.build.bind(arg)
      const from = parameters.length
      build(before, parameters, [], plainOptions)
      for (const value of parameters.slice(from)) checkValue(value, query)
    } else if (isObject(arg) && 'value' in arg && 'array' in arg) {
      if (arg.value === undefined) refuse('an undefined value', query)
      if (arg.array && Array.isArray(arg.value) && hasUndefined(arg.value)) refuse('an undefined element', query)
      parameters.push(arg.value)
    } else {
      checkValue(arg, query)
      parameters.push(arg)
    }
    before += query.strings[index + 1] ?? ''
  })
  if (parameters.length >= mostParameters) refuse(`${parameters.length} parameters (65,533 are possible)`, query)
}

const withoutHoles = (result: unknown): unknown => {
  if (Array.isArray(result) && result.length > 0 && !(0 in result)) {
    const first = result.findIndex((_, index) => index in result)
    result.splice(0, first < 0 ? result.length : first)
  }
  return result
}

const prototypeOf = (query: object): Query & { [guarded]?: true } => Object.getPrototypeOf(query)
const sendable = new WeakSet<object>()

/** @throws when the query holds a value that cannot be sent. The caller asks before it sends a group of queries. */
export const assertSendable = (query: object): void => {
  const prototype = prototypeOf(query)
  const isQuery = (value: unknown): value is Query => isObject(value) && prototypeOf(value) === prototype
  if (!isQuery(query) || query.executed || sendable.has(query)) return
  rehearse(query, isQuery, [])
  sendable.add(query)
}

/** The query is sent by the caller itself: awaiting it only waits. The caller has asked `assertSendable`. */
export const markSent = (query: object): void => {
  const pending: { executed?: boolean; resolve?: (result: unknown) => void } = query
  const resolve = pending.resolve
  pending.executed = true
  if (resolve) pending.resolve = result => resolve(withoutHoles(result))
}

/** Once per process: all pools share the library's query type. */
export const guardQueries = (sql: Sql): void => {
  const prototype = prototypeOf(sql`select 1`)
  if (prototype[guarded]) return
  prototype[guarded] = true
  const handle = prototype.handle
  prototype.handle = function (this: Query): Promise<void> {
    if (this.executed) return handle.call(this)
    if (!isLive(this.handler)) {
      this.executed = true
      this.reject(Object.assign(new Error('the transaction ended with its connection'), { code: 'CONNECTION_CLOSED' }))
      return Promise.resolve()
    }
    try {
      assertSendable(this)
    } catch (error) {
      this.executed = true
      this.reject(error instanceof Error ? error : new Error(String(error)))
      return Promise.resolve()
    }
    const resolve = this.resolve
    this.resolve = result => resolve(withoutHoles(result))
    return handle.call(this)
  }
}
