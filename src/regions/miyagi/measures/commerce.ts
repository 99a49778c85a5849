import type { PlanSection } from '../../../platform/plan/measure.ts'
import { bar, prefecture } from './words.ts'

export const commerce: PlanSection = {
  id: '5-3',
  number: 3,
  title: { ja: '商工業支援', en: 'Support for commerce and industry' },
  measures: [
    {
      id: '5-3-1',
      basis: 'measure',
      title: { ja: '中小企業のICT活用支援', en: 'ICT experts for small firms' },
      purpose: {
        ja: '個々の企業にとってITをどのように利用できるのか，利用しなければならないのか分からない，企業間ネットワークの展開が進まず，ネットワークで得られる企業のメリットが大きくならない…こうした中小企業を取り巻く課題を解決するため，企業からの要望に基づきITコーディネータ等の専門家を派遣することにより，県内中小企業の競争力の向上を図ります。',
        en: 'Experts are sent to small firms on request',
      },
      nature: ['other'],
      role: 'manage',
      actor: {
        ja: '県，（公財）みやぎ産業振興機構',
        en: 'The prefecture and the Miyagi industry promotion organisation',
      },
      departments: ['new-industry'],
      mark: 'continuing',
      schedule: [bar.carriedOut],
    },
    {
      id: '5-3-2',
      basis: 'measure',
      title: { ja: '商店街の情報化支援', en: 'ICT for shopping streets' },
      purpose: {
        ja: '商店街団体等が行う商店街の情報化システム等整備事業への市町村振興総合補助金などの支援を通じて，地域商店街の情報化を推進し，顧客ニーズの把握及び分析をすることで，地域住民の多様なニーズに対応できる暮らしの場としての商店街づくり，商店街の集客力向上及び地域商業の振興を図ります。',
        en: 'Subsidy for information systems of shopping street associations',
      },
      nature: ['other'],
      role: 'manage',
      actor: { ja: '県，商店街団体等', en: 'The prefecture, shopping street associations and others' },
      departments: ['commerce-support'],
      mark: 'continuing',
      schedule: [bar.carriedOut],
    },
    {
      id: '5-3-3',
      basis: 'measure',
      title: { ja: 'スマートフォンテストラボみやぎによるコンテンツデザイン産業の支援', en: 'Smartphone test lab' },
      purpose: {
        ja: '主に自前で多数のテスト機器を整備できない中小企業，ベンチャー企業等向けに，産業技術総合センター内に，新たに開発されたアプリケーション，ハードウェア及びコンテンツ等の実機テスト環境を整備・提供することで迅速な製品テストを可能とし，関連産業の振興を支援します。',
        en: 'Test devices that small firms can book and use',
      },
      nature: ['other'],
      role: 'manage',
      actor: prefecture,
      departments: ['new-industry'],
      mark: 'continuing',
      schedule: [bar.running],
    },
  ],
}
