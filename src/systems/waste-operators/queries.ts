import { isDay } from '../../base/calendar/days.ts'
import type { Act } from '../../platform/access/actor.ts'
import { type Row, runStatements } from '../../platform/database/statement.ts'
import type { Services } from '../../platform/services.ts'

/** What waits for an officer. The windows of expiry are cumulative: 60 days hold those of 30. */
export type WorkList = 'expiring' | 'pending' | 'overdue' | 'suspended'

export const workLists: readonly WorkList[] = ['expiring', 'pending', 'overdue', 'suspended']

/** Days of the windows of the dashboard. */
export const expiryWindows: readonly number[] = [30, 60, 90, 180]

const table = 'register.waste_permit'

/** Permits of this authority ($1) that nobody ended by the day ($2). */
const alive = `removed_at is null and authority = $1 and (revoked_on is null or revoked_on > $2::text::date)
  and (abolished_on is null or abolished_on > $2::text::date)`

const undecided = `coalesce(renewal_decision, '') not in ('pending', 'refused')`

/** The conditions of a work list; the same for counting and for listing. `$2` is the day. */
const condition = (list: WorkList, days = '$3::int'): string => {
  switch (list) {
    case 'expiring':
      return `${undecided} and expires_on between $2::text::date and $2::text::date + ${days}`
    case 'pending':
      return `renewal_decision = 'pending'`
    case 'overdue':
      return `${undecided} and expires_on < $2::text::date`
    case 'suspended':
      return `suspended_from <= $2::text::date and suspended_to >= $2::text::date`
  }
}

export interface OfficeCounts {
  readonly office: string
  /** Permits expiring within 30, 60, 90 and 180 days, in the order of `expiryWindows`. */
  readonly expiring: readonly number[]
  readonly pending: number
  readonly overdue: number
  readonly suspended: number
  /** How many of the permits counted are sample records. */
  readonly sample: number
  readonly permits: number
}

const first = async (
  services: Services,
  act: Act,
  text: string,
  values: readonly unknown[],
): Promise<readonly Row[]> => {
  const [rows] = await runStatements(services.database.app, act.actor.tenants, [{ text, values }])
  return rows ?? []
}

/** Counts of all work lists by office, in one look at the table. */
export const countsByOffice = async (
  services: Services,
  act: Act,
  authority: string,
  day: string,
): Promise<readonly OfficeCounts[]> => {
  const count = (list: WorkList, name: string, days?: number) =>
    `count(*) filter (where ${condition(list, String(days ?? 0))})::int as ${name}`
  const rows = await first(
    services,
    act,
    `select office, count(*)::int as permits, count(*) filter (where sample)::int as sample, ${[
      ...expiryWindows.map(days => count('expiring', `expiring_${days}`, days)),
      count('pending', 'pending'),
      count('overdue', 'overdue'),
      count('suspended', 'suspended'),
    ].join(', ')} from ${table} where ${alive} group by office order by office`,
    [authority, day],
  )
  return rows.map(row => ({
    office: String(row['office']),
    expiring: expiryWindows.map(days => Number(row[`expiring_${days}`])),
    pending: Number(row['pending']),
    overdue: Number(row['overdue']),
    suspended: Number(row['suspended']),
    sample: Number(row['sample']),
    permits: Number(row['permits']),
  }))
}

export interface WorkRow {
  readonly id: string
  readonly permitNumber: string
  readonly tenDigits: boolean
  readonly holder: string
  readonly kind: string
  readonly office: string
  readonly expiresOn: string
  readonly renewalReceivedOn: string | null
  readonly suspendedTo: string | null
  readonly sample: boolean
  /** The proposal that waits for approval, or was returned. */
  readonly proposal: { readonly id: string; readonly state: 'pending' | 'returned' } | null
}

const dayText = (value: unknown): string | null =>
  value === null || value === undefined ? null : String(value).slice(0, 10)

const workRow = (row: Row): WorkRow => ({
  id: String(row['id']),
  permitNumber: String(row['permit_number']),
  tenDigits: row['ten_digits'] === true,
  holder: String(row['holder']),
  kind: String(row['kind']),
  office: String(row['office']),
  expiresOn: dayText(row['expires_on']) ?? '',
  renewalReceivedOn: dayText(row['renewal_received_on']),
  suspendedTo: dayText(row['suspended_to']),
  sample: row['sample'] === true,
  proposal:
    typeof row['proposal'] === 'string'
      ? { id: row['proposal'], state: row['proposal_state'] === 'returned' ? 'returned' : 'pending' }
      : null,
})

const workColumns =
  'id, permit_number, ten_digits, holder, kind, office, expires_on, renewal_received_on, suspended_to, sample'

/** Of the rows found, the proposal under way for each. */
const withProposal = (select: string): string =>
  `select w.*, p.id as proposal, p.state as proposal_state from (${select}) w
    left join lateral (select id, state from musubi.proposal where register = 'waste_permit' and record = w.id
      and state in ('pending', 'returned') order by proposed_at desc limit 1) p on true order by w.place`

/** One work list, the most urgent first. @param office null for all */
export const workList = async (
  services: Services,
  act: Act,
  query: {
    readonly authority: string
    readonly day: string
    readonly list: WorkList
    readonly days: number
    readonly office: string | null
    readonly most: number
  },
): Promise<readonly WorkRow[]> => {
  const order =
    query.list === 'pending'
      ? 'renewal_received_on, id'
      : query.list === 'suspended'
        ? 'suspended_to, id'
        : 'expires_on, id'
  const rows = await first(
    services,
    act,
    withProposal(`select ${workColumns}, row_number() over (order by ${order}) as place
      from ${table} where ${alive} and $3::int >= 0 and ${condition(query.list)}
      and ($4::text is null or office = $4) order by ${order} limit $5::int`),
    [query.authority, query.day, query.days, query.office, query.most],
  )
  return rows.map(workRow)
}

export interface RevocationAlert {
  readonly action: string
  readonly operatorName: string
  readonly authority: string
  readonly decidedOn: string
  readonly tenant: string
  readonly sample: boolean
  /** Permits of the operator, with any authority, that still stand. */
  readonly permits: readonly { readonly id: string; readonly permitNumber: string; readonly authority: string }[]
}

/**
 * Revocations after which the operator's other permits were not looked at yet. Permits are found by 固有番号, the last six
 * digits of their numbers, so that one entered under another record of the same operator is found as well.
 */
export const openRevocations = async (
  services: Services,
  act: Act,
  day: string,
): Promise<readonly RevocationAlert[]> => {
  const rows = await first(
    services,
    act,
    `select a.id as action, a.tenant, a.operator_name, a.authority, a.decided_on, a.sample,
        json_agg(json_build_object('id', p.id, 'permitNumber', p.permit_number, 'authority', p.authority) order by p.permit_number) as permits
      from register.waste_action a
      join register.waste_operator o on o.id = a.operator and o.tenant = a.tenant
      join register.waste_permit p on p.tenant = a.tenant and right(p.permit_number, 6) = o.operator_number
      where a.removed_at is null and a.kind = 'revocation' and a.checked_on is null and p.removed_at is null
        and (p.revoked_on is null or p.revoked_on > $1::text::date) and (p.abolished_on is null or p.abolished_on > $1::text::date)
        and coalesce(p.renewal_decision, '') <> 'refused' and (p.expires_on >= $1::text::date or p.renewal_decision = 'pending')
      group by a.id, a.tenant, a.operator_name, a.authority, a.decided_on, a.sample order by a.decided_on desc, a.id limit 200`,
    [day],
  )
  return rows.map(row => ({
    action: String(row['action']),
    tenant: String(row['tenant']),
    operatorName: String(row['operator_name']),
    authority: String(row['authority']),
    decidedOn: dayText(row['decided_on']) ?? '',
    sample: row['sample'] === true,
    permits: row['permits'] as RevocationAlert['permits'],
  }))
}

/** Permits that end between two days and whose renewal nobody has asked for, with where to write to. */
export const endingBetween = async (
  services: Services,
  act: Act,
  authority: string,
  day: string,
  from: string,
  to: string,
) => {
  const rows = await first(
    services,
    act,
    `select p.id, p.tenant, p.permit_number, p.ten_digits, p.holder, p.expires_on, p.sample, o.email
      from (select * from ${table} where ${alive} and ${undecided}) p
      join register.waste_operator o on o.id = p.operator and o.tenant = p.tenant
      where p.expires_on between $3::text::date and $4::text::date order by p.expires_on, p.id`,
    [authority, day, from, to],
  )
  return rows.map(row => ({
    id: String(row['id']),
    tenant: String(row['tenant']),
    permitNumber: String(row['permit_number']),
    tenDigits: row['ten_digits'] === true,
    holder: String(row['holder']),
    expiresOn: dayText(row['expires_on']) ?? '',
    email: typeof row['email'] === 'string' && row['email'] !== '' ? row['email'] : null,
    sample: row['sample'] === true,
  }))
}

/**
 * What every permit that holds on a day satisfies, and few others: a sieve in SQL before the rules look at each record.
 * (Closed days and suspensions are the rules'.)
 * @throws RangeError unless the day is one: it becomes part of the text
 */
export const maybeValidOn = (day: string): string => {
  if (!isDay(day)) throw new RangeError(`not a day: ${day}`)
  const at = `'${day}'::date`
  return `(revoked_on is null or revoked_on > ${at}) and (abolished_on is null or abolished_on > ${at}) and (
    (granted_on <= ${at} and (expires_on >= ${at} or (renewal_received_on <= ${at} and renewal_decision in ('pending', 'refused') and (renewal_decided_on is null or renewal_decided_on > ${at}))))
    or exists (select 1 from jsonb_array_elements(case when jsonb_typeof(earlier_periods) = 'array' then earlier_periods else '[]'::jsonb end) e
      where e->>'grantedOn' <= '${day}' and (e->>'expiresOn' >= '${day}' or e->>'renewalReceivedOn' <= '${day}')))`
}
