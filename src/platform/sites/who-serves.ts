import { setTimeout as sleep } from 'node:timers/promises'
import type { Bilingual } from '../../base/bilingual.ts'
import { OperatorError } from '../../base/problem.ts'
import type { SiteAgent, SiteStatus } from './definition.ts'

/** What the other site says of itself, asked so often; null when it does not answer. */
export const askPatiently = async (site: SiteAgent, tries: number): Promise<SiteStatus | null> => {
  const there = await site.status().catch(() => null)
  if (there || tries <= 1) return there
  await sleep(700)
  return askPatiently(site, tries - 1)
}

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

/** Why a site cannot be made a copy of the one that serves; null when it can. */
export const obstacleOf = (
  there: SiteStatus,
  serving: { readonly system: string | null; readonly timeline: number },
): Bilingual | null => {
  if (there.system !== null && serving.system !== null && there.system !== serving.system)
    return {
      ja: `${there.name}には別の記録があります。写しを置くフォルダを確認してください。`,
      en: `${there.name} holds another database: look at its folder.`,
    }
  if (there.content === 'database' && there.timeline !== null && there.timeline >= serving.timeline)
    return {
      ja: `${there.name}も運用中の記録を持っています。どちらが正しいかを確認してください。`,
      en: `${there.name} serves, too: find out which one is right.`,
    }
  return null
}
