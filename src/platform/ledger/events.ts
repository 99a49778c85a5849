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

/** A warning: from here on times may be earlier than those of entries before. Their order does not come from the clock. */
export const clockSetBack: LedgerEventDefinition = {
  id: 'clock.set-back',
  title: { ja: '時計の巻き戻り（警告）', en: 'Clock set back (warning)' },
  holds: { ja: '戻る前と後の時刻、戻った秒数', en: 'The time before and after, and the seconds between' },
}

export const ledgerEvents: readonly LedgerEventDefinition[] = [ledgerSearched, ledgerEntryRead, ledgerCut, clockSetBack]
