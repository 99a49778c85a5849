import type postgres from 'postgres'
import { isId } from '../../base/uuid.ts'
import type { Sql, Transaction } from './connection.ts'
import { assertSendable, markSent } from './guard.ts'

const settings = new WeakMap<readonly string[], { readonly of: readonly string[]; readonly setting: string }>()

const same = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((tenant, at) => tenant === b[at])

/**
 * The organisations whose rows a transaction may see, as the setting that row security reads (`musubi.tenants()`). A
 * prefecture's officer has dozens, the same for every request of a session: the text is kept beside the list, and made
 * anew when the list does not hold the same ids any more.
 * @throws where one is no id
 */
export const tenantSetting = (tenants: readonly string[]): string => {
  const known = settings.get(tenants)
  if (known && same(known.of, tenants)) return known.setting
  const wrong = tenants.find(tenant => !isId(tenant))
  if (wrong !== undefined) throw new Error(`not the id of an organisation: ${wrong}`)
  const setting = tenants.join(',')
  settings.set(tenants, { of: [...tenants], setting })
  return setting
}

/**
 * One transaction that sees the rows of these organisations and of no other; the setting ends with the transaction, so
 * that the next user of the connection does not inherit it. No organisations: no rows.
 * The setting travels in one flight with the first statement of `work`.
 */
export const inTenants = <T>(
  sql: Sql,
  tenants: readonly string[],
  work: (transaction: Transaction) => Promise<T>,
): Promise<T> => {
  const setting = tenantSetting(tenants)
  const run = async (transaction: Transaction): Promise<{ readonly result: T }> => {
    const set = transaction`select set_config('musubi.tenants', ${setting}, true)`.execute()
    const result = await work(transaction)
    await set
    return { result }
  }
  // The box keeps an array that `work` returns from being taken for a list of queries.
  return sql.begin(run).then(box => box.result)
}

type Statement = postgres.PendingQuery<postgres.Row[]>
type Results<T extends readonly Statement[]> = { -readonly [K in keyof T]: Awaited<T[K]> }

/** What the driver hands to `onexecute` (its own `begin` uses the same): one connection, from then on ours. */
interface Connection {
  /** Sends a query; false: wait for the answers before the next one. */
  execute(query: Statement): boolean
  /** Called when all that was sent is answered and the transaction is open; at its end the driver takes the connection back. */
  reserved: (() => void) | null
  /** Called once when the connection is gone, after what was sent on it has failed. */
  onclose: ((error: Error) => void) | null
}

interface BeginOptions extends postgres.UnsafeQueryOptions {
  readonly simple: boolean
  readonly onexecute: (connection: Connection) => void
}

/**
 * Sends the statements right behind `begin` on the connection that gets it. The driver's `reserve()` would do too, but
 * loses a connection of the pool for ever when the server is away for a moment.
 */
const sendTogether = (sql: Sql, statements: readonly Statement[]): Promise<PromiseSettledResult<unknown>[]> => {
  const queue = [...statements]
  const reject = (waiting: readonly Statement[], error: unknown): void => {
    for (const statement of waiting) Reflect.get(statement, String('reject'))?.(error)
  }
  const options: BeginOptions = {
    prepare: true,
    simple: false,
    onexecute: connection => {
      const pump = (): void => {
        for (let next = queue.shift(); next; next = queue.shift()) if (!connection.execute(next)) return
      }
      connection.reserved = pump
      // A connection that is lost while the first statements are prepared would leave the others without an answer for ever.
      connection.onclose = error => reject([begin, ...statements], error)
      pump()
    },
  }
  const begin = sql.unsafe<postgres.Row[]>('begin', [], options).execute()
  begin.catch(error => reject(queue.splice(0), error))
  for (const statement of statements) markSent(statement)
  return Promise.allSettled([begin, ...statements])
}

/**
 * The driver sends what has come together once it is 1,024 bytes, and the rest when the event loop comes round again, which
 * is milliseconds on a busy server. A commit left over for that would keep the transaction open, and its row locked, all
 * the while; the blanks make it leave at once.
 */
const commit = `commit${' '.repeat(1024)}`

/**
 * A transaction whose statements are all known beforehand, in one flight: begin, the statements and commit leave together,
 * and one wait brings all answers (the first time on a connection a few more, to prepare them).
 *
 * After the first error the server refuses the rest and turns commit into rollback, so that either all statements count
 * or none; the first error is thrown and the connection is free for the next. A statement that cannot be sent is found
 * before the first one leaves. An error of the connection itself leaves open, as always, whether commit arrived.
 *
 * Nothing says here whose rows are seen: none under row security, unless a statement says so itself (`ofTenants`).
 * @param build makes the statements and does not await them
 */
export const together = async <const T extends readonly Statement[]>(
  sql: Sql,
  build: (sql: Sql) => T,
): Promise<Results<T>> => {
  const statements = build(sql)
  for (const statement of statements) assertSendable(statement)
  const outcomes = await sendTogether(sql, [...statements, sql.unsafe(commit)])
  const failed = outcomes.find(outcome => outcome.status === 'rejected')
  if (failed) throw failed.reason
  const results = outcomes.map(outcome => (outcome.status === 'fulfilled' ? outcome.value : undefined))
  const committed = results.at(-1)
  const command = typeof committed === 'object' && committed && 'command' in committed ? committed.command : undefined
  if (command !== 'COMMIT') throw new Error(`the transaction ended with ${command} and not with COMMIT`)
  // Without begin and commit: number and order are those of the statements.
  return results.slice(1, -1) as Results<T>
}

/**
 * The same for statements that see the rows of these organisations; the setting travels in the same flight.
 * @param options `forValues`: prepared statements are planned for the values that they have here
 */
export const pipelined = async <const T extends readonly Statement[]>(
  sql: Sql,
  tenants: readonly string[],
  build: (sql: Sql) => T,
  { forValues = false }: { readonly forValues?: boolean } = {},
): Promise<Results<T>> => {
  const setting = tenantSetting(tenants)
  const results = await together(sql, pool => [
    forValues
      ? pool`select set_config('musubi.tenants', ${setting}, true), set_config('plan_cache_mode', 'force_custom_plan', true)`
      : pool`select set_config('musubi.tenants', ${setting}, true)`,
    ...build(pool),
  ])
  return results.slice(1) as Results<T>
}
