import { parseArgs } from 'node:util'
import { ConflictError, NotFoundError, OperatorError } from '../base/problem.ts'
import { isId } from '../base/uuid.ts'
import type { Act } from '../platform/access/actor.ts'
import { listOrganisations } from '../platform/access/people/organisations.ts'
import { keyCopies } from '../platform/backup/store.ts'
import { checkFolder } from '../platform/leave/folder.ts'
import { permissionToLeave } from '../platform/leave/service.ts'
import type { Built } from './build-platform.ts'
import { say } from './terminal.ts'

export const leaveUsage = `musubi leave <organisation id or code> --to <folder> | --erase
  musubi leave --check <folder>`

const options = {
  to: { type: 'string' },
  erase: { type: 'boolean', default: false },
  check: { type: 'string' },
} as const

/** The platform itself acts: the steps that people decide are taken on the staff page. */
export const leaveAct = ({ services }: Pick<Built, 'services'>): Act => {
  const act = services.systemAct('団体の退去')
  return { ...act, actor: { ...act.actor, permissions: new Set([...act.actor.permissions, permissionToLeave]) } }
}

/** `musubi leave`: exports everything of a body whose departure was begun, or erases it when it was confirmed. */
export const leaveCommand = async (
  platform: Pick<Built, 'services' | 'leave'>,
  parameters: readonly string[],
): Promise<number> => {
  const { values, positionals } = parseArgs({ args: [...parameters], options, allowPositionals: true })
  if (values.check !== undefined) {
    const wrong = await checkFolder(values.check)
    for (const line of wrong) say(line)
    say(wrong.length ? `${wrong.length} files are not as they were exported.` : 'The folder is whole.')
    return wrong.length ? 1 : 0
  }
  const [name] = positionals
  if (name === undefined || (values.to === undefined) === !values.erase) throw new OperatorError(leaveUsage)
  const bodies = (await listOrganisations(platform.services.database.owner)).filter(one => one.id === one.tenant)
  const body = bodies.find(one => (isId(name) ? one.id === name : one.code === name))
  if (!body) throw new OperatorError(`There is no body "${name}".`)
  const act = leaveAct(platform)
  const departure = await platform.leave.openOf(act, body.id).catch(error => {
    if (!(error instanceof NotFoundError)) throw error
    throw new OperatorError(`No departure of ${body.name_en} was begun: begin it on the staff page 「団体の退去」.`)
  })
  try {
    if (values.to !== undefined) {
      const done = await platform.leave.export(act, departure.id, values.to)
      const rows = Object.values(done.tables).reduce((sum, one) => sum + one, 0)
      say(`${body.name_en}: ${rows} rows, ${done.files} files, ${done.entries} ledger entries in ${values.to}`)
      process.stdout.write(`${done.manifest}  sha256sums\n`)
      return 0
    }
    if (!(await platform.leave.erase(act, departure.id))) {
      say(`${body.name_en} is erased except what law keeps; its key stays until then.`)
      return 0
    }
    say(`${body.name_en} is erased and its key destroyed. What remains to be done:`)
    for (const copy of await keyCopies(platform.services.database.owner))
      say(`  destroy the copy of the keys of ${copy.at}: ${copy.place}`)
    say(
      '  bytes of erased rows go from the database’s files at night (job remove-traces); the page tells when they are gone',
    )
    say('  make a new copy of the keys: musubi backup keys --to <file>')
    say(
      '  begin a new generation of backups and destroy the older ones: musubi backup new-epoch, musubi backup destroy-epoch <n>',
    )
    return 0
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error
    throw new OperatorError(error.reason.en)
  }
}
