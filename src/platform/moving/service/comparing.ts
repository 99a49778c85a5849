import { NotFoundError } from '../../../base/problem.ts'
import { newId } from '../../../base/uuid.ts'
import type { Act } from '../../access/actor.ts'
import { inTenants } from '../../database/transaction.ts'
import { record } from '../../ledger/service.ts'
import { visibleFields } from '../../registers/visibility.ts'
import { compareRun } from '../compare/compare.ts'
import type { ComparisonReport, Difference } from '../compare/report.ts'
import { moveCompared, moveComparisonRead, moveSigned } from '../events.ts'
import { startRun } from '../run/run.ts'
import { asOwn, type ComparisonRow, comparisonsOf, json } from '../store.ts'
import { withReason } from './rehearse.ts'
import {
  fingerprintOf,
  inputOf,
  look,
  type MovingTools,
  manage,
  openMove,
  refuse,
  requireImports,
  requirePermission,
} from './tools.ts'

const place = (record: string) => ({ register: 'move', field: 'differences', record })

const sums = (report: ComparisonReport) =>
  report.targets.map(({ register, old, new: now, same, differing, missing, extra, unread }) => ({
    register,
    old,
    new: now,
    same,
    differing,
    missing,
    extra,
    unread,
  }))

/** The old system's files as they lie there, against the registers. Writes nothing but the report. */
export const compare = async (
  tools: MovingTools,
  act: Act,
  id: string,
  progress?: (rows: number) => void,
): Promise<string> => {
  requirePermission(act, manage)
  const open = await openMove(tools, act, id)
  requireImports(tools, act, open.mapping.content)
  if (open.files.length === 0)
    throw refuse(
      { ja: '先に、旧システムのファイルを入れてください。', en: 'Put the files of the old system first.' },
      'file',
    )
  const run = startRun(tools.registers, withReason(act, 'comparison'), inputOf(tools, act, open), progress)
  const { report, differences } = await inTenants(tools.registers.tools.database.app, [open.move.tenant], tx =>
    compareRun(tx, run),
  )
  const at = act.clock.now()
  const comparison = newId()
  const sealed = tools.registers.tools.secrets.seal(JSON.stringify(differences), place(comparison))
  await asOwn(tools.registers.tools.database, act, async tx => {
    await tx`insert into musubi.move_comparison ${tx({
      tenant: open.move.tenant,
      id: comparison,
      move: open.move.id,
      at: at.toISOString(),
      by_name: act.actor.name,
      fingerprint: fingerprintOf(open),
      report: tx.json(json(report)),
      differences: sealed,
    })}`
    await record(
      tx,
      {
        event: moveCompared,
        tenant: open.move.tenant,
        actor: act.actor.person,
        body: { move: open.move.id, comparison, fingerprint: fingerprintOf(open), targets: sums(report) },
      },
      at,
    )
  })
  return comparison
}

export const findComparison = async (
  tools: MovingTools,
  act: Act,
  move: string,
  id: string,
): Promise<ComparisonRow> => {
  const found = (
    await asOwn(tools.registers.tools.database, act, tx => comparisonsOf(tx, act.actor.organisation, move))
  ).find(one => one.id === id)
  if (!found) throw new NotFoundError('comparison')
  return found
}

/**
 * Records that differ, values side by side. Every look is in the ledger; fields that the actor may not see hold null and
 * are told as different all the same.
 */
export const differencesOf = async (
  tools: MovingTools,
  act: Act,
  comparison: ComparisonRow,
  page: { readonly from: number; readonly count: number },
): Promise<{ readonly rows: readonly Difference[]; readonly total: number }> => {
  requirePermission(act, look)
  const all: readonly Difference[] = JSON.parse(
    tools.registers.tools.secrets.open(comparison.differences, place(comparison.id)),
  )
  const shown = all.slice(page.from, page.from + page.count).map(one => {
    const { register } = tools.registers.service(one.register)
    const visible = new Set(visibleFields(register, act.actor).map(field => field.id))
    return {
      ...one,
      fields: one.fields.map(field => (visible.has(field.field) ? field : { ...field, old: '＊', new: '＊' })),
    }
  })
  if (shown.length)
    await asOwn(tools.registers.tools.database, act, tx =>
      record(
        tx,
        {
          event: moveComparisonRead,
          tenant: act.actor.organisation,
          actor: act.actor.person,
          body: {
            comparison: comparison.id,
            records: shown.flatMap(one => one.record ?? []),
            rows: shown.flatMap(one => one.row ?? []),
            fields: [...new Set(shown.flatMap(one => one.fields.map(field => field.field)))],
          },
        },
        act.clock.now(),
      ),
    )
  return { rows: shown, total: all.length }
}

/** Who looked at the comparison and takes it for good; once, with a remark where it does not agree. */
export const signComparison = async (
  tools: MovingTools,
  act: Act,
  comparison: ComparisonRow,
  remark: string,
): Promise<void> => {
  requirePermission(act, manage)
  const at = act.clock.now()
  await asOwn(tools.registers.tools.database, act, async tx => {
    const [row] =
      await tx`update musubi.move_comparison set signed_at = ${at.toISOString()}, signed_by = ${act.actor.person},
      signed_by_name = ${act.actor.name}, remark = ${remark.trim() || null}
      where tenant = ${act.actor.organisation} and id = ${comparison.id} and signed_at is null returning id`
    if (!row) throw refuse({ ja: 'この突合は確認済みです。', en: 'This comparison was signed off before.' })
    await record(
      tx,
      {
        event: moveSigned,
        tenant: act.actor.organisation,
        actor: act.actor.person,
        ...(remark.trim() ? { reason: remark.trim() } : {}),
        body: { comparison: comparison.id, targets: sums(comparison.report) },
      },
      at,
    )
  })
}
