import type { PlanSection } from '../../../platform/plan/measure.ts'
import { bar, prefecture } from './words.ts'

export const living: PlanSection = {
  id: '3-2',
  number: 2,
  title: { ja: '県民生活の安定・向上', en: 'A safe and better life' },
  measures: [
    {
      id: '3-2-1',
      basis: 'measure',
      title: { ja: '消費生活相談，啓発，情報提供', en: 'Consumer consultation' },
      purpose: {
        ja: '県民からインターネット関連の相談を始めとした，消費生活全般に関する相談・苦情の受付をし，助言・あっせん・他機関紹介などの適切な処置を行っています。また，消費生活に関する出前講座の開催，ホームページや広報誌等の各種広報媒体を活用した啓発や情報提供を行い，県民の消費生活の安定と向上を図っています。',
        en: "Take consumers' questions and complaints, advise, mediate or refer; visiting lectures; warnings published",
      },
      nature: ['other'],
      role: 'manage',
      actor: prefecture,
      departments: ['consumer-affairs'],
      mark: 'continuing',
      schedule: [bar.carriedOut],
    },
    {
      id: '3-2-2',
      basis: 'measure',
      title: { ja: '犯罪等から青少年を守るためのインターネット安全利用の推進', en: 'Safe internet for the young' },
      purpose: {
        ja: '関係機関及び関係団体と連携してインターネット安全講習会を実施するとともに，啓発用リーフレットの配布や広報啓発資機材の貸出などを通して，携帯電話に係るフィルタリングの適正利用等青少年のインターネット安全利用を推進します。',
        en: 'Safety lectures, leaflets and loan of teaching materials',
      },
      nature: ['other'],
      role: 'manage',
      actor: prefecture,
      departments: ['community-participation'],
      mark: 'new',
      schedule: [bar.carriedOut, bar.carriedOut],
    },
  ],
}
