import type { Bilingual } from '../../base/bilingual.ts'
import { defineSetting } from '../settings/definition.ts'

const group: Bilingual = { ja: '利用の上限', en: 'Limits of use' }

/** A limit protects the others: the operator's administrators alone change it. */
const defineLimit = (
  id: string,
  usual: number,
  [min, max]: readonly [number, number],
  unit: Bilingual,
  words: { readonly label: Bilingual; readonly help?: Bilingual },
) =>
  defineSetting({
    id: `quotas.${id}`,
    group,
    changedBy: 'operator',
    field: { kind: 'integer', min, max, unit, ...words },
    default: usual,
  })

const many = 1_000_000_000
const atOnce: Bilingual = { ja: '件', en: 'at once' }

/** What holds where nothing else was entered. Each import and export holds a connection and a transaction while it lasts. */
export const usualPlaces = { imports: 2, exports: 4, waiting: 100 } as const

/** How many requests of an organisation may wait while the platform is busy. */
export const quotaWaiting = defineLimit(
  'waitingRequests',
  usualPlaces.waiting,
  [1, 1000],
  { ja: '件', en: 'requests' },
  {
    label: { ja: '順番を待てる要求', en: 'Requests that may wait' },
    help: {
      ja: '混み合っているときに順番を待てる数です。超えた要求は、入力を失わずに「しばらくお待ちください」と答えます。',
      en: 'While the platform is busy. What comes on top is answered with a request to wait; nothing typed is lost.',
    },
  },
)

/** The usual limit is about three times the people of a large city, in one register or in several. */
export const quotaRecords = defineLimit(
  'records',
  3_000_000,
  [0, many],
  { ja: '件', en: 'records' },
  {
    label: { ja: '記録の数', en: 'Records' },
    help: {
      ja: 'すべての台帳の記録を合わせた数です。削除した記録は数えません。',
      en: 'Of all registers together, without removed ones.',
    },
  },
)

export const quotaFiles = defineLimit(
  'fileMegabytes',
  100_000,
  [0, many],
  { ja: 'MB', en: 'MB' },
  {
    label: { ja: 'ファイルの容量', en: 'Size of all files' },
    help: {
      ja: '添付ファイルと発行した文書を合わせた大きさです。1 MBは1,000,000バイトです。',
      en: 'Uploads and issued documents together; 1 MB is 1,000,000 bytes.',
    },
  },
)

export const quotaImports = defineLimit('importsAtOnce', usualPlaces.imports, [1, 100], atOnce, {
  label: { ja: '同時にできる取込', en: 'Imports at once' },
})

export const quotaExports = defineLimit('exportsAtOnce', usualPlaces.exports, [1, 100], atOnce, {
  label: { ja: '同時にできる出力', en: 'Exports at once' },
})

export const quotaSettings = [quotaWaiting, quotaRecords, quotaFiles, quotaImports, quotaExports] as const
