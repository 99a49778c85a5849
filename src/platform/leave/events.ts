import type { LedgerEventDefinition } from '../ledger/definition.ts'
import { erasureBegun } from '../ledger/erasure.ts'

export const departureStep: LedgerEventDefinition = {
  id: 'departure.stepped',
  title: { ja: '退去の手続の進行', en: 'A step of a departure' },
  holds: {
    ja: '退去の手続の番号、退去する団体の番号、手続の段階、台帳の名前と扱い',
    en: 'Ids of the departure and of the body that leaves, the step, names of registers and what becomes of them',
  },
}

export const tenantExported: LedgerEventDefinition = {
  id: 'departure.exported',
  title: { ja: '退去する団体の全データの出力', en: 'Everything of a leaving body exported' },
  holds: {
    ja: '退去の手続の番号、チェックサム一覧のハッシュ、行とファイルの数。特別な項目を含む',
    en: 'Id of the departure, hash of the list of checksums, numbers of rows and files; special values are in it',
  },
}

export const tenantErased: LedgerEventDefinition = {
  id: 'departure.erased',
  title: { ja: '退去した団体のデータの消去の完了', en: 'Contents of a body erased' },
  holds: {
    ja: '退去の手続の番号、表ごとに消去した行の数、鍵を廃棄したか',
    en: 'Id of the departure, erased rows by table, and whether the key was destroyed',
  },
}

export const leaveEvents: readonly LedgerEventDefinition[] = [departureStep, tenantExported, erasureBegun, tenantErased]

/** Entries of looks and refusals: they change nothing that an export holds. */
export const looks = [
  'record.read',
  'records.listed',
  'records.exported',
  'records.tried',
  'file.read',
  'messages.read',
  'ledger.searched',
  'ledger.entry-read',
  'request.refused',
  'acting.changed',
]
