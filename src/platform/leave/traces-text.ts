import { showMoment } from '../../base/moment.ts'
import type { DepartureRow } from './departure.ts'

/** Erased rows leave bytes in the database's files, in its log and in backups: what of that is gone, and what is not ours to say. */
export const tracesOf = (row: DepartureRow, language: 'ja' | 'en'): string => {
  const ja = language === 'ja'
  const rest = ja
    ? '変更の記録（WAL）とバックアップには、保存期間が終わるか鍵の世代を廃棄するまで残ります。'
    : ' The write-ahead log and backups hold them until their retention ends or their key epoch is destroyed.'
  if (row.traces.length > 0)
    return ja
      ? `データベースのファイルに、消した行の跡が残っています（残り${row.traces.length}表）。夜間に書き直して消します。${rest}`
      : `The files of ${row.traces.length} tables still hold bytes of erased rows; they are written anew at night.${rest}`
  if (row.traces_gone_at === null)
    return ja
      ? `データベースのファイルの書き直しは記録されていません。${rest}`
      : `No record of tables written anew.${rest}`
  return ja
    ? `${showMoment(row.traces_gone_at, 'ja')}に、データベースのファイルから消し終えました。${rest}`
    : `Gone from the database’s files since ${showMoment(row.traces_gone_at, 'en')}.${rest}`
}
