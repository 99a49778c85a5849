import type { PlanSection } from '../../../platform/plan/measure.ts'
import { bar, prefecture } from './words.ts'

export const community: PlanSection = {
  id: '4-2',
  number: 2,
  title: { ja: '誰もが住みよい地域社会の構築', en: 'A community where everyone lives well' },
  measures: [
    {
      id: '4-2-1',
      basis: 'measure',
      title: { ja: 'みやぎ障害者ITサポートセンターの運営', en: 'IT support centre for persons with disabilities' },
      purpose: {
        ja: 'IT利用に関する相談支援，情報提供を実施するとともに，障害児者を対象としたパソコン研修会等を実施することにより，障害者のITの利用機会の拡大や技術取得を促進することで，ITを活用した障害者の社会参加やITリテラシーを身に着けた障害者の就労等を支援します。',
        en: 'Consultation on IT use and computer courses',
      },
      nature: ['other'],
      role: 'manage',
      actor: prefecture,
      departments: ['disability-welfare'],
      mark: 'continuing',
      schedule: [bar.running],
      indicator: {
        title: { ja: '講座・講習等の受講人数', en: 'People who attended courses' },
        kind: 'per-fiscal-year',
        unit: { ja: '人', en: 'people' },
        baseline: { when: { ja: '25年度', en: 'FY2013' }, day: '2014-03-31', value: 130 },
        target: { when: { ja: '28年度末', en: 'End of FY2016' }, day: '2017-03-31', value: 170 },
      },
    },
    {
      id: '4-2-2',
      basis: 'measure',
      title: {
        ja: '宮城県聴覚障害者支援センター（仮称）及びみやぎ被災聴覚障害者情報支援センターの運営',
        en: 'Support centre for the hearing impaired',
      },
      purpose: {
        ja: '聴覚障害者の生活に関する困りごと，悩み，不安などの相談対応，出前講座等を通じた聴覚障害者が地域に支えられる体制を構築するための事業のほか，生活に関連する情報の字幕付き手話動画を作成・配信したり，情報誌を発行するなどしています。※宮城県聴覚障害者支援センター（仮称）は，平成26年度中に開設し，みやぎ被災聴覚障害者情報支援センターが行っている情報発信事業を引き継ぎます。',
        en: 'Consultation, visiting lectures, and captioned sign-language videos on daily life',
      },
      nature: ['information'],
      role: 'run',
      actor: {
        ja: '県，東日本大震災聴覚障害者救援宮城本部（県事業受託者）　等',
        en: 'The prefecture, the Miyagi headquarters for hearing-impaired victims of the earthquake (contractor) and others',
      },
      departments: ['disability-welfare'],
      mark: 'continuing',
      schedule: [bar.running],
    },
    {
      id: '4-2-3',
      basis: 'measure',
      title: { ja: 'ひとり親家庭等就業支援講習会の実施', en: 'Job courses for single parents' },
      purpose: {
        ja: 'ひとり親家庭の父母等の就業機会の増大と自立促進を図るため，就職等に必要なパソコンの知識技能が習得できるよう，マイクロソフトエクセル・ワードのスペシャリストレベルの修了をめざすなどの講習会を実施しています。',
        en: 'Office software courses that help single parents into work',
      },
      nature: ['other'],
      role: 'manage',
      actor: {
        ja: '県，公益財団法人宮城県母子福祉連合会（宮城県母子福祉センター指定管理者）',
        en: 'The prefecture and the Miyagi federation for the welfare of mothers and children (manager of its centre)',
      },
      departments: ['child-raising'],
      mark: 'continuing',
      schedule: [bar.carriedOut],
      indicator: {
        title: { ja: 'IT関連講座，IT講習会等受講者数', en: 'People who attended IT courses' },
        kind: 'per-fiscal-year',
        unit: { ja: '人', en: 'people' },
        baseline: { when: { ja: '25年度', en: 'FY2013' }, day: '2014-03-31', value: 22 },
        target: { when: { ja: '28年度末', en: 'End of FY2016' }, day: '2017-03-31', value: 40 },
      },
    },
    {
      id: '4-2-4',
      basis: 'measure',
      title: { ja: '民間賃貸住宅借上げシステムの運用', en: 'Leased temporary housing system' },
      purpose: {
        ja: '応急仮設住宅（民間賃貸住宅借上げ）の契約・支払・問合せ対応等を適切に行うため，システムを活用して約25,000件の契約情報の管理や支払データの作成を実施しています。',
        en: 'Contracts, payments and inquiries for about 25,000 privately rented homes used as temporary housing; makes the payment data',
      },
      nature: ['system'],
      role: 'run',
      actor: prefecture,
      departments: ['disaster-relief'],
      mark: 'continuing',
      schedule: [bar.operation],
    },
    {
      id: '4-2-T1',
      basis: 'text',
      title: { ja: '仮設住宅の見守り（センサー・通報）', en: 'Watching over temporary housing' },
      purpose: {
        ja: '市町村の中には，単身高齢の方々の生活の安全を確保するため，応急仮設住宅等（プレハブ住宅等）に居住する単身高齢者等の暮らしをセンサーや通報システムなどICTを活用して見守る取組も広がったところです。',
        en: 'Sensors and alarms for old people who live alone; support centres and consultation records',
      },
      nature: [],
      role: 'run',
      actor: { ja: '市町村', en: 'Municipalities' },
      departments: [],
      schedule: [],
    },
  ],
}
