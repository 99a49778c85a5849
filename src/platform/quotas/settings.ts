import type { Bilingual } from '../../base/bilingual.ts'
import { defineSetting } from '../settings/definition.ts'

const group: Bilingual = { ja: '利用の上限', en: 'Limits of use' }
/** A limit protects the others: the operator's administrators alone change it. */
const limit = { group, changedBy: 'operator' } as const

/** What holds where nothing else was entered. Each import and export holds a connection and a transaction while it lasts. */
export const usualPlaces = { imports: 2, exports: 4, waiting: 100 } as const

/** How many requests of an organisation may wait while the platform is busy. */
export const quotaWaiting = defineSetting({
  id: 'quotas.waitingRequests',
  ...limit,
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
  default: usualPlaces.waiting,
})

export const quotaRecords = defineSetting({
  id: 'quotas.records',
  ...limit,
  field: {
    kind: 'integer',
    min: 0,
    max: 1_000_000_000,
    unit: { ja: '件', en: 'records' },
    label: { ja: '記録の数', en: 'Records' },
    help: {
      ja: 'すべての台帳の記録を合わせた数です。削除した記録は数えません。',
      en: 'Of all registers together, without removed ones.',
    },
  },
  // About three times the people of a large city, in one register or in several.
  default: 3_000_000,
})

export const quotaFiles = defineSetting({
  id: 'quotas.fileMegabytes',
  ...limit,
  field: {
    kind: 'integer',
    min: 0,
    max: 1_000_000_000,
    unit: { ja: 'MB', en: 'MB' },
    label: { ja: 'ファイルの容量', en: 'Size of all files' },
    help: {
      ja: '添付ファイルと発行した文書を合わせた大きさです。1 MBは1,000,000バイトです。',
      en: 'Uploads and issued documents together; 1 MB is 1,000,000 bytes.',
    },
  },
  default: 100_000,
})

export const quotaImports = defineSetting({
  id: 'quotas.importsAtOnce',
  ...limit,
  field: {
    kind: 'integer',
    min: 1,
    max: 100,
    unit: { ja: '件', en: 'at once' },
    label: { ja: '同時にできる取込', en: 'Imports at once' },
  },
  default: usualPlaces.imports,
})

export const quotaExports = defineSetting({
  id: 'quotas.exportsAtOnce',
  ...limit,
  field: {
    kind: 'integer',
    min: 1,
    max: 100,
    unit: { ja: '件', en: 'at once' },
    label: { ja: '同時にできる出力', en: 'Exports at once' },
  },
  default: usualPlaces.exports,
})

export const quotaSettings = [quotaWaiting, quotaRecords, quotaFiles, quotaImports, quotaExports] as const
