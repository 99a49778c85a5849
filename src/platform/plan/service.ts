import type { Bilingual } from '../../base/bilingual.ts'
import { isDay } from '../../base/calendar/days.ts'
import { type Clock, dayInJapan } from '../../base/clock.ts'
import { DefinitionError, InputError, NotFoundError, type Problem, RefusedError } from '../../base/problem.ts'
import { newId } from '../../base/uuid.ts'
import { type Act, may } from '../access/actor.ts'
import type { EnterInLedger } from '../access/events.ts'
import { asTenants } from '../access/tenancy.ts'
import type { Database } from '../database/connection.ts'
import type { RegionDefinition } from '../region.ts'
import type { IndicatorDefinition } from './definition.ts'
import { statisticEntered, successorEntered } from './events.ts'
import { daysToCount, pointsOf } from './history.ts'
import { findMeasure, type PlacedMeasure, placedMeasures } from './measure.ts'
import {
  countsOf,
  insertStatistic,
  insertSuccessor,
  listStatistics,
  listSuccessors,
  presenceOf,
  type StatisticRow,
  type SuccessorRow,
} from './store.ts'
import type { DepartmentView, IndicatorPoint, MeasureState, MeasureView } from './view.ts'

/** What the plan must know of a system. */
export interface PlanSystem {
  readonly id: string
  readonly title: Bilingual
  readonly measures: readonly string[]
  /** Path that 「開く」 leads to. */
  readonly open: string
  /** Registers whose records make it run. */
  readonly registers: readonly string[]
}

export interface PlanParts {
  readonly region: RegionDefinition
  readonly systems: readonly PlanSystem[]
  readonly indicators: readonly IndicatorDefinition[]
  readonly database: Database
  readonly clock: Clock
  readonly enter: EnterInLedger
}

export interface StatisticInput {
  readonly measure: string
  readonly day: string
  /** Decimal; empty withdraws what was entered for the day. */
  readonly value: string
  readonly source: string
  readonly sourceUrl: string
}

export interface SuccessorInput {
  readonly department: string
  readonly from: string
  readonly nameJa: string
  readonly nameEn: string
  readonly source: string
}

export interface PlanService {
  /** Every entry with its state and figures, in the plan's order. */
  overview(): Promise<readonly MeasureView[]>
  /** @throws NotFoundError */
  measure(id: string): Promise<MeasureView>
  statistics(): Promise<readonly StatisticRow[]>
  successors(): Promise<readonly SuccessorRow[]>
  /** @throws InputError, RefusedError */
  enterStatistic(act: Act, input: StatisticInput): Promise<void>
  /** @throws InputError, RefusedError */
  enterSuccessor(act: Act, input: SuccessorInput): Promise<void>
}

export const planPermission = 'plan.edit'

/** Counting goes over whole registers: visitors see figures that are at most so old. */
const keptForMs = 60_000

export const createPlanService = (parts: PlanParts): PlanService => {
  checkParts(parts)
  let kept: { readonly at: number; readonly views: Promise<readonly MeasureView[]> } | undefined
  const overview = (): Promise<readonly MeasureView[]> => {
    const now = parts.clock.now().getTime()
    if (kept && now >= kept.at && now - kept.at < keptForMs) return kept.views
    const views = viewsOf(parts)
    kept = { at: now, views }
    // A failure is told to those who waited for it and not kept for the next visitor.
    views.catch(() => {
      if (kept?.views === views) kept = undefined
    })
    return views
  }
  return {
    overview,
    measure: async id => {
      const found = (await overview()).find(view => view.measure.id === id)
      if (!found) throw new NotFoundError(`plan entry ${id}`)
      return found
    },
    statistics: () => listStatistics(parts.database.app),
    successors: () => listSuccessors(parts.database.app),
    enterStatistic: async (act, input) => {
      await enterStatistic(parts, act, input)
      kept = undefined
    },
    enterSuccessor: async (act, input) => {
      await enterSuccessor(parts, act, input)
      kept = undefined
    },
  }
}

/** @throws DefinitionError when a system or an indicator does not fit the plan */
const checkParts = ({ region, systems, indicators }: PlanParts): void => {
  for (const system of systems)
    for (const id of system.measures)
      if (!findMeasure(region.plan, id)) throw new DefinitionError(`system ${system.id}: the plan has no entry ${id}`)
  const seen = new Set<string>()
  for (const { measure: id, kind } of indicators) {
    const planned = findMeasure(region.plan, id)?.measure.indicator
    if (!planned) throw new DefinitionError(`indicator of ${id}: the plan sets no indicator there`)
    if (planned.kind !== kind)
      throw new DefinitionError(`indicator of ${id}: kind ${kind}, but the plan's indicator is ${planned.kind}`)
    if (seen.has(id)) throw new DefinitionError(`indicator of ${id}: declared twice`)
    seen.add(id)
  }
}

const viewsOf = async (parts: PlanParts): Promise<readonly MeasureView[]> => {
  const { region, systems, database, clock } = parts
  const today = dayInJapan(clock.now())
  const registers = [...new Set(systems.flatMap(system => system.registers))]
  const [presence, statistics, successors] = await Promise.all([
    presenceOf(database.app, registers),
    listStatistics(database.app),
    listSuccessors(database.app),
  ])
  const present = new Map(presence.map(row => [row.register, row]))
  return Promise.all(
    placedMeasures(region.plan).map(async (placed): Promise<MeasureView> => {
      const own = systems.filter(system => system.measures.includes(placed.measure.id))
      const held = own.flatMap(system => system.registers).map(register => present.get(register))
      const state: MeasureState =
        own.length === 0
          ? 'missing'
          : held.some(row => row?.present)
            ? 'running'
            : held.some(row => row?.sample)
              ? 'sample'
              : 'ready'
      return {
        ...placed,
        state,
        systems: own.map(({ title, open }) => ({ title, open })),
        departments: placed.measure.departments.map(id => departmentView(parts, id, successors, today)),
        ...(await figuresOf(parts, placed, statistics, today)),
      }
    }),
  )
}

const figuresOf = async (
  { indicators, database, region }: PlanParts,
  { measure }: PlacedMeasure,
  statistics: readonly StatisticRow[],
  today: string,
): Promise<{ figures?: 'records' | 'statistic'; points: readonly IndicatorPoint[] }> => {
  if (measure.indicator?.kind === 'external')
    return {
      figures: 'statistic',
      points: statistics
        .filter(row => row.measure === measure.id && row.day <= today)
        .map(row => ({
          day: row.day,
          value: Number(row.value),
          sample: null,
          source: { name: row.source, url: row.source_url },
        })),
    }
  const indicator = indicators.find(one => one.measure === measure.id)
  if (!indicator || !measure.indicator) return { points: [] }
  const days = daysToCount(measure.indicator.baseline.day, today)
  const rows = await countsOf(database.app, indicator, days, region.timeZone)
  return { figures: 'records', points: pointsOf(rows, today) }
}

const departmentView = (
  { region }: PlanParts,
  id: string,
  successors: readonly SuccessorRow[],
  today: string,
): DepartmentView => {
  const department = region.departments.find(one => one.id === id)
  if (!department) throw new DefinitionError(`the plan names a department that the region has not: ${id}`)
  const entered = successors.findLast(row => row.department === id && row.valid_from <= today)
  if (entered) {
    const name = { ja: entered.name_ja, en: entered.name_en }
    return { department, successor: { name, from: entered.valid_from, source: entered.source } }
  }
  const configured = department.successor
  return configured && configured.from <= today ? { department, successor: configured } : { department }
}

const required: Bilingual = { ja: '入力してください。', en: 'Please fill this in.' }
const dayWanted: Bilingual = {
  ja: '日付を「2026-03-31」のように入力してください。',
  en: 'Enter a date such as 2026-03-31.',
}

const enterStatistic = async (parts: PlanParts, act: Act, input: StatisticInput): Promise<void> => {
  if (!may(act.actor, planPermission)) throw new RefusedError(planPermission)
  const problems: Problem[] = []
  const value = input.value.trim()
  const url = input.sourceUrl.trim()
  if (findMeasure(parts.region.plan, input.measure)?.measure.indicator?.kind !== 'external')
    problems.push({
      field: 'measure',
      message: {
        ja: '外部統計を指標とする取組を選んでください。',
        en: 'Choose an entry whose indicator is an external statistic.',
      },
    })
  if (!isDay(input.day)) problems.push({ field: 'day', value: input.day, message: dayWanted })
  else if (input.day > dayInJapan(act.clock.now()))
    problems.push({
      field: 'day',
      value: input.day,
      message: { ja: '今日までの日付を入力してください。', en: 'Enter a date that is not in the future.' },
    })
  if (!/^(?:-?\d{1,15}(?:\.\d{1,6})?)?$/.test(value))
    problems.push({
      field: 'value',
      value,
      message: {
        ja: '数字で入力してください（例：2940、40.9）。取り消すときは空欄にします。',
        en: 'Enter a number such as 2940 or 40.9, or leave it empty to withdraw the day.',
      },
    })
  if (input.source.trim() === '') problems.push({ field: 'source', message: required })
  if (url !== '' && !/^https?:\/\/\S+$/.test(url))
    problems.push({
      field: 'sourceUrl',
      value: url,
      message: {
        ja: 'https:// で始まるアドレスを入力してください。',
        en: 'Enter an address that begins with https://.',
      },
    })
  if (problems.length > 0) throw new InputError(problems)
  const { actor } = act
  await asTenants(parts.database.app, actor.tenants, async tx => {
    await insertStatistic(tx, {
      ...enteredBy(act),
      measure: input.measure,
      day: input.day,
      value: value === '' ? null : value,
      source: input.source.trim(),
      source_url: url === '' ? null : url,
    })
    await parts.enter(tx, {
      event: statisticEntered,
      tenant: actor.organisation,
      actor: actor.person,
      body: {
        measure: input.measure,
        day: input.day,
        value: value === '' ? null : value,
        source: input.source.trim(),
      },
    })
  })
}

const enterSuccessor = async (parts: PlanParts, act: Act, input: SuccessorInput): Promise<void> => {
  if (!may(act.actor, planPermission)) throw new RefusedError(planPermission)
  const problems: Problem[] = []
  const [ja, en] = [input.nameJa.trim(), input.nameEn.trim()]
  if (!parts.region.departments.some(({ id }) => id === input.department))
    problems.push({ field: 'department', message: { ja: '担当課を選んでください。', en: 'Choose a department.' } })
  if (!isDay(input.from)) problems.push({ field: 'from', value: input.from, message: dayWanted })
  if ((ja === '') !== (en === ''))
    problems.push({
      field: ja === '' ? 'nameJa' : 'nameEn',
      message: {
        ja: '日本語名と英語名の両方を入力してください。取り消すときは両方を空欄にします。',
        en: 'Enter both names, or leave both empty to withdraw the day.',
      },
    })
  if (input.source.trim() === '') problems.push({ field: 'source', message: required })
  if (problems.length > 0) throw new InputError(problems)
  const { actor } = act
  await asTenants(parts.database.app, actor.tenants, async tx => {
    const row = {
      department: input.department,
      valid_from: input.from,
      name_ja: ja === '' ? null : ja,
      name_en: en === '' ? null : en,
      source: input.source.trim(),
    }
    await insertSuccessor(tx, { ...enteredBy(act), ...row })
    await parts.enter(tx, {
      event: successorEntered,
      tenant: actor.organisation,
      actor: actor.person,
      body: { department: row.department, from: row.valid_from, name: row.name_ja, source: row.source },
    })
  })
}

const enteredBy = ({ actor, clock }: Act) => ({
  tenant: actor.organisation,
  id: newId(),
  entered_by: actor.person,
  entered_by_name: actor.name,
  entered_at: clock.now(),
})
