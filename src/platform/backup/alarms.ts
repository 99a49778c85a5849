import { type Bilingual, fill } from '../../base/bilingual.ts'
import { showMoment } from '../../base/moment.ts'
import type { BackupRow, ProofRow } from './store.ts'

export interface BackupFacts {
  readonly configured: boolean
  /** The database is a server of the operator's own, backed up by a tool of its own. */
  readonly external: boolean
  readonly newest: BackupRow | undefined
  readonly newestProof: ProofRow | undefined
  readonly lastGood: ProofRow | undefined
  /** Everything acknowledged before is in the repository. */
  readonly shippedUntil: Date | undefined
  /** Written and not yet in the repository, in bytes. */
  readonly unshipped: number | undefined
  readonly problem: string | undefined
  readonly gap: boolean
  /** The repository lies on the disk that holds the data. */
  readonly sameDisk: boolean
}

const hour = 3_600_000
const day = 24 * hour
/** A night may be missed because of maintenance, not two. */
const oldestBase = 2 * day
/** Seconds of shipping gone wrong before it is an alarm. */
const longestLag = 5 * 60_000

const texts = {
  external: {
    ja: 'データベースは外部サーバーです。バックアップはそのサーバーの道具で行い、復元の確認も別に行ってください。',
    en: 'The database is a server of your own: back it up and prove the restore with a tool of that server.',
  },
  none: {
    ja: 'バックアップ先が設定されていません（MUSUBI_BACKUP）。この機械が失われると、すべての記録が失われます。',
    en: 'No place for backups is configured (MUSUBI_BACKUP). If this machine is lost, every record is lost.',
  },
  noBase: { ja: 'バックアップがまだ一度も取られていません。', en: 'No backup was made yet.' },
  oldBase: {
    ja: '最後のバックアップは {at} です。2日以上取られていません。',
    en: 'The last backup is of {at}: none was made for two days.',
  },
  lag: {
    ja: '{at} より後の変更が、まだバックアップ先にありません。',
    en: 'Changes after {at} are not in the backup yet.',
  },
  problem: { ja: 'バックアップ先に書けません：{problem}', en: 'The backup cannot be written: {problem}' },
  gap: {
    ja: '記録の一部がバックアップ先にありません。新しいバックアップを取ってください（musubi backup）。',
    en: 'A part of the log is missing in the backup: make a new one (musubi backup).',
  },
  sameDisk: {
    ja: '写しがデータと同じディスクにあります。ディスクが壊れると両方が失われるため、写しがないのと同じです。別の場所を指定してください。',
    en: 'The backups lie on the same disk as the data and are lost with it: that counts as no copy. Name another place.',
  },
  failed: {
    ja: '{at} の復元の確認で、問題が見つかりました：{problem}',
    en: 'The proof of {at} found a problem: {problem}',
  },
  neverProven: {
    ja: 'バックアップから復元できることが、まだ確認されていません。',
    en: 'That the backup can be restored has never been proven.',
  },
  unproven: {
    ja: '復元できることが {days} 日以上確認されていません（最後の確認 {at}）。',
    en: 'That the backup can be restored has not been proven for {days} days (last on {at}).',
  },
} satisfies Record<string, Bilingual>

const at = (text: Bilingual, moment: string | Date, more: Record<string, string | number> = {}): Bilingual => {
  const iso = typeof moment === 'string' ? moment : moment.toISOString()
  const filled = (language: 'ja' | 'en') => ({ at: showMoment(iso, language), ...more })
  return { ja: fill(text, filled('ja')).ja, en: fill(text, filled('en')).en }
}

/** What must be put right, worst first. None: every record could be brought back, and that was shown lately. */
export const alarmsOf = (facts: BackupFacts, proofDays: number, now: Date): readonly Bilingual[] => {
  if (facts.external) return [texts.external]
  if (!facts.configured) return [texts.none]
  const { newest, newestProof, lastGood, shippedUntil } = facts
  const age = (moment: string | Date): number => now.getTime() - new Date(moment).getTime()
  return [
    ...(facts.problem ? [fill(texts.problem, { problem: facts.problem })] : []),
    ...(facts.sameDisk ? [texts.sameDisk] : []),
    ...(facts.gap ? [texts.gap] : []),
    ...(newest === undefined ? [texts.noBase] : []),
    ...(newest && age(newest.finished_at) > oldestBase ? [at(texts.oldBase, newest.finished_at)] : []),
    ...(shippedUntil && facts.unshipped !== 0 && age(shippedUntil) > longestLag ? [at(texts.lag, shippedUntil)] : []),
    ...(newestProof && !newestProof.good
      ? [at(texts.failed, newestProof.at, { problem: newestProof.report.problems[0] ?? '' })]
      : []),
    ...(lastGood === undefined && newest !== undefined ? [texts.neverProven] : []),
    ...(lastGood && age(lastGood.at) > proofDays * day ? [at(texts.unproven, lastGood.at, { days: proofDays })] : []),
  ]
}
