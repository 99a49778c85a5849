import type { Bilingual } from '../../base/bilingual.ts'
import { defineSetting } from '../settings/definition.ts'

const group: Bilingual = { ja: '利用の上限', en: 'Limits of use' }
const records: Bilingual = { ja: '件', en: 'records' }
const megabytes: Bilingual = { ja: 'MB（100万バイト）', en: 'MB (million bytes)' }

/** How much of the shared platform one organisation may take. No value: no limit of its own. */
export const quotaRecords = defineSetting({
  id: 'quotas.records',
  group,
  field: {
    kind: 'integer',
    min: 0,
    unit: records,
    label: { ja: '記録の数の上限', en: 'Most records' },
    help: {
      ja: '全台帳の記録（削除済みを除く）の合計です。達すると新しい登録と取込を断ります。変更は続けられます。',
      en: 'Of all registers together, removed ones left out. At the limit new records are refused; changes are not.',
    },
  },
  default: 2_000_000,
})

export const quotaFileMegabytes = defineSetting({
  id: 'quotas.fileMegabytes',
  group,
  field: {
    kind: 'integer',
    min: 0,
    unit: megabytes,
    label: { ja: 'ファイルの合計の上限', en: 'Most bytes of files' },
    help: { ja: '達すると新しいファイルを受け付けません。', en: 'At the limit new files are refused.' },
  },
  default: 50_000,
})

export const quotaHeavyWork = defineSetting({
  id: 'quotas.heavyWork',
  group,
  field: {
    kind: 'integer',
    min: 1,
    max: 20,
    unit: { ja: '件', en: 'at once' },
    label: { ja: '同時に行える取込・出力', en: 'Imports and exports at once' },
    help: { ja: '1つのサーバープロセスについての数です。', en: 'In one server process.' },
  },
  default: 2,
})

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

export const quotaSettings = [quotaRecords, quotaFileMegabytes, quotaHeavyWork, quotaWaiting] as const
