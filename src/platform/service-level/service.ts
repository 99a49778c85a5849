import type { Language } from '../../base/bilingual.ts'
import { addDays } from '../../base/calendar/days.ts'
import { type Clock, dayInJapan } from '../../base/clock.ts'
import { ConflictError, InputError, NotFoundError, type Problem, RefusedError } from '../../base/problem.ts'
import { newId } from '../../base/uuid.ts'
import { type Act, may } from '../access/actor.ts'
import type { Database } from '../database/connection.ts'
import { inTenants } from '../database/transaction.ts'
import type { Condition, ConditionSource } from '../health/condition.ts'
import { record } from '../ledger/service.ts'
import type { SettingsService } from '../settings/service.ts'
import type { Maintenance, Outage, ServiceClass, WindowScope } from './definition.ts'
import { maintenanceAnnounced, maintenanceWithdrawn } from './events.ts'
import { type DayFigures, daysOf, eachDay, excludedOf, type Figures, figuresOf, type Known, timeOf } from './month.ts'
import { noticeHours, publicAvailability, publicResponse, staffAvailability, staffResponse } from './settings.ts'
import { dayCounts, listOutages, listWindows, measuredSince, rollUp } from './store.ts'
import { momentOf, scopeTitles } from './words.ts'

export const readPermission = 'service.read'
export const announcePermission = 'service.announce'

/** Days for which minutes are kept as such; older ones are added up to days. */
const minuteDays = 2

export interface Objective {
  /** Percent. */
  readonly availability: number | null
  /** Milliseconds for 95 of 100 requests. */
  readonly response: number | null
}

export interface MonthView {
  readonly figures: Figures
  readonly days: readonly DayFigures[]
  readonly objective: Objective
  readonly outages: readonly Outage[]
  readonly windows: readonly Maintenance[]
  readonly since: number | null
}

export interface AnnounceInput {
  readonly scope: WindowScope
  readonly title: string
  /** Milliseconds; null where what was typed is no time. */
  readonly from: number | null
  readonly to: number | null
}

export interface ServiceLevelService {
  readonly operator: string
  /** Whether the actor sees every organisation, or their own only. */
  seesAll(act: Act): boolean
  /** @throws RefusedError for another organisation than one's own */
  month(act: Act, organisation: string, of: ServiceClass, month: string): Promise<MonthView>
  /** Figures of officers of several organisations, without asking who looks: the caller has. */
  ofOrganisations(organisations: readonly string[], month: string): Promise<ReadonlyMap<string, Figures>>
  objective(organisation: string, of: ServiceClass, day: string): Promise<Objective>
  /** Requests of officers of several organisations in the days from one to another, the second not included. */
  requests(
    organisations: readonly string[],
    days: { readonly from: string; readonly to: string },
  ): Promise<ReadonlyMap<string, number>>
  /** From a month before a time on, the latest first. */
  windows(from: number): Promise<readonly Maintenance[]>
  mayAnnounce(act: Act): boolean
  /** @throws InputError, RefusedError */
  announce(act: Act, input: AnnounceInput): Promise<void>
  /** @throws ConflictError once it has begun */
  withdraw(act: Act, id: string): Promise<void>
  /** Looks which maintenance is near, for `conditions`. Called every few seconds. */
  refresh(): Promise<void>
  /** Maintenance of the next days and under way, for the top of the pages. */
  readonly conditions: ConditionSource
  /** Adds minutes of past days up; for the nightly job. */
  rollUp(): Promise<void>
}

export interface ServiceLevelParts {
  readonly database: Database
  readonly clock: Clock
  readonly settings: SettingsService
  readonly operator: string
}

/** Hours before its beginning from which on maintenance is told on every page. */
const toldHours = 72

const conditionOf = ({ scope, title, from, to }: Maintenance): Condition => {
  const when = (language: Language) => `${momentOf(from, language)} – ${momentOf(to, language)}`
  return {
    id: 'maintenance',
    tone: 'info',
    label: { ja: '計画停止', en: 'Maintenance' },
    text: {
      ja: `${when('ja')}（${scopeTitles[scope].ja}が使えません）：${title}`,
      en: `${when('en')} (not available: ${scopeTitles[scope].en.toLowerCase()}): ${title}`,
    },
    ...(scope === 'staff' ? { audience: 'staff' as const } : {}),
  }
}

const farAhead = Date.UTC(9999, 0, 1)
const number = (value: string | null): number | null => (value === null ? null : Number(value))

export const createServiceLevel = ({ database, clock, settings, operator }: ServiceLevelParts): ServiceLevelService => {
  const { app } = database
  const now = () => clock.now().getTime()
  let near: readonly Maintenance[] = []
  const seesAll = (act: Act) => act.actor.organisation === operator
  const mayAnnounce = (act: Act) => may(act.actor, announcePermission) && act.actor.organisation === operator

  const knownOf = async (of: ServiceClass, days: { readonly from: string; readonly to: string }): Promise<Known> => {
    const time = timeOf(days)
    const [outages, windows, since] = await Promise.all([
      listOutages(app, operator, time),
      listWindows(app, operator, time),
      measuredSince(app),
    ])
    return { of, outages, windows, since: since ?? farAhead, now: now() }
  }

  const objective: ServiceLevelService['objective'] = async (organisation, of, day) => {
    const [whose, percent, response] =
      of === 'staff' ? [organisation, staffAvailability, staffResponse] : [operator, publicAvailability, publicResponse]
    return {
      availability: number(await settings.value(whose, percent, day)),
      response: number(await settings.value(whose, response, day)),
    }
  }

  return {
    operator,
    seesAll,
    mayAnnounce,
    objective,
    async month(act, organisation, of, month) {
      if (!may(act.actor, readPermission)) throw new RefusedError(readPermission)
      // What the public gets is no organisation's secret.
      if (of === 'staff' && organisation !== act.actor.organisation && !seesAll(act))
        throw new RefusedError(readPermission)
      const days = daysOf(month)
      const known = await knownOf(of, days)
      const tenant = of === 'staff' ? organisation : operator
      const counts = await dayCounts(app, [tenant], of, days, excludedOf(known))
      return {
        figures: figuresOf(counts, timeOf(days), known),
        days: eachDay(counts, days, known),
        objective: await objective(organisation, of, addDays(days.to, -1)),
        outages: known.outages,
        windows: known.windows,
        since: known.since === farAhead ? null : known.since,
      }
    },
    async ofOrganisations(organisations, month) {
      const days = daysOf(month)
      const known = await knownOf('staff', days)
      const counts = Map.groupBy(
        await dayCounts(app, organisations, 'staff', days, excludedOf(known)),
        one => one.tenant,
      )
      return new Map(organisations.map(id => [id, figuresOf(counts.get(id) ?? [], timeOf(days), known)]))
    },
    async requests(organisations, days) {
      const counts = await dayCounts(app, organisations, 'staff', days, [])
      return new Map(
        organisations.map(id => [
          id,
          counts.filter(one => one.tenant === id).reduce((sum, one) => sum + one.requests, 0),
        ]),
      )
    },
    async refresh() {
      const soon = { from: now(), to: now() + toldHours * 3_600_000 }
      near = (await listWindows(app, operator, soon)).filter(one => !one.withdrawn).toReversed()
    },
    // The first one only: conditions of one name stand once.
    conditions: () =>
      near
        .filter(one => one.to > now())
        .slice(0, 1)
        .map(conditionOf),
    windows: from => listWindows(app, operator, { from: from - 31 * 86_400_000, to: farAhead }),
    async announce(act, input) {
      if (!mayAnnounce(act)) throw new RefusedError(announcePermission)
      const problems: Problem[] = []
      const wrong = (field: string, ja: string, en: string) => problems.push({ field, message: { ja, en } })
      if (input.from === null) wrong('from', '始まりの日時を入力してください。', 'Enter when it begins.')
      else if (input.from < now()) wrong('from', 'これからの日時を入力してください。', 'It must begin later than now.')
      if (input.to === null) wrong('to', '終わりの日時を入力してください。', 'Enter when it ends.')
      else if (input.from !== null && input.to <= input.from)
        wrong('to', '始まりより後の日時を入力してください。', 'It must end after it begins.')
      else if (input.from !== null && input.to - input.from > 7 * 86_400_000)
        wrong('to', '7日以内にしてください。', 'At most seven days.')
      const title = input.title.trim()
      if (!title) wrong('title', '内容を入力してください。', 'Say what is done.')
      else if (title.length > 200) wrong('title', '200文字以内で入力してください。', 'At most 200 characters.')
      if (problems.length > 0 || input.from === null || input.to === null) throw new InputError(problems)
      const at = clock.now()
      const [from, to, id] = [new Date(input.from).toISOString(), new Date(input.to).toISOString(), newId()]
      const notice = (await settings.value(operator, noticeHours, dayInJapan(at))) ?? 0
      await inTenants(app, [operator], async tx => {
        await tx`
          insert into musubi.service_window
            (tenant, id, scope, from_at, to_at, title, notice_hours, announced_at, announced_by, announced_by_name)
          values (${operator}, ${id}, ${input.scope}, ${from}, ${to}, ${title}, ${notice}, ${at.toISOString()},
            ${act.actor.person}, ${act.actor.name})`
        await record(
          tx,
          {
            event: maintenanceAnnounced,
            tenant: operator,
            actor: act.actor.person,
            body: { window: id, scope: input.scope, from, to },
          },
          at,
        )
      })
    },
    async withdraw(act, id) {
      if (!mayAnnounce(act)) throw new RefusedError(announcePermission)
      const at = clock.now()
      await inTenants(app, [operator], async tx => {
        const [row] = await tx<{ from_at: string; withdrawn_at: string | null }[]>`
          select from_at, withdrawn_at from musubi.service_window where tenant = ${operator} and id = ${id} for update`
        if (!row) throw new NotFoundError('maintenance')
        // What has begun has changed the figures already.
        if (row.withdrawn_at !== null || Date.parse(row.from_at) <= at.getTime())
          throw new ConflictError({
            ja: 'この計画停止は、すでに始まったか、取り消されています。',
            en: 'This maintenance has begun or was withdrawn already.',
          })
        await tx`
          update musubi.service_window set withdrawn_at = ${at.toISOString()}, withdrawn_by_name = ${act.actor.name}
          where tenant = ${operator} and id = ${id}`
        await record(
          tx,
          { event: maintenanceWithdrawn, tenant: operator, actor: act.actor.person, body: { window: id } },
          at,
        )
      })
    },
    async rollUp() {
      const before = addDays(dayInJapan(clock.now()), -minuteDays)
      const time = {
        from: timeOf({ from: '2020-01-01', to: before }).from,
        to: timeOf({ from: before, to: before }).to,
      }
      const [outages, windows] = await Promise.all([listOutages(app, operator, time), listWindows(app, operator, time)])
      for (const of of ['staff', 'public', 'entrance'] as const)
        await rollUp(database.owner, of, before, excludedOf({ of, outages, windows }))
    },
  }
}
