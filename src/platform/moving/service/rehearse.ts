import { NotFoundError } from '../../../base/problem.ts'
import { newId } from '../../../base/uuid.ts'
import type { Act } from '../../access/actor.ts'
import { record } from '../../ledger/service.ts'
import { transact, Undo } from '../../registers/import/import.ts'
import { groupsOf } from '../definition.ts'
import { moveRehearsed } from '../events.ts'
import { checkMapping } from '../mapping/check.ts'
import { type Finding, type FindingKind, findingKinds, type MoveReport, refusedOf } from '../run/report.ts'
import { reportOf, runGroup, startRun } from '../run/run.ts'
import { asOwn, json, type RehearsalRow, rehearsalsOf } from '../store.ts'
import {
  fingerprintOf,
  inputOf,
  type MovingTools,
  manage,
  openMove,
  refuse,
  registerOf,
  requireImports,
  requirePermission,
} from './tools.ts'

/** An act whose reason satisfies registers that ask for one; whose import it is, is told by the plan. */
export const withReason = (act: Act, reason: string): Act => ({
  ...act,
  reason: act.reason?.trim() ? act.reason : reason,
})

/**
 * Takes everything over in one transaction and undoes it: the database itself says what it would refuse, and the registers
 * are as before. What was found is kept.
 */
export const rehearse = async (
  tools: MovingTools,
  act: Act,
  id: string,
  progress?: (rows: number) => void,
): Promise<RehearsalRow> => {
  requirePermission(act, manage)
  const open = await openMove(tools, act, id)
  const { move, layout, mapping } = open
  checkMapping(layout, mapping.content, registerOf(tools))
  requireImports(tools, act, mapping.content)
  if (open.files.length === 0)
    throw refuse(
      { ja: '先に、旧システムのファイルを入れてください。', en: 'Put the files of the old system first.' },
      'file',
    )
  const began = performance.now()
  const run = startRun(tools.registers, withReason(act, 'rehearsal'), inputOf(tools, act, open), progress)
  const concerned = mapping.content.targets.map(target => tools.registers.service(target.register).register)
  await transact(tools.registers, run.act, concerned, async tx => {
    for (const group of groupsOf(layout)) await runGroup(tx, run, group)
    throw new Undo()
  })
  const report = reportOf(run, began)
  const at = act.clock.now()
  const row = {
    id: newId(),
    move: move.id,
    at: at.toISOString(),
    by_name: act.actor.name,
    fingerprint: fingerprintOf(open),
    report,
  }
  await asOwn(tools.registers.tools.database, act, async tx => {
    await tx`insert into musubi.move_rehearsal ${tx({ tenant: move.tenant, ...row, report: tx.json(json(report)) })}`
    await record(
      tx,
      {
        event: moveRehearsed,
        tenant: move.tenant,
        actor: act.actor.person,
        body: {
          move: move.id,
          rehearsal: row.id,
          fingerprint: row.fingerprint,
          rows: report.files.reduce((sum, file) => sum + file.rows, 0),
          refused: refusedOf(report),
        },
      },
      at,
    )
  })
  return row
}

export const findRehearsal = async (tools: MovingTools, act: Act, move: string, id: string): Promise<RehearsalRow> => {
  const found = (
    await asOwn(tools.registers.tools.database, act, tx => rehearsalsOf(tx, act.actor.organisation, move))
  ).find(one => one.id === id)
  if (!found) throw new NotFoundError('rehearsal')
  return found
}

export interface FindingDifference {
  readonly finding: Finding
  readonly before: number
  readonly after: number
}

const keyOf = (finding: Finding): string =>
  [finding.kind, finding.file, finding.item, finding.value ?? finding.message.ja].join('\u0001')

/** 前回との差: what came, went, or changed in number. */
export const reportDifference = (before: MoveReport, after: MoveReport): readonly FindingDifference[] => {
  const old = new Map(before.findings.map(finding => [keyOf(finding), finding]))
  const now = new Map(after.findings.map(finding => [keyOf(finding), finding]))
  return [...new Set([...old.keys(), ...now.keys()])].flatMap(key => {
    const [a, b] = [old.get(key), now.get(key)]
    const finding = b ?? a
    return finding && a?.count !== b?.count ? [{ finding, before: a?.count ?? 0, after: b?.count ?? 0 }] : []
  })
}

export const kindsOf = (report: MoveReport): readonly FindingKind[] =>
  (Object.keys(findingKinds) as FindingKind[]).filter(kind => (report.kinds[kind] ?? 0) > 0)
