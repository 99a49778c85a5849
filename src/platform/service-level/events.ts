import type { LedgerEventDefinition } from '../ledger/definition.ts'

export const maintenanceAnnounced: LedgerEventDefinition = {
  id: 'maintenance.announced',
  title: { ja: '計画停止の予告', en: 'Maintenance announced' },
  holds: { ja: '対象、始まりと終わり、計画停止の番号', en: 'What it concerns, beginning and end, its id' },
}

export const maintenanceWithdrawn: LedgerEventDefinition = {
  id: 'maintenance.withdrawn',
  title: { ja: '計画停止の取消し', en: 'Maintenance withdrawn' },
  holds: { ja: '計画停止の番号', en: 'Its id' },
}

export const serviceLevelEvents: readonly LedgerEventDefinition[] = [maintenanceAnnounced, maintenanceWithdrawn]
