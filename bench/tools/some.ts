import type { RoleUrls } from '../../src/platform/database/connect.ts'
import { openPool } from '../../src/platform/database/pool.ts'
import { permit } from '../register.ts'

/** Ids of some records from all over the table, the same each time. */
export const someIds = async (urls: RoleUrls, count: number): Promise<readonly string[]> => {
  const sql = openPool(urls.owner, { max: 1 })
  const rows = await sql<{ id: string }[]>`
    select id from register.${sql(permit.id)} order by md5(id::text) limit ${count}`
  await sql.end()
  return rows.map(row => row.id)
}

/** Ids of some records of one organisation. */
export const idsOfTenant = async (urls: RoleUrls, tenant: string, count: number): Promise<readonly string[]> => {
  const sql = openPool(urls.owner, { max: 1 })
  const rows = await sql<{ id: string }[]>`
    select id from register.${sql(permit.id)} where tenant = ${tenant} order by md5(id::text) limit ${count}`
  await sql.end()
  return rows.map(row => row.id)
}
