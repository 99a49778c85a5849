import type { RuleSource } from './source.ts'

/** First day on which 行政手続法 held. */
export const hearingSince = '1994-10-01'

/**
 * How the party is heard before a disposition: by 聴聞 where a permit is taken away (13条1項1号イ), else by a written
 * statement at least (2号). Items 4 and 5 of paragraph 2 and the first day are from memory.
 */
export const hearingSource: RuleSource = {
  law: '行政手続法13条1項、2項',
  seen: 'paragraph 1 and items 1 to 3 of paragraph 2, as commentaries quote them',
  confirmed: false,
}

/** Dispositions that are not entered without saying how the party was heard, or why not. */
export const heardBefore = ['revocation', 'suspension', 'facility-stop', 'facility-revocation'] as const

/** Those for which a written statement is not enough. */
export const heardInPerson = ['revocation', 'facility-revocation'] as const

export const hearingKinds = [
  { code: 'hearing', label: { ja: '聴聞', en: 'Hearing' } },
  { code: 'statement', label: { ja: '弁明の機会の付与', en: 'Opportunity to explain in writing' } },
  { code: 'waived', label: { ja: '行わない（13条2項）', en: 'Waived (article 13, 2)' } },
] as const

/** 13条2項: the reasons for which nobody is heard, in the order of its items. */
export const waiverReasons = [
  { code: '1', label: { ja: '1号　公益上、緊急の必要がある', en: 'Item 1: urgent in the public interest' } },
  {
    code: '2',
    label: {
      ja: '2号　資格のないことが判決書等の客観的な資料で証明された（欠格要件など）',
      en: 'Item 2: the lack of a qualification is proven by a judgment or the like',
    },
  },
  {
    code: '3',
    label: {
      ja: '3号　技術的な基準に従わないことが計測等で確認された',
      en: 'Item 3: a breach of a technical standard is established by measurement',
    },
  },
  {
    code: '4',
    label: { ja: '4号　金銭の額を確定し、又は納付を命ずる処分', en: 'Item 4: it fixes or demands an amount of money' },
  },
  {
    code: '5',
    label: {
      ja: '5号　課される義務の内容が著しく軽微（政令で定めるもの）',
      en: 'Item 5: the duty is very slight, as named by cabinet order',
    },
  },
] as const
