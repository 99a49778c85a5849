import type { LedgerEventDefinition } from '../ledger/definition.ts'

export const sitesTogether: LedgerEventDefinition = {
  id: 'sites.together',
  title: { ja: '二つの拠点の写しの一致', en: 'Both sites hold the same' },
  holds: { ja: '写しの拠点、単独運用の開始と理由', en: 'Site of the copy; since when and why one site had been alone' },
}
export const sitesStopped: LedgerEventDefinition = {
  id: 'sites.stopped',
  title: { ja: '写しの喪失による受付の停止', en: 'Writes stopped' },
  holds: { ja: '停止の理由', en: 'Why nothing could be recorded' },
}
export const sitesResumed: LedgerEventDefinition = {
  id: 'sites.resumed',
  title: { ja: '受付の再開', en: 'Writes resumed' },
  holds: { ja: '停止していた秒数', en: 'For how many seconds they were stopped' },
}
export const sitesDegraded: LedgerEventDefinition = {
  id: 'sites.degraded',
  title: { ja: '一つの拠点での運用の許可', en: 'One site allowed to go on alone' },
  holds: { ja: '許可した理由', en: 'The reason that was given' },
}
export const sitesPromoted: LedgerEventDefinition = {
  id: 'sites.promoted',
  title: { ja: '拠点の切替え', en: 'Other site promoted' },
  holds: {
    ja: '切替えの時刻と理由、タイムライン番号、書けなかった時間（ミリ秒）',
    en: 'When and why, the number of the timeline, milliseconds without writes',
  },
}
export const sitesBehind: LedgerEventDefinition = {
  id: 'sites.behind',
  title: { ja: '写しの遅れの警報', en: 'Copy behind: alarm' },
  holds: { ja: '遅れの量（バイト）と続いた秒数', en: 'Bytes behind, and for how many seconds' },
}

export const sitesRecovered: LedgerEventDefinition = {
  id: 'sites.recovered',
  title: { ja: '写しの警報の終わり', en: 'Copy complete again: alarm over' },
  holds: { ja: '警報が続いた秒数', en: 'For how many seconds the alarm lasted' },
}

export const siteEvents: readonly LedgerEventDefinition[] = [
  sitesTogether,
  sitesStopped,
  sitesResumed,
  sitesDegraded,
  sitesPromoted,
  sitesBehind,
  sitesRecovered,
]
