import { OperatorError } from '../../base/problem.ts'
import type { SiteStatus } from './definition.ts'

/**
 * Which of two sites serves when a platform starts.
 * @throws OperatorError where going on could lose or fork what was acknowledged
 */
export const whoServes = (here: SiteStatus, there: SiteStatus | null): 'home' | 'away' => {
  if (there?.system && here.system && there.system !== here.system)
    throw new OperatorError(
      `This site and ${there.name} hold two different databases: one cannot be a copy of the other.`,
    )
  if (there?.content === 'database') {
    if (here.content !== 'database') return 'away'
    if ((there.timeline ?? 0) > (here.timeline ?? 0)) return 'away'
    if (there.timeline === here.timeline)
      throw new OperatorError(`This site and ${there.name} both hold the first database.`)
    return 'home'
  }
  if (here.content === 'copy')
    throw new OperatorError(
      'This folder holds a copy, and the site that it follows does not answer: "musubi sites promote" makes it the first one.',
    )
  if (here.content === 'nothing' && there?.content === 'copy')
    throw new OperatorError(
      `This folder is empty, and ${there.name} holds a copy of a database: promote that one first, or put the folder back.`,
    )
  return 'home'
}
