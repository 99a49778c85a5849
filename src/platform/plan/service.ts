import type { Bilingual } from '../../base/bilingual.ts'
import { type Clock, dayInJapan } from '../../base/clock.ts'
import { DefinitionError, NotFoundError } from '../../base/problem.ts'
import type { Act } from '../access/actor.ts'
import type { EnterInLedger } from '../access/events.ts'
import type { Database } from '../database/connection.ts'
import type { RegionDefinition } from '../region.ts'
import type { Field } from '../registers/field.ts'
import type { IndicatorDefinition } from './definition.ts'
import { enterStatistic, enterSuccessor, type StatisticInput, type SuccessorInput } from './entry.ts'
import { daysToCount, pointsOf } from './history.ts'
import { findMeasure, type PlacedMeasure, placedMeasures } from './measure.ts'
import {
  countsOf,
  type FieldNames,
  listStatistics,
  listSuccessors,
  presenceOf,
  type StatisticRow,
  type SuccessorRow,
} from './store.ts'
import type { DepartmentView, IndicatorPoint, MeasureState, MeasureView } from './view.ts'

/** What the plan must know of a register; a RegisterDefinition is one. */
export interface PlanRegister {
  readonly id: string
  readonly fields: Readonly<Record<string, Pick<Field, 'kind' | 'formerly'>>>
}

/** What the plan must know of a system. */
export interface PlanSystem {
  readonly id: string
  readonly title: Bilingual
  readonly measures: readonly string[]
  /** Path that 「開く」 leads to. */
  readonly open: string
  /** Registers whose records make it run. */
  readonly registers: readonly PlanRegister[]
}

export interface PlanParts {
  readonly region: RegionDefinition
  readonly systems: readonly PlanSystem[]
  readonly indicators: readonly IndicatorDefinition[]
  readonly database: Database
  readonly clock: Clock
  readonly enter: EnterInLedger
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
  for (const { measure: id, kind, counts } of indicators) {
    const planned = findMeasure(region.plan, id)?.measure.indicator
    if (!planned) throw new DefinitionError(`indicator of ${id}: the plan sets no indicator there`)
    if (planned.kind !== kind)
      throw new DefinitionError(`indicator of ${id}: kind ${kind}, but the plan's indicator is ${planned.kind}`)
    if (seen.has(id)) throw new DefinitionError(`indicator of ${id}: declared twice`)
    seen.add(id)
    for (const { register, since, until, distinct, groups } of counts) {
      const fields = systems.flatMap(system => system.registers).find(one => one.id === register)?.fields
      if (!fields) throw new DefinitionError(`indicator of ${id}: no such register: ${register}`)
      const dates = [since ?? [], until ?? []].flat()
      for (const field of [...dates, distinct, groups?.of, groups?.each, ...(groups?.together ?? [])])
        if (field !== undefined && !fields[field])
          throw new DefinitionError(`indicator of ${id}: register ${register} has no field ${field}`)
      for (const field of dates)
        if (fields[field]?.kind !== 'date')
          throw new DefinitionError(`indicator of ${id}: field ${field} of register ${register} is not a date`)
      if (groups && (kind !== 'stock' || since === undefined))
        throw new DefinitionError(`indicator of ${id}: groups are counted as a stock with a date since when they hold`)
      if (kind === 'distinct-people' && distinct === undefined)
        throw new DefinitionError(`indicator of ${id}: register ${register} names no field whose people are counted`)
    }
  }
}

/** Names of a field in revisions: as declared now, then as formerly. */
const namesOf =
  (systems: readonly PlanSystem[]): FieldNames =>
  (register, field) => {
    const declared = systems.flatMap(system => system.registers).find(one => one.id === register)?.fields[field]
    return [field, ...(declared?.formerly ?? []).map(former => former.id)]
  }

const viewsOf = async (parts: PlanParts): Promise<readonly MeasureView[]> => {
  const { region, systems, database, clock } = parts
  const today = dayInJapan(clock.now())
  const registers = [...new Set(systems.flatMap(system => system.registers.map(({ id }) => id)))]
  const [presence, statistics, successors] = await Promise.all([
    presenceOf(database.app, registers),
    listStatistics(database.app),
    listSuccessors(database.app),
  ])
  const present = new Map(presence.map(row => [row.register, row]))
  return Promise.all(
    placedMeasures(region.plan).map(async (placed): Promise<MeasureView> => {
      const own = systems.filter(system => system.measures.includes(placed.measure.id))
      const held = own.flatMap(system => system.registers).map(({ id }) => present.get(id))
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
  { indicators, database, region, systems }: PlanParts,
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
  const rows = await countsOf(database.app, indicator, days, region.timeZone, namesOf(systems))
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
