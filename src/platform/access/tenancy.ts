import type { Sql, Transaction } from '../database/connection.ts'

/** A transaction that may touch the rows of these organisations and of no others. */
export const asTenants = async <T>(
  sql: Sql,
  tenants: readonly string[],
  work: (tx: Transaction) => Promise<T>,
): Promise<T> => {
  const result = await sql.begin(async tx => {
    await tx`select set_config('musubi.tenants', ${tenants.join(',')}, true)`
    return { value: await work(tx) }
  })
  return result.value
}
