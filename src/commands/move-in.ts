import { createReadStream } from 'node:fs'
import { access, constants, writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { parseArgs } from 'node:util'
import { dayInJapan } from '../base/clock.ts'
import { InputError, OperatorError } from '../base/problem.ts'
import type { Act } from '../platform/access/actor.ts'
import { findingKinds, refusedOf } from '../platform/moving/run/report.ts'
import { compare, findComparison } from '../platform/moving/service/comparing.ts'
import { proposePlan, runPlan } from '../platform/moving/service/cut-over.ts'
import { createMove, mappingsFor, putFile } from '../platform/moving/service/moves.ts'
import { rehearse } from '../platform/moving/service/rehearse.ts'
import { openMove } from '../platform/moving/service/tools.ts'
import { asOwn, duePlans, movesOf, rehearsalsOf } from '../platform/moving/store.ts'
import { type ActOptions, actFor, actOptions, actUsage } from './act.ts'
import type { Built } from './build-platform.ts'
import { say } from './terminal.ts'

export const moveInUsage = `musubi move-in begin <name> --layout <id> [--mapping <name or id>] [--practice] ${actUsage}
  musubi move-in list | put|rehearse|cut-over|compare <move> [kind=file …] [--json <file>] ${actUsage}
  musubi move-in plan <move> --day <YYYY-MM-DD> [--leave-out] --reason <text>   of the newest rehearsal; a person approves it`

/** The platform's own act, with what a move needs; special values only where the operator asked for them and said why. */
const operatorAct = (built: Pick<Built, 'services' | 'moving'>, options: ActOptions): Act => {
  const act = actFor(built.services, '', options)
  const special = options['with-special']
    ? built.moving.registers.all().map(service => `${service.register.id}.readSpecial`)
    : []
  return {
    ...act,
    actor: { ...act.actor, permissions: new Set([...act.actor.permissions, ...special, 'moving.manage']) },
  }
}

/** Begins a move with the layout's own mapping, or with a copy of one that was saved or shared. */
const begin = async (
  { moving }: Pick<Built, 'moving'>,
  act: Act,
  name: string,
  { layout = '', mapping, practice }: { layout?: string | undefined; mapping?: string | undefined; practice: boolean },
): Promise<void> => {
  const saved = mapping === undefined ? undefined : await mappingsFor(moving, act, layout)
  const from = saved?.find(one => one.id === mapping || one.name === mapping)
  if (saved && !from)
    throw new OperatorError(
      `There is no mapping "${mapping}" for ${layout}; there are ${saved.map(one => one.name).join(', ') || 'none'}.`,
    )
  const id = await createMove(moving, act, { name, layout, mapping: from?.id ?? 'shipped', sample: practice })
  say(`${id}  ${name}  ${layout}`)
}

/** A move by its id or its name. */
const idOf = async ({ services }: Pick<Built, 'services'>, act: Act, name: string): Promise<string> => {
  const moves = await asOwn(services.database, act, tx => movesOf(tx, act.actor.organisation))
  const found = moves.find(move => move.id === name) ?? moves.find(move => move.name === name)
  if (!found) throw new OperatorError(`There is no move "${name}" of this organisation.`)
  return found.id
}

/** Plans the cut-over of the newest rehearsal. Approving it is a person's, on the page. */
const plan = async (
  { moving, services }: Pick<Built, 'moving' | 'services'>,
  act: Act,
  move: string,
  { day, leaveOut }: { day: string; leaveOut: boolean },
): Promise<void> => {
  const [rehearsal] = await asOwn(services.database, act, tx => rehearsalsOf(tx, act.actor.organisation, move))
  if (!rehearsal) throw new OperatorError('This move was not rehearsed yet: musubi move-in rehearse <move>.')
  await proposePlan(moving, act, move, { rehearsal: rehearsal.id, day, leaveOut, reason: act.reason ?? '' })
  say(`planned for ${day}; somebody with the right to approve does so on the page 「データ移行」`)
}

/** `musubi move-in`: for files too large for a browser. A cut-over is approved by a person, on the page. */
export const moveInCommand = async (
  built: Pick<Built, 'services' | 'moving'>,
  parameters: readonly string[],
): Promise<number> => {
  const { values, positionals } = parseArgs({
    args: [...parameters],
    allowPositionals: true,
    options: {
      ...actOptions,
      json: { type: 'string' },
      layout: { type: 'string' },
      mapping: { type: 'string' },
      practice: { type: 'boolean', default: false },
      day: { type: 'string' },
      'leave-out': { type: 'boolean', default: false },
    },
  })
  const [what, name, ...given] = positionals
  const { moving } = built
  const act = operatorAct(built, values)
  const { database } = built.services
  if (what === 'list') {
    const moves = await asOwn(database, act, tx => movesOf(tx, act.actor.organisation))
    for (const move of moves) say(`${move.id}  ${move.name}  ${move.layout}`)
    return 0
  }
  if (!what || !name || !['begin', 'put', 'rehearse', 'plan', 'cut-over', 'compare'].includes(what))
    throw new OperatorError(`Usage: ${moveInUsage}`)
  let told = 0
  const tick = (rows: number): void => {
    if (rows - told < 50_000) return
    told = rows
    say(`${rows.toLocaleString('en')} rows`)
  }
  try {
    if (what === 'begin') {
      await begin(built, act, name, values)
      return 0
    }
    const { move } = await openMove(moving, act, await idOf(built, act, name))
    if (what === 'plan') {
      await plan(built, act, move.id, { day: values.day ?? '', leaveOut: values['leave-out'] })
      return 0
    }
    for (const text of given) {
      const at = text.indexOf('=')
      const [kind, path] = at < 0 ? ['', text] : [text.slice(0, at), text.slice(at + 1)]
      await access(path, constants.R_OK).catch(() => {
        throw new OperatorError(`The file ${path} cannot be read.`)
      })
      const file = await putFile(moving, act, move.id, {
        file: kind,
        name: basename(path),
        content: createReadStream(path),
      })
      say(`${file}: ${path}`)
    }
    if (what === 'put') return 0
    if (what === 'rehearse') {
      const { report } = await rehearse(moving, act, move.id, tick)
      for (const one of report.targets)
        say(
          `${one.register}: ${one.rows} rows, ${one.created} new, ${one.changed} changed, ${one.unchanged} unchanged, ${one.refused} refused`,
        )
      for (const one of report.findings)
        say(
          `${findingKinds[one.kind].title.ja}  ${one.file} ${one.item}  ${one.count}  ${one.value ?? ''}  ${one.message.ja}  (rows ${one.rows.slice(0, 5).join(', ')})`,
        )
      if (values.json) await writeFile(values.json, `${JSON.stringify(report, null, 2)}\n`)
      say(`${(report.milliseconds / 1000).toFixed(1)} s; nothing was written to the registers`)
      return refusedOf(report) === 0 && !report.kinds.file ? 0 : 1
    }
    if (what === 'cut-over') {
      const due = (await duePlans(database, act, dayInJapan(act.clock.now()))).find(plan => plan.move === move.id)
      if (!due)
        throw new OperatorError(
          'No approved plan of this move is due today. It is approved on the page 「データ移行」.',
        )
      const state = await runPlan(moving, built.services.systemAct(), due, tick)
      say(`cut-over: ${state}`)
      return state === 'done' ? 0 : 1
    }
    let rows = 0
    const id = await compare(moving, act, move.id, more => {
      rows += more
      tick(rows)
    })
    const { report } = await findComparison(moving, act, move.id, id)
    for (const one of report.targets)
      say(
        `${one.register}: old ${one.old}, new ${one.new}, same ${one.same}, differing ${one.differing}, missing ${one.missing}, extra ${one.extra ?? '-'}, unread ${one.unread}`,
      )
    if (values.json) await writeFile(values.json, `${JSON.stringify(report, null, 2)}\n`)
    return report.targets.every(one => one.differing + one.missing + one.unread + (one.extra ?? 0) === 0) ? 0 : 1
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    for (const problem of error.problems) say(`${problem.field ?? ''}  ${problem.message.ja}`)
    return 1
  }
}
