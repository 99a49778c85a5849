import type { JsonObject } from '../../base/json.ts'
import type { Act } from '../access/actor.ts'
import type { Database, Transaction } from '../database/connection.ts'
import { inTenants } from '../database/transaction.ts'
import type { ComparisonReport } from './compare/report.ts'
import type { CharacterTable } from './convert/characters.ts'
import type { MoveMapping } from './mapping/definition.ts'
import type { MoveReport } from './run/report.ts'

export interface MappingRow {
  readonly id: string
  readonly tenant: string
  readonly layout: string
  readonly name: string
  readonly content: MoveMapping
  readonly shared: boolean
  readonly copied_from: string | null
  readonly copied: MoveMapping | null
  readonly updated_at: string
  readonly updated_by_name: string
}

export interface MoveRow {
  readonly id: string
  readonly tenant: string
  readonly name: string
  readonly layout: string
  readonly mapping: string
  readonly characters: CharacterTable
  readonly sample: boolean
  readonly created_at: string
  readonly created_by_name: string
}

export interface MoveFileRow {
  readonly file: string
  readonly name: string
  readonly sha256: string
  readonly size: number
  readonly pieces: readonly string[]
  readonly put_at: string
  readonly put_by_name: string
}

export interface RehearsalRow {
  readonly id: string
  readonly move: string
  readonly at: string
  readonly by_name: string
  readonly fingerprint: string
  readonly report: MoveReport
}

export const planStates = ['proposed', 'approved', 'running', 'done', 'stopped', 'withdrawn'] as const
export type PlanState = (typeof planStates)[number]

export interface PlanRow {
  readonly id: string
  readonly tenant: string
  readonly move: string
  readonly rehearsal: string
  readonly day: string
  readonly leave_out: boolean
  readonly reason: string
  readonly state: PlanState
  readonly problem: { readonly ja: string; readonly en: string } | null
  readonly proposed_at: string
  readonly proposed_by: string | null
  readonly proposed_by_name: string
  readonly approved_at: string | null
  readonly approved_by: string | null
  readonly approved_by_name: string | null
  readonly ended_at: string | null
}

export interface StepRow {
  readonly name: string
  readonly done_at: string
  readonly report: MoveReport
}

export interface ComparisonRow {
  readonly id: string
  readonly move: string
  readonly at: string
  readonly by_name: string
  readonly report: ComparisonReport
  readonly differences: Uint8Array
  readonly signed_at: string | null
  readonly signed_by_name: string | null
  readonly remark: string | null
}

/** A moment as text, however the driver gives it. */
const moment = (value: unknown): string => (value instanceof Date ? value.toISOString() : String(value))

/** As the organisation for which the actor acts, and no other. */
export const asOwn = <T>(database: Database, act: Act, work: (tx: Transaction) => Promise<T>): Promise<T> =>
  inTenants(database.app, [act.actor.organisation], work)

export const movesOf = async (tx: Transaction, tenant: string): Promise<readonly MoveRow[]> =>
  (await tx<MoveRow[]>`select * from musubi.move where tenant = ${tenant} order by created_at desc`).map(row => ({
    ...row,
    created_at: moment(row.created_at),
  }))

export const findMove = async (tx: Transaction, tenant: string, id: string): Promise<MoveRow | undefined> =>
  (await movesOf(tx, tenant)).find(one => one.id === id || one.name === id)

/** Own ones and those that others share. */
export const mappingsOf = async (tx: Transaction): Promise<readonly MappingRow[]> =>
  (await tx<MappingRow[]>`select * from musubi.move_mapping order by name`).map(row => ({
    ...row,
    updated_at: moment(row.updated_at),
  }))

export const filesOf = async (tx: Transaction, tenant: string, move: string): Promise<readonly MoveFileRow[]> =>
  (
    await tx<MoveFileRow[]>`select file, name, sha256, size, pieces, put_at, put_by_name from musubi.move_file
    where tenant = ${tenant} and move = ${move} order by file`
  ).map(row => ({
    ...row,
    size: Number(row.size),
    put_at: moment(row.put_at),
  }))

export const rehearsalsOf = async (tx: Transaction, tenant: string, move: string): Promise<readonly RehearsalRow[]> =>
  (
    await tx<RehearsalRow[]>`select id, move, at, by_name, fingerprint, report from musubi.move_rehearsal
    where tenant = ${tenant} and move = ${move} order by at desc, id desc limit 50`
  ).map(row => ({
    ...row,
    at: moment(row.at),
  }))

const plan = (row: PlanRow): PlanRow => ({
  ...row,
  day: String(row.day).slice(0, 10),
  proposed_at: moment(row.proposed_at),
  approved_at: row.approved_at === null ? null : moment(row.approved_at),
  ended_at: row.ended_at === null ? null : moment(row.ended_at),
})

export const plansOf = async (tx: Transaction, tenant: string, move: string): Promise<readonly PlanRow[]> =>
  (
    await tx<PlanRow[]>`select * from musubi.move_plan where tenant = ${tenant} and move = ${move}
    order by proposed_at desc, id desc`
  ).map(plan)

export const lockPlan = async (tx: Transaction, tenant: string, id: string): Promise<PlanRow | undefined> =>
  (await tx<PlanRow[]>`select * from musubi.move_plan where tenant = ${tenant} and id = ${id} for update`).map(plan)[0]

/** Plans whose day has come, of every organisation that the actor may see. */
export const duePlans = async (database: Database, act: Act, day: string): Promise<readonly PlanRow[]> =>
  inTenants(database.app, act.actor.tenants, async tx =>
    (
      await tx<PlanRow[]>`select * from musubi.move_plan where state in ('approved', 'running') and day <= ${day}
        order by day, proposed_at`
    ).map(plan),
  )

export const stepsOf = async (tx: Transaction, tenant: string, id: string): Promise<readonly StepRow[]> =>
  (
    await tx<StepRow[]>`select name, done_at, report from musubi.move_step
    where tenant = ${tenant} and plan = ${id} order by done_at`
  ).map(row => ({ ...row, done_at: moment(row.done_at) }))

export const comparisonsOf = async (tx: Transaction, tenant: string, move: string): Promise<readonly ComparisonRow[]> =>
  (
    await tx<ComparisonRow[]>`select * from musubi.move_comparison
    where tenant = ${tenant} and move = ${move} order by at desc, id desc limit 50`
  ).map(row => ({
    ...row,
    at: moment(row.at),
    signed_at: row.signed_at === null ? null : moment(row.signed_at),
  }))

/** Reports are plain JSON by their types; the driver asks for a type that says so. */
export const json = (value: object): JsonObject => JSON.parse(JSON.stringify(value))
