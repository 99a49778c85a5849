import type postgres from 'postgres'
import type { Sql, Transaction } from './connection.ts'
import { pipelined, tenantSetting, together } from './transaction.ts'

/**
 * SQL text with its values, for statements whose tables and columns come from definitions. The text holds only words of
 * the platform and checked names; everything else is a value.
 */
export interface Statement {
  readonly text: string
  readonly values: readonly unknown[]
  /** Default true: parsed once a connection. */
  readonly prepare?: boolean
  /**
   * The best plan depends on the values, as in lists: parsed once a connection and planned each time. Goes to the pool
   * `lists`, or into `runStatements`.
   */
  readonly forValues?: boolean
}

export type Row = Readonly<Record<string, unknown>>

/** What a list can be asked has many shapes, and each that is parsed takes memory of each connection: the first so many. */
const mostShapes = 100
const shapes = new Set<string>()

/** An unprepared statement takes two ways to the server and back: the driver first asks what its values are. */
const prepares = ({ text, prepare = true, forValues }: Statement): boolean => {
  if (!forValues || shapes.has(text)) return prepare
  if (shapes.size >= mostShapes) return false
  shapes.add(text)
  return prepare
}

/** Values pass to the driver as they are; the server's own parameter types say how they are sent. */
const parameters = (values: readonly unknown[]): postgres.ParameterOrJSON<never>[] =>
  [...values] as postgres.ParameterOrJSON<never>[]

export const query = async (sql: Sql | Transaction, statement: Statement): Promise<readonly Row[]> =>
  sql.unsafe<Row[]>(statement.text, parameters(statement.values), { prepare: prepares(statement) })

/** Statements as one transaction that sees the rows of these organisations only, in one flight. @returns their rows */
export const runStatements = (
  sql: Sql,
  tenants: readonly string[],
  statements: readonly Statement[],
): Promise<readonly (readonly Row[])[]> =>
  pipelined(
    sql,
    tenants,
    connection =>
      statements.map(statement =>
        connection.unsafe<Row[]>(statement.text, parameters(statement.values), { prepare: prepares(statement) }),
      ),
    { forValues: statements.some(statement => statement.forValues) },
  )

const texts = new Map<string, string>()

/** Statement texts come from definitions, so that there are few; each is put together once. */
const once = (key: string, make: () => string): string => {
  const known = texts.get(key)
  if (known !== undefined) return known
  const made = make()
  texts.set(key, made)
  return made
}

/**
 * A SELECT that names its organisations itself: the setting is made in the statement that needs it and ends with it. A
 * read by key then is one message and one transaction instead of four (begin, setting, read, commit), which is most of
 * its cost. It fails closed: were the SELECT ever run before the setting, row security would find none set and show no
 * row. `materialized`, the look at `v` and `offset 0` keep the planner from doing so; statement.db.test.ts pins the plan.
 */
export const ofTenants = ({ text, values }: Statement, tenants: readonly string[], then = ''): Statement => ({
  text: once(
    `${text}|${then}`,
    () => `with tenants__ as materialized (select set_config('musubi.tenants', $${values.length + 1}::text, true) as v),
    found__ as materialized (select q.* from tenants__ cross join lateral (select * from (${text}) p where tenants__.v is not null offset 0) q)${then}
    select * from found__`,
  ),
  values: [...values, tenantSetting(tenants)],
})

/** The rows of one SELECT by key that these organisations may see. */
export const queryOfTenants = (sql: Sql, tenants: readonly string[], select: Statement): Promise<readonly Row[]> =>
  query(sql, ofTenants(select, tenants))

/** An INSERT that goes with a read, made from the rows that were read: it finds them as `found__`, in their order. */
export interface Trace {
  /** @param from number of its first value */
  text(from: number): string
  readonly values: readonly unknown[]
}

/**
 * The same, with a trace of what is seen and none of a row that is hidden. In a transaction of its own, since the answer
 * to a single statement may arrive before its commit: nobody sees a row whose trace is not yet safe.
 */
export const queryAndTrace = async (
  sql: Sql,
  tenants: readonly string[],
  select: Statement,
  trace: Trace,
): Promise<readonly Row[]> => {
  const read = ofTenants(select, tenants, `, trace__ as (${trace.text(select.values.length + 2)})`)
  const all = parameters([...read.values, ...trace.values])
  const [rows] = await together(sql, pool => [pool.unsafe<Row[]>(read.text, all, { prepare: true })])
  return rows
}

/**
 * The same for many rows, whose order and plan are their own: the organisations are set by a statement before, in the same
 * transaction and flight. What a `materialized` part holds is read in the order in which it was made.
 */
export const listAndTrace = async (
  sql: Sql,
  tenants: readonly string[],
  select: Statement,
  trace: Trace,
): Promise<readonly Row[]> => {
  const [rows] = await runStatements(sql, tenants, [
    {
      ...select,
      text: `with found__ as materialized (${select.text}), trace__ as (${trace.text(select.values.length + 1)}) select * from found__`,
      values: [...select.values, ...trace.values],
    },
  ])
  return rows ?? []
}
