import { endOfPeriod } from '../../../base/calendar/days.ts'
import { endOfFiscalYear, startOfFiscalYear } from '../../../base/calendar/fiscal.ts'
import { createRandom, type Random } from '../../../base/random.ts'
import { loadSamples, type SampleValues, sampleId } from '../../../platform/registers/sample.ts'
import type { Services } from '../../../platform/services.ts'
import { businesses } from '../choices.ts'
import type { JointCloudConfiguration } from '../configuration.ts'

/** Vendors and products that nobody has: every name says so. */
const vendors = ['見本システム株式会社', '株式会社見本情報サービス', '見本データ株式会社', '見本コンピュータ株式会社']
const products = ['見本総合行政', '見本ネット自治体', 'ミホンカウンター', '見本スイート']

/** The businesses of which every municipality of the sample has a contract; larger ones have more. */
const usual = ['resident-records', 'resident-tax', 'care-insurance', 'health-insurance', 'finance', 'payroll']
const more = ['documents', 'library', 'water', 'applications']

/** The sample's world stands at the end of 2026. */
const lastYear = 2026

const systemOf = (municipality: string, business: string, people: number, random: Random): SampleValues => {
  const vendor = random.integer(0, vendors.length - 1)
  const to = lastYear + random.integer(0, 4)
  const core = usual.indexOf(business) < 4 && usual.includes(business)
  // A fixed part and a part by size, as real price lists have: small bodies pay more a head.
  const yearly = (core ? 6_000_000 : 2_500_000) + Math.round(people * (core ? 140 : 45) * (0.8 + random.next() * 0.4))
  return {
    municipality,
    business,
    product: `${products[vendor] ?? ''} ${businesses.find(one => one.code === business)?.label.ja ?? ''}`,
    vendor: vendors[vendor] ?? '',
    hosting: random.pick(['own-hall', 'own-hall', 'data-centre', 'own-cloud']),
    contractFrom: startOfFiscalYear(to - 4),
    contractTo: random.chance(0.7) ? endOfFiscalYear(to) : `${to + 1}-09-30`,
    noticeMonths: random.pick([3, 6, 6, 12]),
    yearlyCost: Math.round(yearly / 1000) * 1000,
    oneOffCost: Math.round((yearly * 1.5) / 1000) * 1000,
    interfaces: business === 'resident-records' ? '税、国民健康保険、介護保険、選挙（見本）' : '住民基本台帳（見本）',
    fit: random.pick(['not-looked', 'fits', 'partly', 'partly', 'does-not-fit']),
    note: '見本の記録です。',
  }
}

interface GroupSample {
  readonly name: string
  readonly businesses: readonly string[]
  readonly members: readonly number[]
  readonly stage: string
  readonly production: string | null
}

/** By place in the region's list, so that the sample fits any region. */
const groupSamples: readonly GroupSample[] = [
  {
    name: '見本 内部事務クラウド共同利用グループ',
    businesses: ['finance', 'payroll'],
    members: [19, 20, 21, 22],
    stage: 'production',
    production: '2024-04-01',
  },
  {
    name: '見本 基幹業務クラウド共同利用グループ',
    businesses: ['resident-records', 'resident-tax'],
    members: [28, 29, 30, 31, 32],
    stage: 'migration',
    production: null,
  },
]

/** 35 municipalities' inventories and two groups, the same on every machine. */
export const loadSample = async (
  configuration: JointCloudConfiguration,
  services: Services,
  progress: (done: number, total: number) => void,
): Promise<void> => {
  const random = createRandom('joint-cloud')
  const { municipalities } = configuration
  const systems = municipalities.flatMap(({ code, population }) => {
    const own = random.fork(code)
    const extra = (population ?? 0) > 50_000 ? more : more.slice(0, 2)
    return [...usual, ...extra].map(business => systemOf(code, business, population ?? 10_000, own.fork(business)))
  })
  const costOf = (code: string, list: readonly string[]) =>
    systems
      .filter(one => one.municipality === code && list.includes(String(one.business)))
      .reduce((sum, one) => sum + Number(one.yearlyCost), 0)
  const membersOf = (group: GroupSample) => group.members.flatMap(at => municipalities[at] ?? [])
  const groups = groupSamples.map((group): SampleValues => {
    const lead = membersOf(group)[0]?.code ?? null
    return {
      name: group.name,
      businesses: [...group.businesses],
      stage: group.stage,
      lead,
      agreedOn: '2023-05-15',
      contractFrom: group.production ?? '2027-04-01',
      contractTo: endOfPeriod(group.production ?? '2027-04-01', 5),
      product: '見本クラウド自治体版',
      vendor: '見本クラウド株式会社',
      equalWeight: 30,
      populationWeight: 50,
      useWeight: 20,
      note: '見本のグループです。計画の指標には数えません。',
    }
  })
  const members = groupSamples.flatMap((group, at) =>
    membersOf(group).flatMap(({ code }) =>
      group.businesses.map(
        (business): SampleValues => ({
          cloudGroup: sampleId('joint_group', at),
          municipality: code,
          business,
          joinedOn: '2023-05-15',
          productionOn: group.production,
          costBefore: costOf(code, [business]),
          costBeforeSource: '見本の業務システム台帳',
        }),
      ),
    ),
  )
  const years = [2024, 2025, 2026]
  const costs = groupSamples.flatMap((group, at) => {
    if (group.production === null) return []
    const before = membersOf(group).reduce((sum, { code }) => sum + costOf(code, group.businesses), 0)
    return years.flatMap((fiscalYear): SampleValues[] =>
      [
        { item: 'usage', amount: Math.round(before * 0.52) },
        { item: 'network', amount: Math.round(before * 0.09) },
        { item: 'operation', amount: Math.round(before * 0.11) },
      ].map(one => ({ ...one, cloudGroup: sampleId('joint_group', at), fiscalYear, source: '見本の契約書' })),
    )
  })
  const used = random.fork('use')
  const uses = groupSamples.flatMap((group, at) =>
    group.production === null
      ? []
      : years.flatMap(fiscalYear =>
          membersOf(group).map(
            ({ code, population }): SampleValues => ({
              cloudGroup: sampleId('joint_group', at),
              municipality: code,
              fiscalYear,
              amount: Math.round((population ?? 10_000) / 90) + used.integer(0, 30),
              measure: '業務端末の数',
              source: '見本の利用状況報告',
            }),
          ),
        ),
  )
  const meetings = groupSamples.map(
    (_, at): SampleValues => ({
      title: `見本 第${at + 1}回共同利用検討会`,
      cloudGroup: sampleId('joint_group', at),
      heldOn: at === 0 ? '2026-06-18' : '2026-09-03',
      place: '県庁会議室（見本）',
      attendees: '参加市町村、県（見本）',
      minutes: '見本の議事の概要です。',
      decisions: [
        { what: '令和9年度の負担割合は、今年度と同じとする。', who: '事務局', until: '2026-10-30', done: true },
        { what: '移行リハーサルの日程案を作り、参加団体に送る。', who: '幹事市町村', until: '2026-12-18', done: false },
      ],
    }),
  )
  await loadSamples(
    services,
    {
      joint_group: groups,
      joint_membership: members,
      joint_system: systems,
      joint_cost: costs,
      joint_use: uses,
      joint_meeting: meetings,
    },
    progress,
  )
}
