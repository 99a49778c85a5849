import type { Bilingual } from '../../base/bilingual.ts'
import type { Choice } from '../../platform/registers/field.ts'
import type { JointCloudConfiguration } from './configuration.ts'

const core: Bilingual = { ja: '基幹業務', en: 'Core' }
const internal: Bilingual = { ja: '内部事務', en: 'Internal' }
const residents: Bilingual = { ja: '住民サービス', en: 'For residents' }

const choice = (code: string, ja: string, en: string, group?: Bilingual): Choice => ({
  code,
  label: { ja, en },
  ...(group ? { group } : {}),
})

/** 業務: the first twenty are those whose standards the nation sets (地方公共団体情報システムの標準化に関する法律, 令和3年法律40号). */
export const businesses: readonly Choice[] = [
  choice('resident-records', '住民基本台帳', 'Resident records', core),
  choice('seal', '印鑑登録', 'Registered seals', core),
  choice('family-register', '戸籍', 'Family register', core),
  choice('family-register-slips', '戸籍の附票', 'Family register supplement', core),
  choice('elections', '選挙人名簿管理', 'Electoral roll', core),
  choice('property-tax', '固定資産税', 'Property tax', core),
  choice('resident-tax', '個人住民税', 'Resident tax', core),
  choice('corporate-tax', '法人住民税', 'Corporate resident tax', core),
  choice('vehicle-tax', '軽自動車税', 'Light vehicle tax', core),
  choice('health-insurance', '国民健康保険', 'Health insurance', core),
  choice('pension', '国民年金', 'National pension', core),
  choice('elderly-medical', '後期高齢者医療', 'Medical care of the elderly', core),
  choice('care-insurance', '介護保険', 'Care insurance', core),
  choice('disability', '障害者福祉', 'Disability welfare', core),
  choice('livelihood', '生活保護', 'Livelihood protection', core),
  choice('health', '健康管理', 'Health management', core),
  choice('child-allowance', '児童手当', 'Child allowance', core),
  choice('child-rearing-allowance', '児童扶養手当', 'Child-rearing allowance', core),
  choice('child-support', '子ども・子育て支援', 'Child and child-rearing support', core),
  choice('school-attendance', '就学', 'School attendance', core),
  choice('finance', '財務会計', 'Finance and accounting', internal),
  choice('payroll', '人事給与', 'Personnel and payroll', internal),
  choice('documents', '文書管理', 'Documents', internal),
  choice('applications', '電子申請', 'Electronic applications', residents),
  choice('library', '図書館', 'Library', residents),
  choice('water', '上下水道料金', 'Water charges', residents),
]

export const hostings: readonly Choice[] = [
  choice('own-hall', '庁舎内', 'In the town hall'),
  choice('data-centre', 'データセンター', 'Data centre'),
  choice('own-cloud', '単独クラウド', 'Cloud of its own'),
  choice('joint-cloud', '共同クラウド', 'Joint cloud'),
]

export const fits: readonly Choice[] = [
  choice('not-looked', '未調査', 'Not looked at'),
  choice('fits', '適合（改修なし）', 'Fits as it is'),
  choice('partly', '一部適合（運用で対応）', 'Fits in part'),
  choice('does-not-fit', '適合しない', 'Does not fit'),
]

/** From the first talks to production: the usual way of a joint procurement. */
export const stages: readonly Choice[] = [
  choice('study', '研究会', 'Study group'),
  choice('fit-gap', 'フィット＆ギャップ', 'Fit and gap'),
  choice('agreement', '協定・負担割合の決定', 'Agreement and shares'),
  choice('rfi', '情報提供依頼（RFI）', 'Request for information'),
  choice('procurement', '調達（RFP・プロポーザル）', 'Procurement'),
  choice('migration', '移行・リハーサル', 'Migration and rehearsal'),
  choice('production', '本番運用', 'Production'),
  choice('ended', '終了', 'Ended'),
]

/** Where a member's use comes from. */
export const useSources: readonly Choice[] = [
  choice('entered', '登録した利用量', 'Entered'),
  choice('requests', 'このプラットフォームで計測した要求数', 'Requests measured by this platform'),
]

export const costItems: readonly Choice[] = [
  choice('usage', 'サービス利用料', 'Service fee'),
  choice('network', '回線', 'Network'),
  choice('operation', '運用・保守', 'Operation'),
  choice('migration', 'データ移行', 'Migration'),
  choice('secretariat', '事務局経費', 'Secretariat'),
  choice('other', 'その他', 'Other'),
]

export const municipalityChoices = (configuration: JointCloudConfiguration): readonly Choice[] =>
  configuration.municipalities.map(({ code, name }) => ({ code, label: name, organisation: code }))

export const labelOf = (choices: readonly Choice[], code: string): Bilingual =>
  choices.find(one => one.code === code)?.label ?? { ja: code, en: code }
