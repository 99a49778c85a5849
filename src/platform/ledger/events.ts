import { ledgerCut } from './cut.ts'
import type { LedgerEventDefinition } from './definition.ts'

/** Who looks into the ledger is in the ledger too: it says whose data was looked at, when and by whom. */
export const ledgerSearched: LedgerEventDefinition = {
  id: 'ledger.searched',
  title: { ja: '証跡の検索', en: 'Ledger searched' },
  holds: {
    ja: '検索条件（IDとコード）と表示した件数',
    en: 'The conditions (ids and codes) and how many entries were shown',
  },
}

export const ledgerEntryRead: LedgerEventDefinition = {
  id: 'ledger.entry-read',
  title: { ja: '証跡の詳細の閲覧', en: 'Ledger entry read' },
  holds: { ja: '閲覧した証跡のID', en: 'Id of the entry that was read' },
}

export const ledgerEvents: readonly LedgerEventDefinition[] = [ledgerSearched, ledgerEntryRead, ledgerCut]
