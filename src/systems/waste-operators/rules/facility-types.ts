import { compareDecimals } from '../../../base/number.ts'
import type { RuleSource } from './source.ts'

export type Measure = 'm3/day' | 't/day' | 'kg/day' | 'kg/hour' | 'm2'

/** From which size on a facility needs a permit of its own. */
interface Threshold {
  readonly measure: Measure
  readonly size: string
  /** `over`: 超える, the size itself is free. `from`: 以上. */
  readonly bound: 'over' | 'from'
}

/** A facility of 施行令7条. Any one of its thresholds is enough; without thresholds every size needs a permit. */
export interface FacilityType {
  /** Number of the item, and part of it. */
  readonly code: string
  readonly item: string
  readonly label: { readonly ja: string; readonly en: string }
  readonly anyOf: readonly Threshold[]
  readonly confirmed: boolean
}

export const facilitySource: RuleSource = {
  law: '廃棄物の処理及び清掃に関する法律施行令7条',
  seen: 'JWNET and Gunma prefecture (tables of facilities)',
  confirmed: true,
}

const over = (measure: Measure, size: string): Threshold => ({ measure, size, bound: 'over' })
const from = (measure: Measure, size: string): Threshold => ({ measure, size, bound: 'from' })
const furnace = [from('kg/hour', '200'), from('m2', '2')]

const type = (
  code: string,
  item: string,
  ja: string,
  en: string,
  anyOf: readonly Threshold[] = [],
  confirmed = true,
): FacilityType => ({ code, item, label: { ja, en }, anyOf, confirmed })

export const facilityTypes: readonly FacilityType[] = [
  type('1', '1号', '汚泥の脱水施設', 'Sludge dewatering', [over('m3/day', '10')]),
  type('2', '2号', '汚泥の乾燥施設', 'Sludge drying', [over('m3/day', '10')]),
  type('2-sun', '2号', '汚泥の乾燥施設（天日乾燥）', 'Sludge drying in the sun', [over('m3/day', '100')]),
  type('3', '3号', '汚泥の焼却施設', 'Sludge incineration', [over('m3/day', '5'), ...furnace]),
  type('4', '4号', '廃油の油水分離施設', 'Oil and water separation', [over('m3/day', '10')]),
  type('5', '5号', '廃油の焼却施設', 'Waste oil incineration', [over('m3/day', '1'), ...furnace]),
  type('6', '6号', '廃酸・廃アルカリの中和施設', 'Neutralisation of acid and alkali', [over('m3/day', '50')]),
  type('7', '7号', '廃プラスチック類の破砕施設', 'Shredding of plastics', [over('t/day', '5')]),
  // Sources differ on whether 100 kg itself is free (超える) or not (以上): taken as 超える, to be confirmed.
  type(
    '8',
    '8号',
    '廃プラスチック類の焼却施設',
    'Incineration of plastics',
    [over('kg/day', '100'), from('m2', '2')],
    false,
  ),
  type('8-2', '8号の2', '木くず・がれき類の破砕施設', 'Crushing of wood and rubble', [over('t/day', '5')]),
  type('9', '9号', '有害物質を含む汚泥のコンクリート固型化施設', 'Solidification in concrete'),
  type('10', '10号', '水銀を含む汚泥のばい焼施設', 'Roasting of sludge with mercury'),
  type('10-2', '10号の2', '廃水銀等の硫化施設', 'Sulphurisation of waste mercury'),
  type('11', '11号', 'シアン化合物の分解施設', 'Decomposition of cyanides'),
  type('11-2', '11号の2', '廃石綿等・石綿含有産業廃棄物の溶融施設', 'Melting of asbestos'),
  type('12', '12号', '廃PCB等の焼却施設', 'Incineration of PCB'),
  type('12-2', '12号の2', '廃PCB等の分解施設', 'Decomposition of PCB'),
  type('13', '13号', 'PCB汚染物の洗浄・分離施設', 'Washing and separation of PCB'),
  type('13-2', '13号の2', '産業廃棄物の焼却施設（その他）', 'Other incineration', furnace, false),
  type('14-a', '14号イ', '遮断型最終処分場', 'Isolated landfill', [], false),
  type('14-b', '14号ロ', '安定型最終処分場', 'Landfill for stable waste', [], false),
  type('14-c', '14号ハ', '管理型最終処分場', 'Controlled landfill', [], false),
]

export const measureLabels: Readonly<Record<Measure, { readonly ja: string; readonly en: string }>> = {
  'm3/day': { ja: 'm³/日', en: 'm³ a day' },
  't/day': { ja: 't/日', en: 't a day' },
  'kg/day': { ja: 'kg/日', en: 'kg a day' },
  'kg/hour': { ja: 'kg/時', en: 'kg an hour' },
  m2: { ja: 'm²（火格子面積）', en: 'm² (grate)' },
}

export const findFacilityType = (code: string): FacilityType | undefined => facilityTypes.find(one => one.code === code)

/** A size as measured, an exact decimal. */
export interface Size {
  readonly measure: Measure
  readonly size: string
}

const reaches = (threshold: Threshold, { measure, size }: Size): boolean => {
  if (measure !== threshold.measure) return false
  const order = compareDecimals(size, threshold.size)
  return threshold.bound === 'over' ? order > 0 : order >= 0
}

/**
 * Whether a facility needs a permit (15条). `unknown` where none of the given sizes is one that the item measures by: then
 * nobody may conclude that it is free.
 */
export const needsFacilityPermit = (facility: FacilityType, sizes: readonly Size[]): 'needed' | 'free' | 'unknown' => {
  if (facility.anyOf.length === 0) return 'needed'
  if (facility.anyOf.some(threshold => sizes.some(size => reaches(threshold, size)))) return 'needed'
  const all = facility.anyOf.every(threshold => sizes.some(size => size.measure === threshold.measure))
  return all ? 'free' : 'unknown'
}
