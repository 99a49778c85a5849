import type { Bilingual, Language } from '../../base/bilingual.ts'
import type { StatusTone } from '../../ui/tag.tsx'
import type { ProofState } from './proof-service.ts'

export const ledgerTitle: Bilingual = { ja: '証跡', en: 'Ledger' }

export const lead: Bilingual = {
  ja: 'だれが、いつ、どの記録を見たか、変えたかの記録です。後から書き換えることはできません。この画面で見たことも記録されます。',
  en: 'Who looked at or changed which record, and when. Nothing here can be altered later. This look is entered too.',
}

export const columnTitles = {
  at: { ja: '日時', en: 'Time' },
  event: { ja: '出来事', en: 'Event' },
  actor: { ja: '操作した人', en: 'By' },
  record: { ja: '対象', en: 'Record' },
  person: { ja: '本人', en: 'Person concerned' },
  reason: { ja: '理由', en: 'Reason' },
  state: { ja: '証明', en: 'Proof' },
} satisfies Record<string, Bilingual>

export const stateWords: Readonly<Record<ProofState, { readonly title: Bilingual; readonly tone: StatusTone }>> = {
  waiting: { title: { ja: '番号待ち', en: 'Waiting for its place' }, tone: 'waiting' },
  placed: { title: { ja: '署名待ち', en: 'Waiting for a signature' }, tone: 'waiting' },
  provable: { title: { ja: '証明できます', en: 'Provable' }, tone: 'good' },
}

export const nobody: Bilingual = { ja: '（自動処理または来訪者）', en: '(platform or visitor)' }

const format = (language: Language): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat(language === 'ja' ? 'ja-JP' : 'en-GB', {
    timeZone: 'Asia/Tokyo',
    dateStyle: 'medium',
    timeStyle: 'medium',
  })
const formats = { ja: format('ja'), en: format('en') }

/** Time in Japan to the second. */
export const timeText = (at: string, language: Language): string => formats[language].format(new Date(at))
