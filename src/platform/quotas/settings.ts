import type { Bilingual } from '../../base/bilingual.ts'
import { defineSetting } from '../settings/definition.ts'

const group: Bilingual = { ja: '利用の上限', en: 'Limits of use' }
/** How many requests of an organisation may wait while the platform is busy. */
export const quotaWaiting = defineSetting({
  id: 'quotas.waitingRequests',
  group,
  field: {
    kind: 'integer',
    min: 1,
    max: 1000,
    unit: { ja: '件', en: 'requests' },
    label: { ja: '順番を待てる要求', en: 'Requests that may wait' },
    help: {
      ja: '混み合っているときに順番を待てる数です。超えた要求は、入力を失わずに「しばらくお待ちください」と答えます。',
      en: 'While the platform is busy. What comes on top is answered with a request to wait; nothing typed is lost.',
    },
  },
  default: 100,
})

export const quotaSettings = [quotaWaiting] as const
