import type { Choice } from '../../../platform/registers/field.ts'

/** Wastes that only permits of kinds 5 to 9 may name. */
type WasteGroup = 'industrial' | 'specially-controlled'

export interface Waste {
  /** JWNET code of four digits: major 2, middle 1, minor 1. */
  readonly code: string
  readonly group: WasteGroup
  readonly name: { readonly ja: string; readonly en: string }
  /** Seen in a source; the others are configuration. */
  readonly confirmed: boolean
}

const of =
  (group: WasteGroup, confirmed = true) =>
  (code: string, ja: string, en: string): Waste => ({ code, group, name: { ja, en }, confirmed })
const usual = of('industrial')
const special = of('specially-controlled')

/**
 * JWNET's waste codes (コード表, with the conversion factor table). 動物系固形不要物 is 4000, not 11. A public repository
 * shows another "official" table (seven digits, 11 for 動物系固形不要物, 20 for 安定型混合): it is invented.
 */
export const wastes: readonly Waste[] = [
  usual('0100', '燃え殻', 'Cinders'),
  usual('0110', '焼却灰', 'Incineration ash'),
  usual('0200', '汚泥', 'Sludge'),
  usual('0210', '有機性汚泥', 'Organic sludge'),
  usual('0211', '下水汚泥', 'Sewage sludge'),
  usual('0220', '無機性汚泥', 'Inorganic sludge'),
  usual('0221', '建設汚泥', 'Construction sludge'),
  usual('0300', '廃油', 'Waste oil'),
  usual('0320', '廃溶剤', 'Waste solvent'),
  usual('0400', '廃酸', 'Waste acid'),
  usual('0500', '廃アルカリ', 'Waste alkali'),
  usual('0600', '廃プラスチック類', 'Waste plastics'),
  usual('0601', '廃タイヤ', 'Waste tyres'),
  usual('0605', '発泡スチロール', 'Expanded polystyrene'),
  usual('0700', '紙くず', 'Waste paper'),
  usual('0800', '木くず', 'Waste wood'),
  usual('0810', '建設木くず', 'Construction wood'),
  usual('0900', '繊維くず', 'Waste textiles'),
  usual('1000', '動植物性残さ', 'Animal and plant residues'),
  usual('4000', '動物系固形不要物', 'Solid animal waste'),
  usual('1100', 'ゴムくず', 'Waste rubber'),
  usual('1200', '金属くず', 'Scrap metal'),
  usual('1210', '鉄くず', 'Scrap iron'),
  usual('1220', '非鉄金属くず', 'Scrap of other metals'),
  usual('1300', 'ガラスくず・コンクリートくず・陶磁器くず', 'Glass, concrete and ceramics'),
  usual('1400', '鉱さい', 'Slag'),
  usual('1500', 'がれき類', 'Rubble'),
  usual('1600', '動物のふん尿', 'Animal excreta'),
  usual('1700', '動物の死体', 'Animal carcasses'),
  usual('1800', 'ばいじん', 'Soot and dust'),
  usual('1900', '13号廃棄物', 'Waste of item 13'),
  of('industrial', false)('2000', '建設混合廃棄物', 'Mixed construction waste'),
  special('7000', '引火性廃油', 'Flammable waste oil'),
  special('7010', '引火性廃油（有害）', 'Flammable waste oil, hazardous'),
  special('7100', '強酸', 'Strong acid'),
  special('7110', '強酸（有害）', 'Strong acid, hazardous'),
  special('7200', '強アルカリ', 'Strong alkali'),
  special('7210', '強アルカリ（有害）', 'Strong alkali, hazardous'),
  special('7300', '感染性廃棄物', 'Infectious waste'),
  special('7410', '廃PCB等', 'Waste PCB'),
  special('7421', '廃石綿等', 'Waste asbestos'),
  special('7422', '指定下水汚泥', 'Designated sewage sludge'),
  special('7423', '鉱さい（有害）', 'Slag, hazardous'),
  special('7424', '燃え殻（有害）', 'Cinders, hazardous'),
  special('7425', '廃油（有害）', 'Waste oil, hazardous'),
  special('7426', '汚泥（有害）', 'Sludge, hazardous'),
  special('7427', '廃酸（有害）', 'Waste acid, hazardous'),
  special('7428', '廃アルカリ（有害）', 'Waste alkali, hazardous'),
  special('7429', 'ばいじん（有害）', 'Soot and dust, hazardous'),
  special('7430', '13号廃棄物（有害）', 'Waste of item 13, hazardous'),
  special('7440', '廃水銀等', 'Waste mercury'),
]

const headings = {
  industrial: { ja: '産業廃棄物', en: 'Industrial waste' },
  'specially-controlled': { ja: '特別管理産業廃棄物', en: 'Specially controlled industrial waste' },
} as const

/** The same as choices of a field. */
export const wasteChoices: readonly Choice[] = wastes.map(({ code, name, group }) => ({
  code,
  label: name,
  group: headings[group],
}))

const byCode = new Map(wastes.map(waste => [waste.code, waste]))

export const findWaste = (code: string): Waste | undefined => byCode.get(code)

/** What a permit may include besides its wastes; these are no wastes of their own and have no code. */
export const wasteFlags: readonly Choice[] = [
  { code: 'asbestos', label: { ja: '石綿含有産業廃棄物', en: 'Waste containing asbestos' } },
  { code: 'mercury-products', label: { ja: '水銀使用製品産業廃棄物', en: 'Waste products using mercury' } },
  { code: 'mercury-dust', label: { ja: '水銀含有ばいじん等', en: 'Dust and the like containing mercury' } },
  { code: 'specified', label: { ja: '特定産業廃棄物', en: 'Specified industrial waste' } },
]
