import type { LedgerEventDefinition } from '../ledger/definition.ts'

export const statisticEntered: LedgerEventDefinition = {
  id: 'statistic.entered',
  title: { ja: '外部統計値の入力', en: 'External statistic entered' },
  holds: { ja: '計画の番号、基準日、値（取消しは空）、出典', en: 'Measure, day, value (none when withdrawn), source' },
}

export const successorEntered: LedgerEventDefinition = {
  id: 'successor.entered',
  title: { ja: '担当課の引継先の入力', en: 'Successor of a department entered' },
  holds: {
    ja: '担当課、引継日、引継先（取消しは空）、出典',
    en: 'Department, day, name (none when withdrawn), source',
  },
}

export const planEvents: readonly LedgerEventDefinition[] = [statisticEntered, successorEntered]
