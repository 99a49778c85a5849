import type postgres from 'postgres'
import type { Sql, Transaction } from './connection.ts'
import { pipelined } from './transaction.ts'

/**
 * SQL text with its values, for statements whose tables and columns come from definitions. The text holds only words of
 * the platform and checked names; everything else is a value.
 */
export interface Statement {
  readonly text: string
  readonly values: readonly unknown[]
  /**
   * Default true: parsed once a connection. Lists set false, since the best plan depends on their values.
   */
  readonly prepare?: boolean
}

export type Row = Readonly<Record<string, unknown>>

/** Values pass to the driver as they are; the server's own parameter types say how they are sent. */
const parameters = (values: readonly unknown[]): postgres.ParameterOrJSON<never>[] =>
  [...values] as postgres.ParameterOrJSON<never>[]

export const query = async (sql: Sql | Transaction, statement: Statement): Promise<readonly Row[]> =>
  sql.unsafe<Row[]>(statement.text, parameters(statement.values), { prepare: statement.prepare ?? true })

/** Statements as one transaction that sees the rows of these organisations only, in one flight. @returns their rows */
export const runStatements = (
  sql: Sql,
  tenants: readonly string[],
  statements: readonly Statement[],
): Promise<readonly (readonly Row[])[]> =>
  pipelined(sql, tenants, connection =>
    statements.map(statement =>
      connection.unsafe<Row[]>(statement.text, parameters(statement.values), { prepare: statement.prepare ?? true }),
    ),
  )
