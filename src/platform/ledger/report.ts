import { type Bilingual, fill, type Language, say } from '../../base/bilingual.ts'
import { cutText } from './cut.ts'
import type { Finding } from './finding.ts'
import type { LedgerReport } from './verify.ts'
import type { RecordsReport } from './verify-records.ts'

/** The files that records and documents refer to, each read and proven. */
export interface FilesReport {
  /** Different files. */
  readonly files: number
  readonly references: number
  readonly count: number
  readonly findings: readonly Finding[]
  readonly unproven: readonly Bilingual[]
}

const texts = {
  size: { ja: '証跡 {size} 件を検証しました。木の根 {root}', en: 'Checked {size} ledger entries, root {root}' },
  checkpoints: {
    ja: 'チェックポイント：データベース内 {inside} 件、外部 {outside} 件',
    en: 'Checkpoints: {inside} in the database, {outside} outside',
  },
  waiting: { ja: '木に入るのを待っている記録：{waiting} 件', en: 'Entries that wait for their place: {waiting}' },
  records: {
    ja: '台帳「{register}」：版 {revisions} 件、現在の行 {rows} 件を照合しました。',
    en: 'Register {register}: compared {revisions} revisions and {rows} rows.',
  },
  files: {
    ja: 'ファイル {files} 件（参照 {references} か所）を照合しました。',
    en: 'Files: read {files}, to which {references} places refer.',
  },
  good: { ja: 'すべて合っています。', en: 'Everything fits.' },
  unproven: {
    ja: '矛盾はありませんが、証明できない点があります。',
    en: 'Nothing contradicts, but not all could be proven.',
  },
  bad: { ja: '合わない点が {count} 件あります。最初のもの：', en: '{count} things do not fit. The first:' },
  more: { ja: 'ほか：', en: 'Further:' },
} satisfies Record<string, Bilingual>

/** 0: everything fits. 1: something does not. 2: nothing contradicts, but not everything could be checked. */
export const exitCodeOf = (ledger: LedgerReport, records?: RecordsReport, files?: FilesReport): 0 | 1 | 2 => {
  if (ledger.count + (records?.count ?? 0) + (files?.count ?? 0) > 0) return 1
  return ledger.unproven.length + (files?.unproven.length ?? 0) > 0 ? 2 : 0
}

const lineOf = (finding: Finding, language: Language): string => `  ${finding.kind}: ${say(finding.message, language)}`

/** The lines that `musubi verify` prints. */
export const printReport = (
  ledger: LedgerReport,
  records: RecordsReport | undefined,
  language: Language,
  files?: FilesReport,
): readonly string[] => {
  const line = (text: Bilingual, values: Record<string, string | number> = {}) => say(fill(text, values), language)
  const count = ledger.count + (records?.count ?? 0) + (files?.count ?? 0)
  const [first, ...others] = [...ledger.findings, ...(records?.findings ?? []), ...(files?.findings ?? [])]
  const unproven = [...ledger.unproven, ...(files?.unproven ?? [])]
  return [
    line(texts.size, { size: ledger.size, root: ledger.root }),
    line(texts.checkpoints, ledger.checkpoints),
    line(texts.waiting, { waiting: ledger.waiting }),
    ...ledger.cuts.map(cut => say(cutText(cut), language)),
    ...(records?.registers ?? []).map(each => line(texts.records, { ...each })),
    ...(files ? [line(texts.files, { files: files.files, references: files.references })] : []),
    ...unproven.map(text => `  ${say(text, language)}`),
    ...(first === undefined
      ? [line(unproven.length > 0 ? texts.unproven : texts.good)]
      : [line(texts.bad, { count }), lineOf(first, language)]),
    ...(others.length > 0 ? [line(texts.more), ...others.map(each => lineOf(each, language))] : []),
  ]
}
