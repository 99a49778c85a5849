import type { Sql, Transaction } from '../database/connection.ts'
import { query, type Statement } from '../database/statement.ts'
import { inTenants } from '../database/transaction.ts'
import type { Register } from '../registers/register.ts'

/** What is counted: rows of a register (`records/<register>`), or bytes (`files`). */
export const filesKey = 'files'
export const recordsKey = (register: string): string => `records/${register}`

export interface Usage {
  /** By register. */
  readonly records: ReadonlyMap<string, number>
  /** Bytes; null before they were counted. */
  readonly files: number | null
  readonly countedAt: string | null
}

export interface Delta {
  readonly tenant: string
  readonly what: string
  readonly amount: number
}

/** Null for an organisation whose records were never counted. */
export const usageOf = async (app: Sql, tenant: string): Promise<Usage | null> =>
  inTenants(app, [tenant], async tx => {
    const rows = await tx<{ what: string; amount: string; counted_at: string }[]>`
      select what, amount, counted_at from musubi.usage where tenant = ${tenant} order by what`
    const records = rows.filter(row => row.what !== filesKey)
    if (records.length === 0) return null
    const files = rows.find(row => row.what === filesKey)
    return {
      records: new Map(records.map(row => [row.what.slice('records/'.length), Math.max(0, Number(row.amount))])),
      files: files ? Math.max(0, Number(files.amount)) : null,
      countedAt: rows.map(row => row.counted_at).toSorted()[0] ?? null,
    }
  })

/** Adds to what was counted. */
export const addDeltas = async (app: Sql, deltas: readonly Delta[], at: Date): Promise<void> => {
  if (deltas.length === 0) return
  await inTenants(app, [...new Set(deltas.map(one => one.tenant))], async tx => {
    await tx`select set_config('synchronous_commit', 'off', true)`
    await query(tx, {
      text: `insert into musubi.usage (tenant, what, amount, counted_at)
        select tenant, what, amount, $2::text::timestamptz
        from json_to_recordset($1::text::json) as t(tenant uuid, what text, amount bigint) order by tenant, what
        on conflict (tenant, what) do update set amount = usage.amount + excluded.amount`,
      values: [JSON.stringify(deltas), at.toISOString()],
    })
  })
}

const countText = (registers: readonly Register[], where: string): string =>
  registers
    .map(
      ({ id, rowTable }) =>
        `select tenant, '${recordsKey(id)}'::text as what, count(*) as amount from ${rowTable} where removed_at is null${where} group by tenant`,
    )
    .join(' union all ')

const putText = (counted: string, values: string): string =>
  `insert into musubi.usage (tenant, what, amount, counted_at) ${counted}
  on conflict (tenant, what) do update set amount = excluded.amount, counted_at = excluded.counted_at${values}`

/** Counts the rows of one organisation and keeps the figures: each register is named, also where it holds none. */
export const countRecords = async (
  app: Sql,
  registers: readonly Register[],
  tenant: string,
  at: Date,
): Promise<ReadonlyMap<string, number>> => {
  if (registers.length === 0) return new Map()
  const names = registers.map(({ id }) => recordsKey(id))
  const statement: Statement = {
    text: putText(
      `select $1::text::uuid, n.what, coalesce(c.amount, 0), $2::text::timestamptz from unnest($3::text[]) as n(what)
        left join (${countText(registers, ' and tenant = $1::text::uuid')}) c on c.what = n.what`,
      ' returning what, amount',
    ),
    values: [tenant, at.toISOString(), names],
  }
  const rows = await inTenants(app, [tenant], tx => query(tx, statement))
  return new Map(rows.map(row => [String(row['what']).slice('records/'.length), Number(row['amount'])]))
}

/** The same for every organisation at once. @param owner sees all rows */
export const countAllRecords = async (
  owner: Sql | Transaction,
  registers: readonly Register[],
  at: Date,
): Promise<void> => {
  if (registers.length === 0) return
  await query(owner, {
    text: `with counted as (${countText(registers, '')}),
      gone as (update musubi.usage u set amount = 0, counted_at = $1::text::timestamptz where what like 'records/%'
        and not exists (select 1 from counted c where c.tenant = u.tenant and c.what = u.what))
      ${putText('select tenant, what, amount, $1::text::timestamptz from counted', '')}`,
    values: [at.toISOString()],
  })
}

/** Bytes of files by organisation, as they were just found. */
export const putFiles = async (
  owner: Sql | Transaction,
  bytes: ReadonlyMap<string, number>,
  at: Date,
): Promise<void> => {
  await query(owner, {
    text: `with counted as (select tenant, amount from json_to_recordset($1::text::json) as t(tenant uuid, amount bigint)),
      gone as (update musubi.usage u set amount = 0, counted_at = $2::text::timestamptz
        where what = '${filesKey}' and not exists (select 1 from counted c where c.tenant = u.tenant))
      ${putText(`select tenant, '${filesKey}', amount, $2::text::timestamptz from counted`, '')}`,
    values: [JSON.stringify([...bytes].map(([tenant, amount]) => ({ tenant, amount }))), at.toISOString()],
  })
}
