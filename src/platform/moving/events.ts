import type { LedgerEventDefinition } from '../ledger/definition.ts'

export const moveFilePut: LedgerEventDefinition = {
  id: 'move-file.put',
  title: { ja: '移行ファイルの受入れ', en: 'File to be moved in received' },
  holds: { ja: '移行の番号、ファイルの種類、ハッシュ、大きさ', en: 'Move, kind of file, hash, size' },
}
export const moveFileRead: LedgerEventDefinition = {
  id: 'move-file.read',
  title: { ja: '移行ファイルの個人情報の閲覧', en: 'Personal data of a moved file read' },
  holds: { ja: '移行の番号、ファイルの種類、行番号、項目の名前', en: 'Move, kind of file, rows, names of items' },
}
export const moveRehearsed: LedgerEventDefinition = {
  id: 'move.rehearsed',
  title: { ja: '移行のリハーサル', en: 'Move rehearsed' },
  holds: { ja: '移行の番号、入力のハッシュ、件数', en: 'Move, hash of the input, counts' },
}
export const movePlanned: LedgerEventDefinition = {
  id: 'move-plan.changed',
  title: { ja: '切替計画の作成・承認・取下げ', en: 'Cut-over planned, approved or withdrawn' },
  holds: { ja: '計画の番号、リハーサルの番号、切替日、状態', en: 'Plan, rehearsal, day, state' },
}
export const moveGroupDone: LedgerEventDefinition = {
  id: 'move-group.done',
  title: { ja: '移行データの反映', en: 'Group of files moved in' },
  holds: { ja: '計画の番号、まとまりの名前、件数', en: 'Plan, name of the group, counts' },
}
export const moveCompared: LedgerEventDefinition = {
  id: 'move.compared',
  title: { ja: '新旧の突合', en: 'Old and new compared' },
  holds: { ja: '移行の番号、入力のハッシュ、一致・相違の件数', en: 'Move, hash of the input, counts' },
}
export const moveComparisonRead: LedgerEventDefinition = {
  id: 'move-comparison.read',
  title: { ja: '新旧の相違の閲覧', en: 'Differences of old and new read' },
  holds: {
    ja: '突合の番号、表示した記録の番号、項目の名前',
    en: 'Comparison, ids of the records shown, names of the fields',
  },
}
export const moveSigned: LedgerEventDefinition = {
  id: 'move-comparison.signed',
  title: { ja: '新旧突合の確認', en: 'Comparison signed off' },
  holds: { ja: '突合の番号、件数', en: 'Comparison, counts' },
}

export const movingEvents: readonly LedgerEventDefinition[] = [
  moveFilePut,
  moveFileRead,
  moveRehearsed,
  movePlanned,
  moveGroupDone,
  moveCompared,
  moveComparisonRead,
  moveSigned,
]
