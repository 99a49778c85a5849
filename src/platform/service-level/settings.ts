import type { Bilingual } from '../../base/bilingual.ts'
import { defineSetting } from '../settings/definition.ts'
import { bounds } from './buckets.ts'

const group: Bilingual = { ja: 'サービス水準の目標', en: 'Service levels aimed at' }

const help: Bilingual = {
  ja: '標準の値は仮のものです。契約や仕様書で決めた値を登録してください。',
  en: 'The default is provisional: enter what contract and specification say.',
}

const availability = (id: string, label: Bilingual, usual: string) =>
  defineSetting({
    id,
    group,
    field: { kind: 'decimal', places: 2, min: '0', max: '100', unit: { ja: '％', en: '%' }, label, help },
    default: usual,
    changedBy: 'operator',
  })

const response = (id: string, label: Bilingual) =>
  defineSetting({
    id,
    group,
    field: {
      kind: 'choice',
      of: bounds
        .filter(bound => bound >= 100)
        .map(bound => ({
          code: String(bound),
          label: { ja: `${bound / 1000}秒`, en: `${bound / 1000} s` },
        })),
      label,
      help,
    },
    default: '1000',
    changedBy: 'operator',
  })

/** What is promised to an organisation's officers. */
export const staffAvailability = availability(
  'serviceLevel.availability',
  { ja: '稼働率の目標（職員）', en: 'Availability aimed at, officers' },
  '99.50',
)
export const staffResponse = response('serviceLevel.response', {
  ja: '応答の目標（職員の要求の95％）',
  en: 'Response aimed at, 95 % of the requests of officers',
})
/** Of the operator: what is promised to everyone. */
export const publicAvailability = availability(
  'serviceLevel.publicAvailability',
  { ja: '稼働率の目標（公開ページ）', en: 'Availability aimed at, public pages' },
  '99.90',
)
export const publicResponse = response('serviceLevel.publicResponse', {
  ja: '応答の目標（公開ページの要求の95％）',
  en: 'Response aimed at, 95 % of the requests of the public',
})
/** Of the operator: how early maintenance must be announced. */
export const noticeHours = defineSetting({
  id: 'serviceLevel.noticeHours',
  group,
  field: {
    kind: 'integer',
    min: 0,
    max: 720,
    unit: { ja: '時間前', en: 'hours before' },
    label: { ja: '計画停止の予告', en: 'Notice of maintenance' },
    help: {
      ja: '始まるこの時間前までに予告した計画停止だけを、稼働率の計算から除きます。',
      en: 'Only maintenance announced so long before it begins is left out of the availability.',
    },
  },
  default: 24,
  changedBy: 'operator',
})

export const serviceLevelSettings = [
  staffAvailability,
  staffResponse,
  publicAvailability,
  publicResponse,
  noticeHours,
] as const
