import type { Sql, Transaction } from '../database/connection.ts'
import type { IndicatorDefinition } from './definition.ts'

/** Records that an indicator counts at the end of a day; sample records apart. */
export interface CountRow {
  readonly day: string
  readonly counted: number
  readonly sample: number
}

interface StoredCount {
  readonly day: string
  readonly counted: string
  readonly sample: string
}

/** Names that a field has in revisions: its id, then the ids it had before. */
export type FieldNames = (register: string, field: string) => readonly string[]

/**
 * Counts of an indicator as of the end of each day, over all organisations. Only numbers come back (musubi.plan_counts).
 * @param days YYYY-MM-DD
 * @param zone where the days lie, such as Asia/Tokyo
 */
export const countsOf = async (
  sql: Sql,
  indicator: Pick<IndicatorDefinition, 'kind' | 'counts'>,
  days: readonly string[],
  zone: string,
  namesOf: FieldNames,
): Promise<readonly CountRow[]> => {
  const namesIn = (register: string, fields: string | readonly string[] | undefined) =>
    [fields ?? []].flat().flatMap(field => namesOf(register, field))
  const counts = indicator.counts
    .filter(({ groups }) => groups === undefined)
    .map(({ register, since, until, distinct }) => ({
      register,
      since: namesIn(register, since),
      until: namesIn(register, until),
      distinct: namesIn(register, distinct),
    }))
  const plain = await sql<StoredCount[]>`
    select day, counted, sample
    from musubi.plan_counts(${sql.json(counts)}, ${indicator.kind}, ${[...days]}::date[], ${zone})`
  const grouped: StoredCount[] = []
  for (const { register, since, until, groups } of indicator.counts)
    if (groups) {
      const names = (fields: string | readonly string[] | undefined) => sql.json(namesIn(register, fields))
      const together = sql.json(groups.together.map(field => namesIn(register, field)))
      grouped.push(
        ...(await sql<StoredCount[]>`
          select day, counted_groups as counted, sample_groups as sample
          from musubi.plan_groups(${register}, ${names(since)}, ${names(until)}, ${names(groups.of)}, ${together},
            ${names(groups.each)}, ${groups.atLeast}, ${[...days]}::date[], ${zone})`),
      )
    }
  return plain.map(({ day, counted, sample }) => {
    const more = grouped.filter(row => row.day === day)
    return {
      day,
      counted: more.reduce((sum, row) => sum + Number(row.counted), Number(counted)),
      sample: more.reduce((sum, row) => sum + Number(row.sample), Number(sample)),
    }
  })
}

export interface PresenceRow {
  readonly register: string
  readonly present: boolean
  readonly sample: boolean
}

export const presenceOf = async (sql: Sql, registers: readonly string[]): Promise<readonly PresenceRow[]> =>
  await sql<PresenceRow[]>`select register, present, sample from musubi.plan_presence(${[...registers]}::text[])`

/** An external statistic as it holds: the newest entry of its measure and day. */
export interface StatisticRow {
  readonly measure: string
  readonly day: string
  /** Decimal digits. */
  readonly value: string
  readonly source: string
  readonly source_url: string | null
  readonly entered_by_name: string
  readonly entered_at: string
}

export const listStatistics = async (sql: Sql): Promise<readonly StatisticRow[]> =>
  await sql<StatisticRow[]>`
    select measure, day, value::text, source, source_url, entered_by_name, entered_at
    from (
      select distinct on (measure, day) * from musubi.plan_statistic order by measure, day, entered_at desc, id desc
    ) newest
    where value is not null
    order by measure, day`

export interface SuccessorRow {
  readonly department: string
  readonly valid_from: string
  readonly name_ja: string
  readonly name_en: string
  readonly source: string
  readonly entered_by_name: string
  readonly entered_at: string
}

export const listSuccessors = async (sql: Sql): Promise<readonly SuccessorRow[]> =>
  await sql<SuccessorRow[]>`
    select department, valid_from, name_ja, name_en, source, entered_by_name, entered_at
    from (
      select distinct on (department, valid_from) *
      from musubi.plan_successor order by department, valid_from, entered_at desc, id desc
    ) newest
    where name_ja is not null
    order by department, valid_from`

interface Entered {
  readonly tenant: string
  readonly id: string
  readonly entered_by: string | null
  readonly entered_by_name: string
  readonly entered_at: Date
}

export const insertStatistic = async (
  tx: Transaction,
  row: Entered & {
    readonly measure: string
    readonly day: string
    readonly value: string | null
    readonly source: string
    readonly source_url: string | null
  },
): Promise<void> => {
  await tx`insert into musubi.plan_statistic ${tx({ ...row })}`
}

export const insertSuccessor = async (
  tx: Transaction,
  row: Entered & {
    readonly department: string
    readonly valid_from: string
    readonly name_ja: string | null
    readonly name_en: string | null
    readonly source: string
  },
): Promise<void> => {
  await tx`insert into musubi.plan_successor ${tx({ ...row })}`
}
