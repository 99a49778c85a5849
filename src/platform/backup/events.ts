import type { LedgerEventDefinition } from '../ledger/definition.ts'

export const backupRestored: LedgerEventDefinition = {
  id: 'backup.restored',
  title: { ja: 'バックアップからの復元', en: 'Restored from a backup' },
  holds: {
    ja: 'バックアップの番号、復元した時点、証跡の件数',
    en: "The backup's id, the moment restored, the ledger's size",
  },
}

export const backupEpochBegun: LedgerEventDefinition = {
  id: 'backup.epoch-begun',
  title: { ja: 'バックアップの鍵の世代の開始', en: 'New key epoch of the backups begun' },
  holds: { ja: '世代の番号、鍵の指紋', en: "The epoch's number and its key's fingerprint" },
}

export const backupEpochDestroyed: LedgerEventDefinition = {
  id: 'backup.epoch-destroyed',
  title: { ja: 'バックアップの鍵の廃棄', en: 'Key epoch of the backups destroyed' },
  holds: {
    ja: '世代の番号、鍵の指紋、復元できなくなったバックアップの件数と期間',
    en: "The epoch's number, its key's fingerprint, how many backups of which days can no longer be restored",
  },
}

export const backupKeysCopied: LedgerEventDefinition = {
  id: 'backup.keys-copied',
  title: { ja: '鍵の写しの作成', en: 'Copy of the keys made' },
  holds: { ja: '写しの番号、鍵の名前、封じ方', en: "The copy's id, the names of the keys, how it was sealed" },
}

export const backupEvents: readonly LedgerEventDefinition[] = [
  backupRestored,
  backupEpochBegun,
  backupEpochDestroyed,
  backupKeysCopied,
]
