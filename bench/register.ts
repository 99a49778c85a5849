import { createRandom } from '../src/base/random.ts'
import { defineRegister } from '../src/platform/registers/definition.ts'
import type { RecordValues } from '../src/platform/registers/field.ts'
import { defineSystem } from '../src/platform/system.ts'

/** A register like those of the real systems: twelve fields of many kinds, two of them personal. */
export const permit = defineRegister({
  id: 'bench_permit',
  title: { ja: '許可', en: 'Permits' },
  description: { ja: '計測のための許可です。', en: 'Permits for measurements.' },
  fieldClass: 'public',
  fields: {
    number: { kind: 'text', maxLength: 20, label: { ja: '許可番号', en: 'Number' }, required: true, unique: true },
    holder: { kind: 'text', maxLength: 80, label: { ja: '事業者', en: 'Holder' }, required: true },
    holderKana: { kind: 'kana', of: 'holder', label: { ja: '事業者（よみ）', en: 'Holder, reading' }, required: true },
    kind: {
      kind: 'choice',
      label: { ja: '業の種類', en: 'Kind' },
      required: true,
      of: [
        { code: 'collect', label: { ja: '収集運搬業', en: 'Collection and transport' } },
        { code: 'treat', label: { ja: '中間処理業', en: 'Treatment' } },
        { code: 'dispose', label: { ja: '最終処分業', en: 'Disposal' } },
      ],
    },
    wastes: {
      kind: 'choices',
      label: { ja: '取り扱う廃棄物', en: 'Wastes' },
      of: ['燃え殻', '汚泥', '廃油', '廃酸', '廃アルカリ', '廃プラスチック類', '紙くず', '木くず', 'がれき類'].map(
        (ja, at) => ({ code: `w${at + 1}`, label: { ja, en: `Waste ${at + 1}` } }),
      ),
    },
    place: { kind: 'address', label: { ja: '所在地', en: 'Address' } },
    capacity: {
      kind: 'decimal',
      places: 1,
      min: '0',
      label: { ja: '能力', en: 'Capacity' },
      unit: { ja: 't/日', en: 't/day' },
    },
    grantedOn: { kind: 'date', label: { ja: '許可年月日', en: 'Granted' }, required: true },
    expiresOn: { kind: 'date', label: { ja: '許可期限', en: 'Expires' }, required: true },
    representative: { kind: 'text', maxLength: 60, label: { ja: '代表者', en: 'Representative' }, class: 'personal' },
    phone: { kind: 'phone', label: { ja: '連絡先', en: 'Phone' }, class: 'personal' },
    note: { kind: 'longText', label: { ja: '備考', en: 'Note' }, class: 'internal' },
  },
  naming: ['holder', 'number'],
  list: ['number', 'holder', 'kind', 'wastes', 'place', 'expiresOn'],
  search: ['number', 'holder', 'holderKana'],
  filters: ['kind', 'wastes', 'place', 'expiresOn'],
  sort: ['number', 'expiresOn'],
  rules: [
    {
      field: 'expiresOn',
      holds: { lessOrEqual: [{ field: 'grantedOn' }, { field: 'expiresOn' }] },
      message: { ja: '許可期限は許可年月日以後の日にしてください。', en: 'A permit ends after it begins.' },
    },
  ],
  publish: { path: '/bench/permits', license: 'CC BY 4.0' },
})

const holds = (...names: readonly string[]) => names.map(name => `${permit.id}.${name}`)

/** One officer who may do everything, and one (the `chief` of the sample people) who sees no personal data. */
export const benchSystem = defineSystem({
  id: 'bench',
  title: { ja: '計測', en: 'Measurement' },
  summary: { ja: '計測のためのシステムです。', en: 'What is measured.' },
  measures: [],
  open: '/bench/permits',
  registers: [permit],
  roles: [
    {
      id: 'bench_officer',
      title: { ja: '計測担当', en: 'Officer' },
      permissions: holds('read', 'readPersonal', 'create', 'change', 'import'),
      heldIn: ['prefecture', 'municipality'],
    },
    {
      id: 'bench_reader',
      title: { ja: '計測閲覧', en: 'Reader' },
      permissions: holds('read'),
      heldIn: ['prefecture'],
    },
  ],
  sampleRoles: { officer: ['bench_officer'], chief: ['bench_reader'] },
})

/** Words that stand in exactly so many records, however many there are: what searches look for. */
export const rareWords = [
  { word: '玄武', kana: 'ゲンブ', hits: 20 },
  { word: '朱雀', kana: 'スザク', hits: 200 },
  { word: '白虎', kana: 'ビャッコ', hits: 500 },
  { word: '青龍', kana: 'セイリュウ', hits: 4000 },
] as const

const places = [
  '青葉',
  '松島',
  '栗駒',
  '蔵王',
  '鳴子',
  '北上',
  '広瀬',
  '名取',
  '阿武隈',
  '牡鹿',
  '金華',
  '船形',
] as const
const kanas = [
  'アオバ',
  'マツシマ',
  'クリコマ',
  'ザオウ',
  'ナルコ',
  'キタカミ',
  'ヒロセ',
  'ナトリ',
  'アブクマ',
  'オシカ',
  'キンカ',
  'フナガタ',
] as const
const trades = [
  ['環境開発', 'カンキョウカイハツ'],
  ['興業', 'コウギョウ'],
  ['運輸', 'ウンユ'],
  ['資源', 'シゲン'],
] as const
const towns = ['041009', '042021', '042030', '042056', '042072', '042081', '042111', '042129'] as const

const rareOf = (index: number, total: number) =>
  rareWords.find(({ hits }, at) => {
    const step = Math.floor(total / hits)
    return step > 0 ? index % step === at % step && index < step * hits : false
  })

export const permitNumber = (index: number): string => `K${String(index).padStart(9, '0')}`

/**
 * The record with this number of so many; the same each time. Nobody real: the names are those of rivers and mountains.
 */
export const permitValues = (index: number, total: number): RecordValues => {
  const random = createRandom(`permit ${index}`)
  const at = random.integer(0, places.length - 1)
  const [trade, tradeKana] = trades[index % trades.length] ?? trades[0]
  const rare = rareOf(index, total)
  const year = random.integer(2019, 2026)
  const day = `${String(random.integer(1, 12)).padStart(2, '0')}-${String(random.integer(1, 28)).padStart(2, '0')}`
  return {
    number: permitNumber(index),
    holder: `株式会社見本${rare?.word ?? ''}${places[at]}${trade}${random.integer(1, 99)}号`,
    holderKana: `ミホン${rare?.kana ?? ''}${kanas[at]}${tradeKana}`,
    kind: random.pick(['collect', 'collect', 'treat', 'dispose']),
    wastes: ['w1', ...['w2', 'w3', 'w4', 'w5', 'w6', 'w7', 'w8', 'w9'].filter(() => random.chance(0.4))],
    place: {
      municipality: random.pick(towns),
      town: `見本町${random.integer(1, 9)}丁目`,
      rest: `${random.integer(1, 40)}-${random.integer(1, 20)}`,
    },
    capacity: `${random.integer(1, 500)}.${random.integer(0, 9)}`,
    grantedOn: `${year}-${day}`,
    expiresOn: `${year + 5}-${day}`,
    representative: `見本 ${places[(at + 5) % places.length]}`,
    phone: `022000${String(random.integer(0, 9999)).padStart(4, '0')}`,
    note: index % 3 === 0 ? '計測用の記録です。更新の案内は期限の三か月前に送ります。' : null,
  }
}
