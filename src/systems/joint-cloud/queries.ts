import { endOfFiscalYear, startOfFiscalYear } from '../../base/calendar/fiscal.ts'
import { NotFoundError } from '../../base/problem.ts'
import { isId } from '../../base/uuid.ts'
import type { Act } from '../../platform/access/actor.ts'
import { organisationId } from '../../platform/access/keys.ts'
import { type Row, runStatements } from '../../platform/database/statement.ts'
import type { Services } from '../../platform/services.ts'
import type { JointCloudConfiguration } from './configuration.ts'
import type { Contract } from './rules/expiry.ts'
import { type Split, splitCost, type Weights } from './rules/split.ts'
import { populationSetting } from './settings.ts'

const rowsOf = async (
  services: Services,
  act: Act,
  text: string,
  values: readonly unknown[] = [],
): Promise<readonly Row[]> => {
  const [rows] = await runStatements(services.database.app, act.actor.tenants, [{ text, values }])
  return rows ?? []
}

const textOrNull = (value: unknown): string | null => (value === null || value === undefined ? null : String(value))
const day = (value: unknown): string | null => textOrNull(value)?.slice(0, 10) ?? null
const number = (value: unknown): number | null => (value === null || value === undefined ? null : Number(value))

export interface ContractRow extends Contract {
  readonly product: string
  readonly vendor: string
  readonly hosting: string
  readonly fit: string | null
  readonly sample: boolean
}

/** Contracts that end from a day on, the first end first. */
export const contractsFrom = async (services: Services, act: Act, from: string): Promise<readonly ContractRow[]> =>
  (
    await rowsOf(
      services,
      act,
      `select id, municipality, business, product, vendor, hosting, fit, contract_to, notice_months, yearly_cost, sample
        from register.joint_system where removed_at is null and contract_to >= $1::text::date order by contract_to, id`,
      [from],
    )
  ).map(row => ({
    id: String(row['id']),
    municipality: String(row['municipality']),
    business: String(row['business']),
    product: String(row['product']),
    vendor: String(row['vendor']),
    hosting: String(row['hosting']),
    fit: textOrNull(row['fit']),
    contractTo: String(day(row['contract_to'])),
    noticeMonths: Number(row['notice_months']),
    yearlyCost: Number(row['yearly_cost']),
    sample: row['sample'] === true,
  }))

export interface GroupRow {
  readonly id: string
  readonly name: string
  readonly businesses: readonly string[]
  readonly stage: string
  readonly lead: string | null
  readonly product: string | null
  readonly vendor: string | null
  readonly agreedOn: string | null
  readonly contractFrom: string | null
  readonly contractTo: string | null
  readonly weights: Weights
  /** Use is taken from the platform's own count of requests. */
  readonly measuredUse: boolean
  readonly sample: boolean
}

const groupColumns = `id, name, businesses, stage, lead, product, vendor, agreed_on, contract_from, contract_to, equal_weight,
  population_weight, use_weight, use_source, sample`

const groupRow = (row: Row): GroupRow => ({
  id: String(row['id']),
  name: String(row['name']),
  businesses: Array.isArray(row['businesses']) ? row['businesses'].map(String) : [],
  stage: String(row['stage']),
  lead: textOrNull(row['lead']),
  product: textOrNull(row['product']),
  vendor: textOrNull(row['vendor']),
  agreedOn: day(row['agreed_on']),
  contractFrom: day(row['contract_from']),
  contractTo: day(row['contract_to']),
  weights: {
    equal: Number(row['equal_weight']),
    population: Number(row['population_weight']),
    use: Number(row['use_weight']),
  },
  measuredUse: row['use_source'] === 'requests',
  sample: row['sample'] === true,
})

export const listGroups = async (services: Services, act: Act): Promise<readonly GroupRow[]> =>
  (
    await rowsOf(
      services,
      act,
      `select ${groupColumns} from register.joint_group where removed_at is null order by name, id`,
    )
  ).map(groupRow)

/** @throws NotFoundError */
export const groupOf = async (services: Services, act: Act, id: string): Promise<GroupRow> => {
  if (!isId(id)) throw new NotFoundError('joint_group')
  const [row] = await rowsOf(
    services,
    act,
    `select ${groupColumns} from register.joint_group where id = $1::text::uuid and removed_at is null`,
    [id],
  )
  if (!row) throw new NotFoundError('joint_group')
  return groupRow(row)
}

export interface MembershipRow {
  readonly id: string
  readonly group: string
  readonly municipality: string
  readonly business: string
  readonly joinedOn: string
  readonly productionOn: string | null
  readonly leftOn: string | null
  readonly costBefore: number | null
  readonly sample: boolean
}

/** Of one group, or of all. */
export const memberships = async (services: Services, act: Act, group?: string): Promise<readonly MembershipRow[]> =>
  (
    await rowsOf(
      services,
      act,
      `select id, cloud_group, municipality, business, joined_on, production_on, left_on, cost_before, sample
        from register.joint_membership where removed_at is null and ($1::text is null or cloud_group = $1::text::uuid)
        order by municipality, business, joined_on, id`,
      [group ?? null],
    )
  ).map(row => ({
    id: String(row['id']),
    group: String(row['cloud_group']),
    municipality: String(row['municipality']),
    business: String(row['business']),
    joinedOn: String(day(row['joined_on'])),
    productionOn: day(row['production_on']),
    leftOn: day(row['left_on']),
    costBefore: number(row['cost_before']),
    sample: row['sample'] === true,
  }))

export interface CostRow {
  readonly id: string
  readonly group: string
  readonly fiscalYear: number
  readonly item: string
  readonly amount: number
  readonly source: string | null
}

export const costs = async (services: Services, act: Act, group?: string): Promise<readonly CostRow[]> =>
  (
    await rowsOf(
      services,
      act,
      `select id, cloud_group, fiscal_year, item, amount, source from register.joint_cost
        where removed_at is null and ($1::text is null or cloud_group = $1::text::uuid) order by fiscal_year desc, item, id`,
      [group ?? null],
    )
  ).map(row => ({
    id: String(row['id']),
    group: String(row['cloud_group']),
    fiscalYear: Number(row['fiscal_year']),
    item: String(row['item']),
    amount: Number(row['amount']),
    source: textOrNull(row['source']),
  }))

export interface UseRow {
  readonly municipality: string
  readonly fiscalYear: number
  readonly amount: number
  readonly measure: string
  readonly source: string
}

export const uses = async (
  services: Services,
  act: Act,
  group: string,
  fiscalYear: number,
): Promise<readonly UseRow[]> =>
  (
    await rowsOf(
      services,
      act,
      `select municipality, fiscal_year, amount, measure, source from register.joint_use
        where removed_at is null and cloud_group = $1::text::uuid and fiscal_year = $2::int order by municipality`,
      [group, fiscalYear],
    )
  ).map(row => ({
    municipality: String(row['municipality']),
    fiscalYear: Number(row['fiscal_year']),
    amount: Number(row['amount']),
    measure: String(row['measure']),
    source: String(row['source']),
  }))

export interface Decision {
  readonly what: string
  readonly who: string
  readonly until: string | null
  readonly done: boolean
}

export interface MeetingRow {
  readonly id: string
  readonly title: string
  readonly heldOn: string
  readonly decisions: readonly Decision[]
}

/** Meetings of a group, the latest first. */
export const meetings = async (services: Services, act: Act, group: string): Promise<readonly MeetingRow[]> =>
  (
    await rowsOf(
      services,
      act,
      `select id, title, held_on, decisions from register.joint_meeting
        where removed_at is null and cloud_group = $1::text::uuid order by held_on desc, id desc`,
      [group],
    )
  ).map(row => ({
    id: String(row['id']),
    title: String(row['title']),
    heldOn: String(day(row['held_on'])),
    decisions: (Array.isArray(row['decisions']) ? row['decisions'] : []).map(one => ({
      what: String(one.what ?? ''),
      who: String(one.who ?? ''),
      until: textOrNull(one.until),
      done: one.done === true,
    })),
  }))

/** Whether a member takes part in a fiscal year: on one of its days at least. */
export const memberIn = ({ joinedOn, leftOn }: MembershipRow, fiscalYear: number): boolean =>
  joinedOn <= endOfFiscalYear(fiscalYear) && (leftOn === null || leftOn > startOfFiscalYear(fiscalYear))

export interface MemberFigures {
  readonly municipality: string
  readonly population: number | null
  readonly use: number | null
}

export interface GroupYear {
  readonly fiscalYear: number
  readonly amount: number
  readonly items: readonly CostRow[]
  readonly members: readonly MemberFigures[]
  readonly uses: readonly UseRow[]
  readonly split: Split
}

/** Population by which costs of a day are split: the organisation's own setting, else the region's figure. */
export const populationOf = async (
  services: Services,
  configuration: JointCloudConfiguration,
  municipality: string,
  onDay: string,
): Promise<number | null> =>
  (await services.settings.value(organisationId(municipality), populationSetting, onDay)) ??
  configuration.municipalities.find(one => one.code === municipality)?.population ??
  null

/** What a group pays in a fiscal year and how it is split. Population is that of the year's first day. */
export const groupYear = async (
  services: Services,
  configuration: JointCloudConfiguration,
  act: Act,
  group: GroupRow,
  fiscalYear: number,
): Promise<GroupYear> => {
  const [all, taking, used] = await Promise.all([
    costs(services, act, group.id),
    memberships(services, act, group.id),
    uses(services, act, group.id, fiscalYear),
  ])
  const items = all.filter(one => one.fiscalYear === fiscalYear)
  const codes = [...new Set(taking.filter(one => memberIn(one, fiscalYear)).map(one => one.municipality))].toSorted()
  const measured = group.measuredUse
    ? await services.serviceLevel.requests(codes.map(organisationId), {
        from: startOfFiscalYear(fiscalYear),
        to: startOfFiscalYear(fiscalYear + 1),
      })
    : null
  const members = await Promise.all(
    codes.map(async municipality => ({
      municipality,
      population: await populationOf(services, configuration, municipality, startOfFiscalYear(fiscalYear)),
      use: measured
        ? (measured.get(organisationId(municipality)) ?? null)
        : (used.find(one => one.municipality === municipality)?.amount ?? null),
    })),
  )
  const amount = items.reduce((sum, one) => sum + one.amount, 0)
  const split = splitCost(
    amount,
    group.weights,
    members.map(({ municipality, population, use }) => ({ id: municipality, population, use })),
  )
  return { fiscalYear, amount, items, members, uses: measured ? [] : used, split }
}

export interface Groups {
  readonly real: number
  readonly sample: number
}

/** Groups in which two municipalities or more run one business in production on a day, as the plan counts them. */
export const groupsInProduction = (all: readonly MembershipRow[], onDay: string): Groups => {
  const running = all.filter(
    one => one.productionOn !== null && one.productionOn <= onDay && (one.leftOn === null || one.leftOn > onDay),
  )
  const shared = (rows: readonly MembershipRow[]) => {
    const bodies = Map.groupBy(rows, one => `${one.group} ${one.business}`)
    return new Set(
      [...bodies.values()]
        .filter(list => new Set(list.map(one => one.municipality)).size > 1)
        .flatMap(list => list[0]?.group ?? []),
    )
  }
  const real = shared(running.filter(one => !one.sample))
  const withSample = shared(running)
  return { real: real.size, sample: [...withSample].filter(id => !real.has(id)).length }
}
