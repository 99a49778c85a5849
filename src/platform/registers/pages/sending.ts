import type { Bilingual } from '../../../base/bilingual.ts'
import { canonicalJson } from '../../../base/json.ts'
import { idFrom, isId, newId } from '../../../base/uuid.ts'
import type { Act } from '../../access/actor.ts'
import type { Outcome } from '../../routing/outcome.ts'
import type { FormInput } from '../../routing/route.ts'
import type { RecordValues } from '../field.ts'
import type { Register } from '../register.ts'
import type { RegisterService } from '../service.ts'
import { conditionValues } from '../values.ts'
import type { PageTools } from './page-tools.ts'
import { proposalPath, staffRecord } from './paths.ts'

// A form whose answer was lost is sent again, by a person who cannot know whether it counted. So each form has an id, and what is
// made of it has an id that follows from the form's and from what was typed: the same sent twice is one record. Who goes back
// and types something else means another one.

/** The id of a form as it was shown; one of its own for a form that brings none. */
export const sendingOf = ({ values }: FormInput): string => {
  const given = values['sending']?.[0] ?? ''
  return isId(given) ? given : newId()
}

/** The id of what one form makes of these values: of the new record, or of the sending for approval. */
export const sentAs = (
  register: Register,
  target: { readonly id: string; readonly version: number } | null,
  sending: string,
  values: RecordValues,
): string =>
  idFrom(
    sending,
    canonicalJson({
      register: register.id,
      target: target && [target.id, target.version],
      values: conditionValues(register, values),
    }),
  )

const already: Bilingual = {
  ja: '同じ内容が既に届いています。二重には登録していません。',
  en: 'This had arrived already. It was not recorded twice.',
}

/** Where what was sent stands, when it had been sent before; null when it had not. */
export const sentBefore = async (
  { registers }: PageTools,
  service: RegisterService,
  act: Act,
  sent: string,
  { editing, approval }: { readonly editing: boolean; readonly approval: boolean },
): Promise<Outcome | null> => {
  if (approval) {
    const [proposal] = await registers.approvals.batch(act, sent)
    return proposal ? { kind: 'redirect', to: proposalPath(proposal.id), notice: already } : null
  }
  // A change names the version that was seen; sent twice it meets another one.
  if (editing || !(await service.has(act, sent))) return null
  return { kind: 'redirect', to: staffRecord(service.register, sent), notice: already }
}
