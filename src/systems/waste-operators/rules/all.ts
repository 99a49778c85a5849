import type { Bilingual } from '../../../base/bilingual.ts'
import { authorities } from '../codes/authorities.ts'
import { wastes } from '../codes/wastes.ts'
import { actionKinds } from '../registers/action.ts'
import { type Against, dispositionBases } from './dispositions.ts'
import { excellentSource } from './excellent.ts'
import { facilitySource, facilityTypes } from './facility-types.ts'
import { hearingSince, hearingSource } from './hearing.ts'
import { renewalSource } from './renewal.ts'
import type { RuleSource } from './source.ts'
import { storageSource } from './storage.ts'
import { renewalStart, validityYears } from './validity.ts'

export interface StatedRule {
  readonly rule: Bilingual
  /** First day on which it holds; null: as far back as the register goes. */
  readonly from: string | null
  readonly source: RuleSource
}

const named = (list: readonly { readonly name: { readonly ja: string; readonly en: string } }[]): Bilingual => ({
  ja: list.map(({ name }) => name.ja).join('、'),
  en: list.map(({ name }) => name.en).join(', '),
})

const targets: Readonly<Record<Against, Bilingual>> = {
  permit: { ja: '許可', en: 'permit' },
  facility: { ja: '施設', en: 'facility' },
  operator: { ja: '処理業者', en: 'operator' },
}

const kindLabel = (kind: string): Bilingual =>
  actionKinds.find(({ code }) => code === kind)?.label ?? { ja: kind, en: kind }

const unconfirmed = (ja: string, en: string, of: Bilingual, law: string): StatedRule => ({
  rule: { ja: `${ja}：${of.ja}`, en: `${en}: ${of.en}` },
  from: null,
  source: { law, confirmed: false },
})

/** Every rule that the system applies, with its source: what an office must read in the text in force before relying on it. */
export const statedRules: readonly StatedRule[] = [
  ...validityYears.map(({ from, value, source }) => ({
    rule:
      value.excellent === null
        ? { ja: `許可の有効期間は${value.usual}年`, en: `A permit holds ${value.usual} years` }
        : {
            ja: `許可の有効期間は${value.usual}年、優良認定は${value.excellent}年`,
            en: `A permit holds ${value.usual} years, ${value.excellent} for 優良`,
          },
    from,
    source,
  })),
  {
    rule:
      renewalStart.value === 'day-after-expiry'
        ? { ja: '更新後の有効期間は従前の満了日の翌日から', en: 'A renewed permit begins on the day after the old one' }
        : { ja: '更新後の有効期間は処分日から', en: 'A renewed permit begins with the decision' },
    from: renewalStart.from,
    source: renewalStart.source,
  },
  {
    rule: {
      ja: '更新申請は到達日で判断し、満了日が閉庁日のときはその前の開庁日まで。審査中は従前の許可が有効',
      en: 'Arrival counts, by the working day before where offices are closed on the last day; pending, the old permit holds',
    },
    from: null,
    source: renewalSource,
  },
  {
    rule: { ja: '積替え保管の上限は1日平均搬出量の7日分', en: 'Transshipment: seven days of the average outflow' },
    from: null,
    source: storageSource,
  },
  ...dispositionBases.flatMap(({ kind, against, articles }) =>
    articles.map(({ from, value, source }) => ({
      rule: {
        ja: `${kindLabel(kind).ja}（${against.map(one => targets[one].ja).join('・')}）の根拠：${value.join('、')}`,
        en: `${kindLabel(kind).en} (${against.map(one => targets[one].en).join(', ')}) rests on ${value.join(', ')}`,
      },
      from,
      source,
    })),
  ),
  {
    rule: {
      ja: '許可の取消しの前に聴聞、停止命令の前に弁明の機会の付与。行わないときは13条2項の理由を記録',
      en: 'A hearing before a revocation, an opportunity to explain before a stop; waived only for a reason of article 13, 2',
    },
    from: hearingSince,
    source: hearingSource,
  },
  { rule: { ja: '優良認定の基準', en: 'Criteria of 優良' }, from: null, source: excellentSource },
  {
    rule: { ja: '許可が要る処理施設の種類と規模', en: 'Facilities that need a permit' },
    from: null,
    source: facilitySource,
  },
  unconfirmed(
    '確認していない施設の規模',
    'Facilities not confirmed',
    named(
      facilityTypes
        .filter(({ confirmed }) => !confirmed)
        .map(({ item, label }) => ({ name: { ja: `${item} ${label.ja}`, en: `${item} ${label.en}` } })),
    ),
    facilitySource.law,
  ),
  unconfirmed(
    '確認していない許可主体の番号',
    'Authority codes not confirmed',
    named(authorities.filter(({ confirmed }) => !confirmed)),
    '許可番号の付番（衛環21号）',
  ),
  unconfirmed(
    '確認していない廃棄物コード',
    'Waste codes not confirmed',
    named(wastes.filter(({ confirmed }) => !confirmed)),
    'JWNET コード表',
  ),
]
