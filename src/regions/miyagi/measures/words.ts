import type { Bilingual } from '../../../base/bilingual.ts'

/** 主体 of most entries. */
export const prefecture: Bilingual = { ja: '県', en: 'The prefecture' }

/** Words of the H25–H28 bars. */
export const bar = {
  operation: { ja: '運用', en: 'Operation' },
  upkeep: { ja: 'システムの維持・運用', en: 'Upkeep and operation of the system' },
  cloudSupport: { ja: '運営・クラウド調達支援', en: 'Running; support for cloud procurement' },
  advice: { ja: 'サポート，アドバイス実施', en: 'Support and advice' },
  support: { ja: '支援実施', en: 'Support' },
  carriedOut: { ja: '実施', en: 'Carried out' },
  running: { ja: '運営', en: 'Running' },
  renewal: { ja: '更新', en: 'Renewal' },
  development: { ja: 'システム開発', en: 'Development' },
  improvement: { ja: '運用・機能改修', en: 'Operation and improvement' },
  building: { ja: '構築', en: 'Building' },
  start: { ja: '運用開始', en: 'Start of operation' },
  extension: { ja: '県全域拡張', en: 'Extension to the whole prefecture' },
} as const satisfies Readonly<Record<string, Bilingual>>
