import { createRandom, type Random } from '../../base/random.ts'
import type { NamePart, RegionSample } from '../../platform/region.ts'
import type { Choice, HoursSpan, OpeningHoursValue, RecordValues } from '../../platform/registers/field.ts'
import { loadSample } from '../../platform/registers/sample.ts'
import type { Services } from '../../platform/services.ts'
import { certifications, languages, payments, services, support } from './choices.ts'
import type { pharmacy } from './registers.ts'

const count = 1100

const trades: readonly NamePart[] = [
  ['薬局', 'ヤッキョク'],
  ['調剤薬局', 'チョウザイヤッキョク'],
  ['漢方薬局', 'カンポウヤッキョク'],
  ['ファーマシー', 'ファーマシー'],
  ...(
    [
      ['本店', 'ホンテン'],
      ['駅前店', 'エキマエテン'],
      ['病院前店', 'ビョウインマエテン'],
      ['中央店', 'チュウオウテン'],
      ['東店', 'ヒガシテン'],
      ['西店', 'ニシテン'],
      ['南店', 'ミナミテン'],
      ['北店', 'キタテン'],
      ['バイパス店', 'バイパステン'],
      ['港店', 'ミナトテン'],
      ['団地店', 'ダンチテン'],
      ['大通店', 'オオドオリテン'],
      ['学園前店', 'ガクエンマエテン'],
      ['公園通り店', 'コウエンドオリテン'],
      ['市場前店', 'イチバマエテン'],
      ['新町店', 'シンマチテン'],
      ['仲町店', 'ナカマチテン'],
      ['川岸店', 'カワギシテン'],
      ['坂下店', 'サカシタテン'],
    ] as const
  ).map(([shop, kana]): NamePart => [`薬局${shop}`, `ヤッキョク${kana}`]),
]

const span = (from: number, to: number): HoursSpan => ({ from: from * 60, to: to * 60 })
const open = (weekday: readonly HoursSpan[], saturday: readonly HoursSpan[], sunday: readonly HoursSpan[] = []) => ({
  week: [...Array.from({ length: 5 }, () => weekday), saturday, sunday],
  holidays: sunday,
})
const patterns: readonly Pick<OpeningHoursValue, 'week' | 'holidays'>[] = [
  open([span(9, 18)], [span(9, 13)]),
  open([span(9, 18)], [span(9, 13)]),
  open([span(9, 13), span(14, 18.5)], [span(9, 12.5)]),
  open([span(8.5, 17.5)], []),
  open([span(9, 19)], [span(9, 17)]),
  open([span(10, 22)], [span(10, 22)], [span(10, 21)]),
  open([span(9, 26)], [span(9, 26)], [span(9, 24)]),
  open([span(0, 24)], [span(0, 24)], [span(0, 24)]),
]
const hoursOf = (random: Random): OpeningHoursValue => {
  // The rare patterns stand last: one pharmacy in sixty is open all night.
  const pattern = random.chance(0.06) ? random.pick(patterns.slice(5)) : random.pick(patterns.slice(0, 5))
  return {
    ...pattern,
    closedNth: random.chance(0.08) ? [{ nth: 3, weekday: 2 }] : [],
    exceptions: [],
    note: random.chance(0.1) ? '年末年始（12月31日～1月3日）は休み' : '',
  }
}

const some = (random: Random, of: readonly Choice[], share: number): readonly string[] | null => {
  const codes = of.filter(() => random.chance(share)).map(choice => choice.code)
  return codes.length ? codes : null
}

const dayOf = (random: Random): string =>
  `2026-0${random.integer(1, 9)}-${String(random.integer(1, 28)).padStart(2, '0')}`

/** Invented pharmacies; the same at each call. */
export const samplePharmacies = (make: RegionSample): readonly Partial<RecordValues<(typeof pharmacy)['fields']>>[] =>
  make.names('pharmacies', count, trades, ['～']).map(({ name, kana }, index) => {
    const random = createRandom(`pharmacy ${index}`)
    return {
      name,
      nameKana: kana,
      licence: `見本-${String(index + 1).padStart(5, '0')}`,
      opener: `株式会社見本ファーマ${1 + (index % 40)}`,
      manager: make.person(random).name,
      postcode: `98${random.integer(0, 9)}9${String(random.integer(0, 999)).padStart(3, '0')}`,
      ...make.place(random, make.municipality(random)),
      phone: make.phone(index),
      afterHours: random.chance(0.4) ? make.phone(index + 2000) : null,
      fax: make.phone(index + 4000),
      hours: hoursOf(random),
      access: `見本バス停から徒歩${random.integer(1, 12)}分`,
      parking: random.integer(0, 20),
      website: random.chance(0.4) ? make.website(index) : null,
      certified: some(random, certifications, 0.15),
      support: some(random, support, 0.5),
      languages: some(random, languages, 0.06),
      smokeFree: random.chance(0.95),
      payments: ['insurance', ...(some(random, payments.slice(1), 0.6) ?? [])],
      services: some(random, services, 0.4),
      pharmacists: random.integer(1, 7),
      patients: random.integer(800, 30_000),
      conferences: random.integer(0, 12),
      safety: random.chance(0.7),
      survey: random.chance(0.3),
      reportedOn: dayOf(random),
    }
  })

export const loadPharmacies = (services: Services, progress: (done: number, total: number) => void): Promise<void> =>
  loadSample(services, 'pharmacy', samplePharmacies(services.region.sample), progress)
