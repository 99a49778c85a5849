import type { Bilingual } from '../../../base/bilingual.ts'
import { isDay } from '../../../base/calendar/days.ts'
import { dayInJapan } from '../../../base/clock.ts'
import { ConflictError, InputError, NotFoundError } from '../../../base/problem.ts'
import { newId } from '../../../base/uuid.ts'
import type { Act, Actor } from '../../access/actor.ts'
import type { Transaction } from '../../database/connection.ts'
import { record } from '../../ledger/service.ts'
import { transact, Undo } from '../../registers/import/import.ts'
import { groupsOf } from '../definition.ts'
import { moveGroupDone, movePlanned } from '../events.ts'
import { refusedOf } from '../run/report.ts'
import { reportOf, runGroup, startRun } from '../run/run.ts'
import { asOwn, duePlans, json, lockPlan, type PlanRow, type PlanState, plansOf, stepsOf } from '../store.ts'
import { findRehearsal } from './rehearse.ts'
import {
  approve,
  fingerprintOf,
  inputOf,
  type MovingTools,
  manage,
  openMove,
  refuse,
  requireImports,
  requirePermission,
} from './tools.ts'

const tell = (
  tx: Transaction,
  act: Act,
  plan: Pick<PlanRow, 'id' | 'tenant' | 'rehearsal' | 'day'>,
  state: PlanState,
  reason?: string,
) =>
  record(
    tx,
    {
      event: movePlanned,
      tenant: plan.tenant,
      actor: act.actor.person,
      ...(reason ? { reason } : {}),
      body: { plan: plan.id, rehearsal: plan.rehearsal, day: plan.day, state },
    },
    act.clock.now(),
  )

const otherInput: Bilingual = {
  ja: 'リハーサルの後に、ファイル・対応づけ・文字の表のどれかが変わりました。もう一度リハーサルをしてください。',
  en: 'A file, the mapping or the table of characters changed after the rehearsal. Rehearse again.',
}

/** A cut-over on a day, resting on a rehearsal of the very same input. @throws InputError */
export const proposePlan = async (
  tools: MovingTools,
  act: Act,
  id: string,
  input: { readonly rehearsal: string; readonly day: string; readonly leaveOut: boolean; readonly reason: string },
): Promise<string> => {
  requirePermission(act, manage)
  const open = await openMove(tools, act, id)
  requireImports(tools, act, open.mapping.content)
  const rehearsal = await findRehearsal(tools, act, open.move.id, input.rehearsal)
  if (rehearsal.fingerprint !== fingerprintOf(open)) throw refuse(otherInput, 'rehearsal')
  if ((rehearsal.report.kinds.file ?? 0) > 0)
    throw refuse(
      {
        ja: '足りないファイルか列があります。そろえてからリハーサルをしてください。',
        en: 'Files or columns are missing. Rehearse with all of them.',
      },
      'rehearsal',
    )
  const refused = refusedOf(rehearsal.report)
  if (refused > 0 && !input.leaveOut)
    throw refuse(
      {
        ja: `取り込めない行が${refused.toLocaleString('en')}行あります。元のデータか対応づけを直すか、除くことを選んでください。`,
        en: `${refused} rows are refused. Mend data or mapping, or choose to leave them out.`,
      },
      'leaveOut',
    )
  const today = dayInJapan(act.clock.now())
  if (!isDay(input.day) || input.day < today)
    throw refuse({ ja: '切替日は今日以後の日にしてください。', en: 'The day must be today or later.' }, 'day')
  if (input.reason.trim() === '')
    throw refuse({ ja: '切替の理由を入力してください。', en: 'Give the reason of the cut-over.' }, 'reason')
  const plan = {
    tenant: open.move.tenant,
    id: newId(),
    move: open.move.id,
    rehearsal: rehearsal.id,
    day: input.day,
    leave_out: input.leaveOut,
    reason: input.reason.trim(),
    state: 'proposed' as const,
    proposed_at: act.clock.now().toISOString(),
    proposed_by: act.actor.person,
    proposed_by_name: act.actor.name,
  }
  await asOwn(tools.registers.tools.database, act, async tx => {
    if (
      (await plansOf(tx, plan.tenant, plan.move)).some(one => ['proposed', 'approved', 'running'].includes(one.state))
    )
      throw refuse({ ja: '終わっていない切替計画があります。', en: 'There is a plan that has not ended.' })
    await tx`insert into musubi.move_plan ${tx(plan)}`
    await tell(tx, act, plan, 'proposed', plan.reason)
  })
  return plan.id
}

const change = async (
  tools: MovingTools,
  act: Act,
  move: string,
  id: string,
  from: readonly PlanState[],
  to: PlanState,
  more: (plan: PlanRow) => Readonly<Record<string, string | null>> = () => ({}),
): Promise<void> => {
  await asOwn(tools.registers.tools.database, act, async tx => {
    const plan = await lockPlan(tx, act.actor.organisation, id)
    if (plan?.move !== move) throw new NotFoundError('plan')
    if (!from.includes(plan.state))
      throw new ConflictError({
        ja: '計画の状態が変わっています。表示し直してください。',
        en: 'The plan changed meanwhile. Look again.',
      })
    const set = { state: to, ...more(plan) }
    await tx`update musubi.move_plan set ${tx(set)} where tenant = ${plan.tenant} and id = ${plan.id}`
    await tell(tx, act, plan, to)
  })
}

/** By a second person. @throws InputError where it is the one who proposed */
export const approvePlan = (tools: MovingTools, act: Act, move: string, id: string): Promise<void> => {
  requirePermission(act, approve)
  return change(tools, act, move, id, ['proposed'], 'approved', plan => {
    if (act.actor.person === null || plan.proposed_by === act.actor.person)
      throw new InputError([
        {
          message: {
            ja: '起案した人は承認できません。別の人が承認してください。',
            en: 'Another person than the one who proposed must approve.',
          },
        },
      ])
    return {
      approved_at: act.clock.now().toISOString(),
      approved_by: act.actor.person,
      approved_by_name: act.actor.name,
    }
  })
}

export const withdrawPlan = (tools: MovingTools, act: Act, move: string, id: string): Promise<void> => {
  requirePermission(act, manage)
  return change(tools, act, move, id, ['proposed', 'approved'], 'withdrawn', () => ({
    ended_at: act.clock.now().toISOString(),
  }))
}

/** Acts in the name of the one who approved, with what the registers concerned ask for. */
const actorOf = (act: Act, plan: PlanRow, registers: readonly string[]): Actor => ({
  ...act.actor,
  person: plan.approved_by,
  name: plan.approved_by_name ?? act.actor.name,
  organisation: plan.tenant,
  tenants: [plan.tenant],
  permissions: new Set(
    registers.flatMap(id => ['read', 'readPersonal', 'readSpecial', 'import'].map(what => `${id}.${what}`)),
  ),
})

class Stop extends Error {
  readonly reason: Bilingual
  constructor(reason: Bilingual) {
    super(reason.en)
    this.reason = reason
  }
}

/**
 * Carries out an approved plan. Each group of files is one transaction, written in chunks: it becomes visible as a whole,
 * together with the note that it is done. A process that is killed leaves nothing of the group that it was at; whoever
 * calls next goes on with it.
 * @param act the platform's own
 * @returns the state in which the plan is now
 */
export const runPlan = async (
  tools: MovingTools,
  act: Act,
  due: PlanRow,
  progress?: (rows: number) => void,
): Promise<PlanState> => {
  const { database } = tools.registers.tools
  const own: Act = { ...act, actor: { ...act.actor, organisation: due.tenant, tenants: [due.tenant] } }
  const begun = await asOwn(database, own, async tx => {
    const plan = await lockPlan(tx, due.tenant, due.id)
    if (plan?.state === 'approved') {
      await tx`update musubi.move_plan set state = 'running' where tenant = ${plan.tenant} and id = ${plan.id}`
      await tell(tx, own, plan, 'running')
      return { ...plan, state: 'running' as const }
    }
    return plan
  })
  if (begun?.state !== 'running') return begun?.state ?? 'withdrawn'
  const end = async (state: 'done' | 'stopped', problem: Bilingual | null): Promise<PlanState> =>
    asOwn(database, own, async tx => {
      const plan = await lockPlan(tx, due.tenant, due.id)
      if (plan?.state !== 'running') return plan?.state ?? 'withdrawn'
      await tx`update musubi.move_plan set state = ${state}, problem = ${problem ? tx.json(json(problem)) : null},
        ended_at = ${act.clock.now().toISOString()} where tenant = ${due.tenant} and id = ${due.id}`
      await tell(tx, own, plan, state, problem?.ja)
      return state
    })
  try {
    const open = await openMove(tools, own, due.move)
    const rehearsal = await findRehearsal(tools, own, due.move, due.rehearsal)
    if (rehearsal.fingerprint !== fingerprintOf(open)) throw new Stop(otherInput)
    const ids = [...new Set(open.mapping.content.targets.map(target => target.register))]
    const concerned = ids.map(id => tools.registers.service(id).register)
    const runAct: Act = { ...own, actor: actorOf(own, begun, ids), reason: `${begun.reason}（移行 ${open.move.name}）` }
    for (const group of groupsOf(open.layout)) {
      const began = performance.now()
      const run = startRun(tools.registers, runAct, inputOf(tools, own, open), progress)
      const written = await transact(tools.registers, runAct, concerned, async tx => {
        // Two processes at once: the second waits here, and then finds the group done.
        await tx`select pg_advisory_xact_lock(hashtextextended(${`move ${due.id}`}, 0))`
        const steps = await stepsOf(tx, due.tenant, due.id)
        if (steps.some(step => step.name === group)) throw new Undo()
        await runGroup(tx, run, group)
        const report = reportOf(run, began)
        for (const target of report.targets) {
          const rehearsed = rehearsal.report.targets.find(one => one.target === target.target)
          if (target.refused !== rehearsed?.refused || target.rows !== rehearsed.rows)
            throw new Stop({
              ja: `「${target.target}」の取り込めない行が${target.refused}行で、リハーサル（${rehearsed?.refused ?? 0}行）と違います。台帳がその後に変わっています。もう一度リハーサルをしてください。`,
              en: `“${target.target}”: ${target.refused} rows are refused, ${rehearsed?.refused ?? 0} in the rehearsal. The register changed since: rehearse again.`,
            })
        }
        const at = act.clock.now()
        await tx`insert into musubi.move_step ${tx({ tenant: due.tenant, plan: due.id, name: group, done_at: at.toISOString(), report: tx.json(json(report)) })}`
        await record(
          tx,
          {
            event: moveGroupDone,
            tenant: due.tenant,
            actor: begun.approved_by,
            body: {
              plan: due.id,
              group,
              targets: report.targets.map(({ register, rows, created, changed, unchanged, refused }) => ({
                register,
                rows,
                created,
                changed,
                unchanged,
                refused,
              })),
            },
          },
          at,
        )
      })
      if (written)
        tools.registers.tools.room?.wrote(
          run.targets.map(({ register, created }) => ({ tenant: due.tenant, register, rows: created })),
        )
    }
    return await end('done', null)
  } catch (error) {
    if (error instanceof Stop) return end('stopped', error.reason)
    if (error instanceof InputError) return end('stopped', error.problems[0]?.message ?? { ja: '', en: error.message })
    throw error
  }
}

/** Everything whose day has come, for the job. A plan that cannot run today does not keep the others. */
export const runDue = async (
  tools: MovingTools,
  act: Act,
  failed: (plan: PlanRow, error: unknown) => void,
  progress?: (rows: number) => void,
): Promise<number> => {
  const due = await duePlans(tools.registers.tools.database, act, dayInJapan(act.clock.now()))
  for (const plan of due)
    try {
      await runPlan(tools, act, plan, progress)
    } catch (error) {
      failed(plan, error)
    }
  return due.length
}
