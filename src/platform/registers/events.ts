import type { LedgerEventDefinition } from '../ledger/definition.ts'

export const recordCreated: LedgerEventDefinition = {
  id: 'record.created',
  title: { ja: '登録', en: 'Record created' },
  holds: { ja: '版の番号と内容のハッシュ', en: 'Version and hash of the contents' },
}
export const recordChanged: LedgerEventDefinition = {
  id: 'record.changed',
  title: { ja: '変更', en: 'Record changed' },
  holds: {
    ja: '版の番号、変わった項目の名前、内容のハッシュ',
    en: 'Version, names of the fields that changed, hash of the contents',
  },
}
export const recordRemoved: LedgerEventDefinition = {
  id: 'record.removed',
  title: { ja: '削除', en: 'Record removed' },
  holds: { ja: '版の番号と内容のハッシュ', en: 'Version and hash of the contents' },
}
export const recordRead: LedgerEventDefinition = {
  id: 'record.read',
  title: { ja: '個人情報の閲覧', en: 'Personal data read' },
  holds: { ja: '表示した項目の名前と版', en: 'Names of the fields shown, version' },
}
export const fileRead: LedgerEventDefinition = {
  id: 'file.read',
  title: { ja: '個人情報のファイルの取得', en: 'File with personal data fetched' },
  holds: {
    ja: '項目の名前、前の版や起案のものであればその番号',
    en: 'Name of the field; version or proposal where it is of one',
  },
}
export const recordsListed: LedgerEventDefinition = {
  id: 'records.listed',
  title: { ja: '個人情報を含む一覧の閲覧', en: 'List with personal data read' },
  holds: {
    ja: '件数、表示した記録の番号、表示した項目と探すのに使った項目の名前',
    en: 'Count, ids of the records shown, names of the fields shown and of those searched by',
  },
}
export const recordsImported: LedgerEventDefinition = {
  id: 'records.imported',
  title: { ja: '一括取込', en: 'Records imported' },
  holds: {
    ja: 'ファイルのハッシュ、行数、登録・変更・変わらない件数、全行の内容のハッシュ',
    en: 'Hash of the file, rows, counts created, changed and unchanged, one hash over all revisions',
  },
}
/** The report of a file that was not taken over tells which rows are as the register has them. */
export const recordsTried: LedgerEventDefinition = {
  id: 'records.tried',
  title: { ja: '個人情報を含む取込の確認', en: 'Import with personal data checked' },
  holds: {
    ja: 'ファイルのハッシュ、行数、登録・変更となる件数と変わらない件数、項目の名前',
    en: 'Hash of the file, rows, counts that would be created, changed or stay, names of the fields',
  },
}
export const recordsExported: LedgerEventDefinition = {
  id: 'records.exported',
  title: { ja: '一括出力', en: 'Records exported' },
  holds: { ja: '形式、件数、条件、項目の名前', en: 'Format, count, conditions, names of the fields' },
}
/** Stands behind an entry of `recordsExported`, which stays: part of the file may have arrived. */
export const exportBroken: LedgerEventDefinition = {
  id: 'records.exportBroken',
  title: { ja: '一括出力の中断', en: 'Export broken off' },
  holds: { ja: '中断した出力の証跡の番号', en: 'Id of the entry of the export that did not leave whole' },
}
export const proposalMade: LedgerEventDefinition = {
  id: 'proposal.made',
  title: { ja: '起案', en: 'Change proposed' },
  holds: { ja: '提案番号、操作、内容のハッシュ', en: 'Proposal id, operations, hash of the contents' },
}
export const proposalDecided: LedgerEventDefinition = {
  id: 'proposal.decided',
  title: { ja: '決裁', en: 'Proposal decided' },
  holds: {
    ja: '提案番号と結果（承認・差戻し・却下・取下げ・期限切れ）',
    en: 'Proposal id and outcome (approved, returned, rejected, withdrawn, expired)',
  },
}
export const documentIssued: LedgerEventDefinition = {
  id: 'document.issued',
  title: { ja: '文書の発行', en: 'Document issued' },
  holds: { ja: '文書番号、文書のハッシュ', en: 'Document number, hash of the file' },
}

export const letterheadEntered: LedgerEventDefinition = {
  id: 'letterhead.entered',
  title: { ja: '文書の差出人の登録', en: 'Letterhead entered' },
  holds: { ja: '適用開始日と差出人の内容', en: 'First day and what the letterhead says' },
}

export const registerEvents: readonly LedgerEventDefinition[] = [
  recordCreated,
  recordChanged,
  recordRemoved,
  recordRead,
  fileRead,
  recordsListed,
  recordsImported,
  recordsTried,
  recordsExported,
  exportBroken,
  proposalMade,
  proposalDecided,
  documentIssued,
  letterheadEntered,
]
