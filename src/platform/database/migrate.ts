import { OperatorError } from '../../base/problem.ts'
import type { Sql, Transaction } from './connection.ts'
import { type MigrationFile, readMigrations } from './migration-file.ts'

/** Any constant that no other user of the database takes: "musubi" in ASCII, cut to 63 bits. */
const lockKey = '120282571531881'

/** A migration that waits longer for a table gives up: behind it every reader of the table would queue. */
const lockTimeout = '10s'

export interface Migrated {
  /** Names of the migrations that this call applied. */
  readonly applied: readonly string[]
}

/**
 * Brings the database to the state that this version of the code expects. Every file runs in one transaction with its
 * mark in `musubi.migration`, under a lock that makes a second process wait and then find nothing to do: a failure, or
 * the death of the process, leaves the state before that file.
 * @param owner connection as musubi_owner
 * @throws OperatorError when the database is newer than the code, when an applied file was changed, when a precondition
 *   on data does not hold, or when a statement fails
 */
export const migrate = async (owner: Sql, folder: string, log?: (line: string) => void): Promise<Migrated> => {
  const files = await readMigrations(folder)
  await refuseForeignState(owner, files)
  const applied: string[] = []
  for (const file of files)
    if (await apply(owner, file)) {
      applied.push(file.name)
      log?.(`migration ${file.name} applied`)
    }
  return { applied }
}

/** @returns names of the folder's migrations that the database does not have yet; applies nothing */
export const pendingMigrations = async (owner: Sql, folder: string): Promise<readonly string[]> => {
  const files = await readMigrations(folder)
  const known = await refuseForeignState(owner, files)
  return files.filter(file => !known.has(file.name)).map(file => file.name)
}

const appliedHashes = async (sql: Sql | Transaction): Promise<ReadonlyMap<string, string>> => {
  // Not to_regclass: it answers from the connection's cache, which does not know yet what another process has just made.
  const found = await sql`select 1 from pg_catalog.pg_tables where schemaname = 'musubi' and tablename = 'migration'`
  if (found.length === 0) return new Map()
  const rows = await sql<{ name: string; sha256: string }[]>`select name, sha256 from musubi.migration order by name`
  return new Map(rows.map(row => [row.name, row.sha256]))
}

const refuseForeignState = async (
  owner: Sql,
  files: readonly MigrationFile[],
): Promise<ReadonlyMap<string, string>> => {
  const known = await appliedHashes(owner)
  const byName = new Map(files.map(file => [file.name, file]))
  for (const [name, sha256] of known) {
    const file = byName.get(name)
    if (file === undefined)
      throw new OperatorError(
        `The database is newer than this version of Musubi (it has migration ${name}): start the newer version, or restore a backup made before it.`,
      )
    if (file.sha256 !== sha256)
      throw new OperatorError(
        `Migration ${name} was changed after it had been applied to this database: put the file back as it was and write the change as a new migration.`,
      )
  }
  return known
}

/** @returns false when another process has applied it meanwhile */
const apply = (owner: Sql, file: MigrationFile): Promise<boolean> =>
  owner.begin(async tx => {
    await tx`select pg_advisory_xact_lock(${lockKey}::bigint)`
    if ((await appliedHashes(tx)).has(file.name)) return false
    // After the advisory lock, for which a second process may wait as long as the first one works.
    await tx`select set_config('lock_timeout', ${lockTimeout}, true)`
    await endWithClient(tx)
    await runMigration(tx, file)
    await tx`insert into musubi.migration (name, sha256) values (${file.name}, ${file.sha256})`
    return true
  })

/** Checks and statements of one file, inside a transaction that the caller keeps or throws away. */
export const runMigration = async (tx: Transaction, file: MigrationFile): Promise<void> => {
  // Names without a schema fail here instead of landing in whatever schema the connection happens to look at.
  await tx`select set_config('search_path', 'pg_catalog', true)`
  await runChecks(tx, file)
  try {
    await tx.unsafe(file.text).simple()
  } catch (error) {
    throw failed(file, error)
  }
}

/** A statement of a process that was killed would otherwise run to its end and keep the next start waiting. */
const endWithClient = (tx: Transaction): Promise<unknown> =>
  tx
    .savepoint(inner => inner`select set_config('client_connection_check_interval', '1s', true)`)
    // A server on a system that cannot watch its clients refuses the setting and works without it.
    .catch(() => undefined)

const runChecks = async (tx: Transaction, file: MigrationFile): Promise<void> => {
  const refusals: string[] = []
  for (const check of file.checks) {
    const [row] = await tx.unsafe(check.query).values()
    const count = Number(row?.[0] ?? 0)
    if (count > 0) refusals.push(check.refusal.replaceAll('{count}', count.toLocaleString('en-US')))
  }
  if (refusals.length > 0)
    throw new OperatorError(`Migration ${file.name} was refused and nothing was changed. ${refusals.join(' ')}`)
}

const failed = (file: MigrationFile, error: unknown): OperatorError => {
  const text = error instanceof Error ? error.message : String(error)
  const reason =
    error instanceof Error && 'code' in error && error.code === '55P03'
      ? `another process held a table for more than ${lockTimeout}; stop it or try again`
      : text
  return new OperatorError(`Migration ${file.name} failed and nothing of it was kept: ${reason}.`, { cause: error })
}
