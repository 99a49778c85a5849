import type { Choice } from '../../../platform/registers/field.ts'
import type { RuleSource } from './source.ts'

export const excellentSource: RuleSource = {
  law: '優良産廃処理業者認定制度（施行規則9条の3・10条の4の2ほか）',
  seen: 'list of criteria; article numbers are from memory',
  confirmed: false,
}

/** 優良認定の基準, each ticked by the officer who checked it. All are needed. */
export const excellentCriteria: readonly Choice[] = [
  {
    code: 'record',
    label: {
      ja: '5年以上の実績があり、その間に不利益処分を受けていない',
      en: 'Five years’ record without adverse dispositions',
    },
  },
  {
    code: 'disclosure',
    label: {
      ja: '情報を6か月以上インターネットで公表し、更新している',
      en: 'Six months or more of disclosure on the web',
    },
  },
  {
    code: 'environment',
    label: { ja: 'ISO14001又はエコアクション21の認証を受けている', en: 'ISO 14001 or Eco-Action 21' },
  },
  { code: 'manifest', label: { ja: '電子マニフェスト（JWNET）を利用できる', en: 'Uses electronic manifests (JWNET)' } },
  {
    code: 'finance',
    label: {
      ja: '直前3年のいずれかの事業年度で自己資本比率が10％以上',
      en: 'Equity ratio of 10 % or more in one of the last three years',
    },
  },
  { code: 'taxes', label: { ja: '税・社会保険料等を滞納していない', en: 'No tax arrears' } },
]

/** Criteria that nobody has ticked yet. */
export const missingCriteria = (met: readonly string[]): readonly Choice[] =>
  excellentCriteria.filter(({ code }) => !met.includes(code))
