import type { Sql, Transaction } from '../database/connection.ts'

/** A table with rows of organisations. */
export interface TenantTable {
  readonly schema: string
  readonly name: string
}

/**
 * Every table that has a column `tenant`, as the catalogue of the database tells: a table that somebody adds later is
 * exported and erased without a line here. Those that others refer to come last.
 */
export const tenantTables = async (sql: Sql | Transaction): Promise<readonly TenantTable[]> => {
  const tables = await sql<{ schema: string; name: string; oid: number }[]>`
    select n.nspname as schema, c.relname as name, c.oid::int as oid
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant' and not a.attisdropped
    where c.relkind in ('r', 'p') and n.nspname not in ('pg_catalog', 'information_schema')
    order by n.nspname = 'history', n.nspname, c.relname`
  const links = await sql<{ from: number; to: number }[]>`
    select conrelid::int as from, confrelid::int as to from pg_constraint where contype = 'f' and conrelid <> confrelid`
  const ordered: (typeof tables)[number][] = []
  let rest = [...tables]
  while (rest.length > 0) {
    const free = rest.filter(one => !links.some(link => link.to === one.oid && rest.some(r => r.oid === link.from)))
    // Tables that refer to each other in a ring are taken as they come; their rows are erased together anyway.
    const next = free.length > 0 ? free : rest
    ordered.push(...next)
    rest = rest.filter(one => !next.includes(one))
  }
  return ordered.map(({ schema, name }) => ({ schema, name }))
}

const fullName = ({ schema, name }: TenantTable): string => `${schema}.${name}`

/** The ledger stays: it holds ids, codes, counts and hashes, and the proof of all that was done. */
export const keepsRows = (table: TenantTable): boolean => fullName(table) === 'ledger.entry'

/** The body itself stays in the list of bodies, closed: its name is public, and the ledger names it. */
export const keptRow = (table: TenantTable): string =>
  fullName(table) === 'musubi.organisation' ? ' and id <> tenant' : ''

/** The register to which a table belongs; null for the platform's own. */
export const registerTable = (table: TenantTable): string | null =>
  table.schema === 'register' || table.schema === 'history' ? table.name : null

export const countRows = async (sql: Sql | Transaction, table: TenantTable, tenant: string): Promise<number> => {
  const [row] = await sql<{ n: string }[]>`select count(*) as n from ${sql(fullName(table))} where tenant = ${tenant}`
  return Number(row?.n ?? 0)
}

export { fullName as tableName }
