import { createReadStream } from 'node:fs'
import { access, constants, writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { parseArgs } from 'node:util'
import { dayInJapan } from '../base/clock.ts'
import { InputError, OperatorError } from '../base/problem.ts'
import type { Act } from '../platform/access/actor.ts'
import { findingKinds, refusedOf } from '../platform/moving/run/report.ts'
import { compare, findComparison } from '../platform/moving/service/comparing.ts'
import { runPlan } from '../platform/moving/service/cut-over.ts'
import { putFile } from '../platform/moving/service/moves.ts'
import { rehearse } from '../platform/moving/service/rehearse.ts'
import { openMove } from '../platform/moving/service/tools.ts'
import { asOwn, duePlans, movesOf } from '../platform/moving/store.ts'
import { type ActOptions, actFor, actOptions, actUsage } from './act.ts'
import type { Built } from './build-platform.ts'
import { say } from './terminal.ts'

export const moveInUsage = `musubi move-in list|put|rehearse|cut-over|compare <move> [kind=file …] [--json <file>] ${actUsage}`

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

/** `musubi move-in`: for files too large for a browser. Moves are begun, planned and approved on the pages. */
export const moveInCommand = async (
  built: Pick<Built, 'services' | 'moving'>,
  parameters: readonly string[],
): Promise<number> => {
  const { values, positionals } = parseArgs({
    args: [...parameters],
    allowPositionals: true,
    options: { ...actOptions, json: { type: 'string' } },
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
  if (!what || !name || !['put', 'rehearse', 'cut-over', 'compare'].includes(what))
    throw new OperatorError(`Usage: ${moveInUsage}`)
  let told = 0
  const tick = (rows: number): void => {
    if (rows - told < 50_000) return
    told = rows
    say(`${rows.toLocaleString('en')} rows`)
  }
  try {
    const { move } = await openMove(moving, act, name)
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
        throw new OperatorError('No approved plan of this move is due today. It is planned and approved on the pages.')
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
