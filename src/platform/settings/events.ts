import type { LedgerEventDefinition } from '../ledger/definition.ts'

export const settingChanged: LedgerEventDefinition = {
  id: 'setting.changed',
  title: { ja: '団体の設定の変更', en: "Organisation's setting changed" },
  holds: {
    ja: '設定の名前、適用開始日、値（空は標準に戻すこと）、変更した人が属する団体の番号',
    en: 'Name of the setting, first day, value (null: back to the default), and the organisation of who changed it',
  },
}

export const settingEvents: readonly LedgerEventDefinition[] = [settingChanged]
