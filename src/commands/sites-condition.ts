import type { ConditionSource } from '../platform/health/condition.ts'
import type { Keeper } from '../platform/sites/keeper-view.ts'
import { bannerText } from '../platform/sites/report.ts'

/** What the two sites have to say, for the pages of officers. */
export const sitesCondition =
  (keeper: Keeper): ConditionSource =>
  () => {
    const text = bannerText(keeper.state())
    if (!text) return []
    const label = { ja: '写しの状況', en: 'Copies' }
    return [{ id: 'sites', tone: 'warning', label, text, audience: 'staff' }]
  }
