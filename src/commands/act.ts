import { OperatorError } from '../base/problem.ts'
import { isId } from '../base/uuid.ts'
import type { Act } from '../platform/access/actor.ts'
import { permission } from '../platform/registers/visibility.ts'
import type { Services } from '../platform/services.ts'

/** What a command says about whose act it is. */
export interface ActOptions {
  readonly organisation?: string | undefined
  readonly reason?: string | undefined
  /** Fields of class special are part of the file. */
  readonly 'with-special'?: boolean | undefined
}

/** How `parseArgs` reads them. */
export const actOptions = {
  organisation: { type: 'string' },
  reason: { type: 'string' },
  'with-special': { type: 'boolean', default: false },
} as const

export const actUsage = '[--organisation <id>] [--reason <text>] [--with-special]'

/**
 * The platform's own act, for the prefecture or for the organisation that is named. The platform itself does not open
 * special values (個人番号, 要配慮個人情報): whoever runs the command asks for it and says why, which the ledger keeps.
 * @throws OperatorError
 */
export const actFor = (
  { systemAct }: Pick<Services, 'systemAct'>,
  register: string,
  { organisation, reason, 'with-special': special }: ActOptions,
): Act => {
  const act = systemAct(reason)
  if (organisation !== undefined && (!isId(organisation) || !act.actor.tenants.includes(organisation)))
    throw new OperatorError(`"${organisation}" is not the id of an organisation.`)
  if (special && !reason?.trim())
    throw new OperatorError('--with-special takes special values along: say why with --reason.')
  const permissions = special
    ? new Set([...act.actor.permissions, permission(register, 'readSpecial')])
    : act.actor.permissions
  return { ...act, actor: { ...act.actor, permissions, ...(organisation === undefined ? {} : { organisation }) } }
}
