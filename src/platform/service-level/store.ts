import { newId } from '../../base/uuid.ts'
import type { Sql, Transaction } from '../database/connection.ts'
import { query } from '../database/statement.ts'
import { inTenants } from '../database/transaction.ts'
import { bounds, type Durations } from './buckets.ts'
import type { Maintenance, Outage, ServiceClass, WindowScope } from './definition.ts'
import type { Interval } from './intervals.ts'
import type { Counted } from './recorder.ts'

const columns = [...bounds, Number.POSITIVE_INFINITY].map((_, at) => `d${at}`)
const counts = ['requests', 'failed', ...columns]

const addText = `insert into musubi.service_level (tenant, class, minute, ${counts.join(', ')})
  select tenant, class, minute, ${counts.join(', ')} from json_to_recordset($1::text::json)
    as t(tenant uuid, class text, minute timestamptz, ${counts.map(name => `${name} int`).join(', ')})
  order by tenant, class, minute
  on conflict (tenant, class, minute) do update set ${counts.map(name => `${name} = service_level.${name} + excluded.${name}`).join(', ')}`

/** Adds what one process counted to what others did. */
export const addCounted = async (app: Sql, counted: readonly Counted[]): Promise<void> => {
  if (counted.length === 0) return
  const rows = counted.map(one => ({
    tenant: one.tenant,
    class: one.class,
    minute: new Date(one.minute).toISOString(),
    requests: one.requests,
    failed: one.failed,
    ...Object.fromEntries(columns.map((name, at) => [name, one.durations[at] ?? 0])),
  }))
  await inTenants(app, [...new Set(counted.map(one => one.tenant))], async tx => {
    // Figures need not wait for the disk or the other site.
    await tx`select set_config('synchronous_commit', 'off', true)`
    await query(tx, { text: addText, values: [JSON.stringify(rows)] })
  })
}

/** One day of one class of one organisation. */
export interface DayCounts {
  readonly tenant: string
  readonly day: string
  readonly requests: number
  readonly failed: number
  /** Sum of the minutes' shares of failed requests, outside the excluded times. */
  readonly failedMinutes: number
  readonly durations: Durations
}

const sums = counts.map(name => `sum(${name})::bigint as ${name}`).join(', ')

const minutesText = `select tenant, (minute at time zone 'Asia/Tokyo')::date as day, ${sums},
    coalesce(sum(failed::float8 / requests) filter (where not exists (
      select 1 from unnest($5::text[]::timestamptz[], $6::text[]::timestamptz[]) as x(f, t)
      where minute < x.t and minute + interval '1 minute' > x.f)), 0) as failed_minutes
  from musubi.service_level
  where tenant = any ($1::text[]::uuid[]) and class = $2 and minute >= $3::text::timestamptz and minute < $4::text::timestamptz
  group by 1, 2`

const daysText = `select tenant, day, ${counts.join(', ')}, failed_minutes from musubi.service_level_day
  where tenant = any ($1::text[]::uuid[]) and class = $2 and day >= $3::text::date and day < $4::text::date`

const iso = (ms: number): string => new Date(ms).toISOString()
const startOfDay = (day: string): string => `${day}T00:00:00+09:00`

/**
 * Days from one to another, the second not included; days without requests are left out.
 * @param excluded times whose failures count otherwise (outages) or not at all (maintenance)
 */
export const dayCounts = async (
  app: Sql,
  tenants: readonly string[],
  of: ServiceClass,
  days: { readonly from: string; readonly to: string },
  excluded: readonly Interval[],
): Promise<readonly DayCounts[]> => {
  const { kept, fresh } = await inTenants(app, tenants, async tx => ({
    kept: await query(tx, { text: daysText, values: [tenants, of, days.from, days.to] }),
    fresh: await query(tx, {
      text: minutesText,
      values: [
        tenants,
        of,
        startOfDay(days.from),
        startOfDay(days.to),
        excluded.map(one => iso(one.from)),
        excluded.map(one => iso(one.to)),
      ],
    }),
  }))
  return [...kept, ...fresh].map(row => ({
    tenant: String(row['tenant']),
    day: String(row['day']).slice(0, 10),
    requests: Number(row['requests']),
    failed: Number(row['failed']),
    failedMinutes: Number(row['failed_minutes']),
    durations: columns.map(name => Number(row[name])),
  }))
}

const allCounts = [...counts, 'failed_minutes']

const rollUpText = `with gone as (
    delete from musubi.service_level where minute < $1::text::timestamptz and class = $4 returning *),
  days as (
    select tenant, class, (minute at time zone 'Asia/Tokyo')::date as day, ${sums},
      coalesce(sum(failed::float8 / requests) filter (where not exists (
        select 1 from unnest($2::text[]::timestamptz[], $3::text[]::timestamptz[]) as x(f, t)
        where minute < x.t and minute + interval '1 minute' > x.f)), 0) as failed_minutes
    from gone group by 1, 2, 3)
  insert into musubi.service_level_day (tenant, class, day, ${allCounts.join(', ')})
  select tenant, class, day, ${allCounts.join(', ')} from days
  on conflict (tenant, class, day) do update set ${allCounts.map(name => `${name} = service_level_day.${name} + excluded.${name}`).join(', ')}`

/** Minutes before a day become days. @param owner sees every organisation's rows */
export const rollUp = async (
  owner: Sql,
  of: ServiceClass,
  before: string,
  excluded: readonly Interval[],
): Promise<void> => {
  await query(owner, {
    text: rollUpText,
    values: [startOfDay(before), excluded.map(one => iso(one.from)), excluded.map(one => iso(one.to)), of],
  })
}

export const addOutage = async (tx: Transaction, operator: string, outage: Outage): Promise<void> => {
  await tx`
    insert into musubi.service_outage (tenant, id, scope, reason, from_at, to_at)
    values (${operator}, ${newId()}, ${outage.scope}, ${outage.reason}, ${iso(outage.from)}, ${iso(outage.to)})`
}

/** Outages that touch the time, the first one first. */
export const listOutages = async (app: Sql, operator: string, { from, to }: Interval): Promise<readonly Outage[]> =>
  inTenants(app, [operator], async tx => {
    const rows = await tx<{ scope: Outage['scope']; reason: Outage['reason']; from_at: string; to_at: string }[]>`
      select scope, reason, from_at, to_at from musubi.service_outage
      where tenant = ${operator} and from_at < ${iso(to)} and to_at > ${iso(from)} order by from_at, id`
    return rows.map(row => ({
      scope: row.scope,
      reason: row.reason,
      from: Date.parse(row.from_at),
      to: Date.parse(row.to_at),
    }))
  })

interface WindowRow {
  readonly id: string
  readonly scope: WindowScope
  readonly title: string
  readonly from_at: string
  readonly to_at: string
  readonly notice_hours: number
  readonly announced_at: string
  readonly announced_by_name: string
  readonly withdrawn_at: string | null
}

const maintenanceOf = (row: WindowRow): Maintenance => ({
  id: row.id,
  scope: row.scope,
  title: row.title,
  from: Date.parse(row.from_at),
  to: Date.parse(row.to_at),
  noticeHours: row.notice_hours,
  announcedAt: Date.parse(row.announced_at),
  announcedBy: row.announced_by_name,
  withdrawn: row.withdrawn_at !== null,
})

/** Maintenance that touches the time, the latest first. */
export const listWindows = async (
  app: Sql,
  operator: string,
  { from, to }: Interval,
): Promise<readonly Maintenance[]> =>
  inTenants(app, [operator], async tx => {
    const rows = await tx<WindowRow[]>`
      select id, scope, title, from_at, to_at, notice_hours, announced_at, announced_by_name, withdrawn_at
      from musubi.service_window
      where tenant = ${operator} and from_at < ${iso(to)} and to_at > ${iso(from)} order by from_at desc, id`
    return rows.map(maintenanceOf)
  })

/** Since when requests are counted; null before the first start that did. */
export const measuredSince = async (app: Sql): Promise<number | null> => {
  const [row] = await app<{ value: string }[]>`
    select value #>> '{}' as value from musubi.setting where name = 'service-level.since'`
  return row ? Date.parse(row.value) : null
}

/** Remembers the first time only. */
export const measureSince = async (tx: Sql | Transaction, at: number): Promise<void> => {
  await tx`insert into musubi.setting (name, value) values ('service-level.since', to_jsonb(${iso(at)}::text)) on conflict do nothing`
}

export interface Place {
  readonly place: string
  readonly beat: number
  readonly ended: boolean
}

export const places = async (tx: Sql | Transaction): Promise<readonly Place[]> => {
  const rows = await tx<
    { place: string; beat_at: string; ended: boolean }[]
  >`select place, beat_at, ended from musubi.service_place`
  return rows.map(row => ({ place: row.place, beat: Date.parse(row.beat_at), ended: row.ended }))
}

export const beat = async (tx: Sql | Transaction, place: string, at: number, ended = false): Promise<void> => {
  await tx`
    insert into musubi.service_place (place, beat_at, ended) values (${place}, ${iso(at)}, ${ended})
    on conflict (place) do update set beat_at = excluded.beat_at, ended = excluded.ended`
}
