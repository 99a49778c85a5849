import type { PlanDefinition } from '../../platform/plan/measure.ts'
import { administration } from './measures/administration.ts'
import { commerce } from './measures/commerce.ts'
import { community } from './measures/community.ts'
import { energy } from './measures/energy.ts'
import { health } from './measures/health.ts'
import { informationIndustry } from './measures/information-industry.ts'
import { living } from './measures/living.ts'
import { skills } from './measures/skills.ts'
import { tourism } from './measures/tourism.ts'

/**
 * Miyagi Prefecture's ICT promotion plan for FY2014 to FY2016: fields 2 (its section 3), 3, 4 and 5, with the plan's own
 * numbers. The shading by which the printed plan marks its goals (重点目標) is lost in its text, so goals are left out.
 */
export const plan: PlanDefinition = {
  title: { ja: '宮城県の情報化推進の計画（平成26～28年度）', en: "Miyagi's ICT plan (FY2014 to FY2016)" },
  years: { first: 2014, last: 2016 },
  fields: [
    { id: '2', number: 2, title: { ja: '行政の情報化', en: 'Public administration' }, sections: [administration] },
    {
      id: '3',
      number: 3,
      title: { ja: '環境・生活・衛生・廃棄物', en: 'Environment, living, hygiene and waste' },
      sections: [energy, living],
    },
    {
      id: '4',
      number: 4,
      title: { ja: '保健・医療・福祉', en: 'Health, medicine and welfare' },
      sections: [health, community],
    },
    {
      id: '5',
      number: 5,
      title: { ja: '経済・商工・観光・雇用', en: 'Economy, commerce, tourism and jobs' },
      sections: [informationIndustry, skills, commerce, tourism],
    },
  ],
}
