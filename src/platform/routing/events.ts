import type { LedgerEventDefinition } from '../ledger/definition.ts'

export const requestRefused: LedgerEventDefinition = {
  id: 'request.refused',
  title: { ja: '権限のない操作の拒否', en: 'Request refused' },
  holds: { ja: '足りなかった権限、操作の種類と経路', en: 'Permission that was lacking, method and route' },
}
