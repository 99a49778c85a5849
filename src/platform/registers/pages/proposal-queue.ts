import type { Act } from '../../access/actor.ts'
import type { Proposal } from '../approval/proposal.ts'
import type { Registers } from '../registers.ts'

/** What came first is looked at first, and ends first when nobody decides. */
export const oldestFirst = (a: Proposal, b: Proposal): number =>
  Date.parse(a.proposedAt) - Date.parse(b.proposedAt) || (a.id < b.id ? -1 : 1)

/** What waits for this actor's decision, in the order in which it is looked through. @param batch of one sending only */
export const decisionQueue = async (
  registers: Registers,
  act: Act,
  batch: string | null = null,
): Promise<readonly Proposal[]> => {
  const { approvals } = registers
  const now = act.clock.now().getTime()
  const pending = batch ? await approvals.batch(act, batch) : await approvals.list(act, ['pending'])
  return pending
    .filter(one => one.state === 'pending' && Date.parse(one.expiresAt) > now && approvals.mayDecide(act, one))
    .sort(oldestFirst)
}

/** The one behind this in the queue, or the first again; undefined where no other waits. */
export const nextOf = (
  queue: readonly Proposal[],
  current: Pick<Proposal, 'id' | 'proposedAt'>,
): string | undefined => {
  const others = queue.filter(({ id }) => id !== current.id)
  const behind = others.find(one => {
    const later = Date.parse(one.proposedAt) - Date.parse(current.proposedAt)
    return later > 0 || (later === 0 && one.id > current.id)
  })
  return (behind ?? others[0])?.id
}
