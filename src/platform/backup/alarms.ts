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
  /** Since when a part of the log is missing that no base has replaced. */
  readonly gapSince: string | undefined
  /** Most bytes of the log that are kept until they are shipped; 0 without a limit. */
  readonly keptLimit: number
  /** The repository lies on the disk that holds the data. */
  readonly sameDisk: boolean
  /** The most days that lie between two bases as they are scheduled. */
  readonly baseDays: number
}

/** Something that must be put right. */
export interface Alarm {
  /** What it is and since when: the same as long as it lasts, so that people are written to once. */
  readonly occasion: string
  readonly text: Bilingual
}

const hour = 3_600_000
const day = 24 * hour
/** Days by which a base may be late: a night may be missed because of maintenance, not two. */
const lateDays = 1
/** Seconds of shipping gone wrong before it is an alarm. */
const longestLag = 5 * 60_000

const texts = {
  external: {
    ja: 'データベースは外部サーバーです。バックアップはそのサーバーの道具で行い、復元の確認も別に行ってください。',
    en: 'The database is a server of your own: back it up and prove the restore with a tool of that server.',
  },
  none: {
    ja: 'バックアップ先が設定されていません（MUSUBI_BACKUP）。この機械と、もう一つの拠点の写しが失われると、すべての記録が失われます。写しがなければ、この機械だけで失われます。',
    en: 'No place for backups is configured (MUSUBI_BACKUP). If this machine and the copy at a second site are lost, every record is lost; without a copy, this machine is enough.',
  },
  noBase: { ja: 'バックアップがまだ一度も取られていません。', en: 'No backup was made yet.' },
  oldBase: {
    ja: '最後のバックアップは {at} です。{days}日以上取られていません。',
    en: 'The last backup is of {at}: none was made for {days} days.',
  },
  lag: {
    ja: '{at} より後の変更が、まだバックアップ先にありません。',
    en: 'Changes after {at} are not in the backup yet.',
  },
  problem: { ja: 'バックアップ先に書けません：{problem}', en: 'The backup cannot be written: {problem}' },
  nearLimit: {
    ja: 'バックアップ先に送れない変更の記録が {used} たまりました。上限の {limit} を超えると古い分が捨てられ、取り直しが要ります。',
    en: 'The log that waits for the backup has grown to {used}. Beyond its limit of {limit} the oldest part is given up, and a new base is needed.',
  },
  gap: {
    ja: '{at} に、送る前の変更の記録が上限（{limit}）を超えるなどして失われました。この時から次のバックアップまでの時点には戻せません。新しいバックアップは自動で取り直します。すぐに取るには musubi backup を実行してください。',
    en: 'At {at} a part of the log was lost before it was shipped, as when it exceeds its limit ({limit}). Moments from then until the next backup cannot be restored. A new one is made by itself; "musubi backup" makes it at once.',
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

const gigabytes = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GB`

/** What must be put right, worst first. None: every record could be brought back, and that was shown lately. */
export const alarmsOf = (facts: BackupFacts, proofDays: number, now: Date): readonly Alarm[] => {
  const alarm = (kind: string, since: string, text: Bilingual): Alarm => ({ occasion: `${kind}/${since}`, text })
  if (facts.external) return [alarm('external', '', texts.external)]
  if (!facts.configured) return [alarm('none', '', texts.none)]
  const { newest, newestProof, lastGood, shippedUntil, problem, gapSince, unshipped = 0, keptLimit } = facts
  const age = (moment: string | Date): number => now.getTime() - new Date(moment).getTime()
  const oldest = facts.baseDays + lateDays
  const shipped = shippedUntil?.toISOString() ?? ''
  const limit = keptLimit > 0 ? gigabytes(keptLimit) : '-'
  const found: readonly (Alarm | false | undefined)[] = [
    problem !== undefined && alarm('problem', shipped, fill(texts.problem, { problem })),
    gapSince !== undefined && alarm('gap', gapSince, at(texts.gap, gapSince, { limit })),
    keptLimit > 0 &&
      unshipped > keptLimit / 2 &&
      alarm('limit', shipped, fill(texts.nearLimit, { used: gigabytes(unshipped), limit })),
    facts.sameDisk && alarm('disk', '', texts.sameDisk),
    newest === undefined && alarm('base', '', texts.noBase),
    newest &&
      age(newest.finished_at) > oldest * day &&
      alarm('base', newest.finished_at, at(texts.oldBase, newest.finished_at, { days: oldest })),
    shippedUntil &&
      facts.unshipped !== 0 &&
      age(shippedUntil) > longestLag &&
      alarm('lag', shipped, at(texts.lag, shippedUntil)),
    newestProof &&
      !newestProof.good &&
      alarm(
        'failed',
        newestProof.at,
        at(texts.failed, newestProof.at, { problem: newestProof.report.problems[0] ?? '' }),
      ),
    lastGood === undefined && newest !== undefined && alarm('proof', '', texts.neverProven),
    lastGood &&
      age(lastGood.at) > proofDays * day &&
      alarm('proof', lastGood.at, at(texts.unproven, lastGood.at, { days: proofDays })),
  ]
  return found.filter(one => typeof one === 'object')
}
