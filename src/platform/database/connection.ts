import type postgres from 'postgres'

/** A connection pool or a transaction on one; both take tagged templates, so that a value can never become SQL. */
export type Sql = postgres.Sql
export type Transaction = postgres.TransactionSql

/**
 * The three roles of the database, each a pool of its own, so that a mistake in one part cannot use another's rights.
 * Every connection has `TimeZone=UTC`, and `date`, `timestamptz`, `numeric` and `int8` come back as text
 * (`YYYY-MM-DD`, ISO 8601 with Z, decimal digits).
 */
export interface Database {
  /** Owns the schema: migrations and maintenance only. */
  readonly owner: Sql
  /** Serves signed-in people and jobs, under row security. */
  readonly app: Sql
  /** `musubi_public`: can select from the views of schema `published` and nothing else. */
  readonly reader: Sql
  /** `musubi_public` too, for lists: each statement is planned for its values. */
  readonly lists: Sql
  close(): Promise<void>
}
