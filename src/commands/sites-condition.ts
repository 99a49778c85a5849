import type { ConditionSource } from '../platform/health/condition.ts'
import { stoppedText } from '../platform/sites/definition.ts'
import type { Keeper } from '../platform/sites/keeper-view.ts'
import { bannerText } from '../platform/sites/report.ts'

/**
 * What the two sites have to say, for the pages of officers. That the other one serves concerns everybody, and stands in place
 * of "the database is away", which would promise that it comes back by itself.
 */
export const sitesCondition =
  (keeper: Keeper): ConditionSource =>
  () => {
    const { stopped } = keeper.state()
    if (stopped?.why === 'moved') {
      const label = { ja: '拠点の切替え', en: 'Other site serves' }
      return [{ id: 'database-away', tone: 'error', label, text: stoppedText.moved }]
    }
    const text = bannerText(keeper.state())
    if (!text) return []
    const label = { ja: '写しの状況', en: 'Copies' }
    return [{ id: 'sites', tone: 'warning', label, text, audience: 'staff' }]
  }
