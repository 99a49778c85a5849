import { type Bilingual, fill } from '../../../base/bilingual.ts'
import { UnavailableError } from '../../../base/problem.ts'
import type { Sql } from '../../database/connection.ts'
import type { Secrets } from '../../database/secrets.ts'
import { DamagedFileError, type FileStore } from '../../files/store.ts'
import { collectFindings } from '../../ledger/finding.ts'
import type { FilesReport } from '../../ledger/report.ts'
import type { Register } from '../register.ts'
import { type FileReference, fileReferences } from './references.ts'

type State = 'whole' | 'missing' | 'altered'

const texts = {
  missing: {
    ja: '台帳「{register}」の記録 {record}（{of}、第{version}版）のファイル {sha256} がありません。',
    en: 'Register {register}, record {record} ({of}, version {version}): file {sha256} is missing.',
  },
  altered: {
    ja: '台帳「{register}」の記録 {record}（{of}、第{version}版）のファイル {sha256} が書き換えられています。',
    en: 'Register {register}, record {record} ({of}, version {version}): file {sha256} was altered.',
  },
  sealed: {
    ja: '台帳「{register}」の記録 {record}（{of}、第{version}版）が指すファイルを読み取れません。',
    en: 'Register {register}, record {record} ({of}, version {version}): which file it names cannot be read.',
  },
  away: {
    ja: 'ファイルの保管先につながらないため、ファイルを照合できませんでした。',
    en: 'The file store does not answer: its files were not checked.',
  },
} satisfies Record<string, Bilingual>

/** Reads every file that something refers to, and proves each against its SHA-256. */
export const verifyFiles = async (
  owner: Sql,
  registers: readonly Register[],
  files: FileStore,
  secrets: Secrets,
): Promise<FilesReport> => {
  const findings = collectFindings()
  const known = new Map<string, State>()
  let references = 0
  const stateOf = async (sha256: string): Promise<State> => {
    try {
      await files.get(sha256)
      return 'whole'
    } catch (error) {
      if (error instanceof DamagedFileError) return error.what
      throw error
    }
  }
  const add = (text: Bilingual, { register, record, of, version, sha256 }: FileReference) =>
    findings.add({
      kind: 'file',
      register,
      record,
      message: fill(text, { register, record, of, version: version ?? '－', sha256: sha256 ?? '' }),
    })
  const report = (unproven: readonly Bilingual[]): FilesReport => ({
    files: known.size,
    references,
    count: findings.count,
    findings: findings.kept,
    unproven,
  })
  try {
    await owner.begin('isolation level repeatable read read only', async tx => {
      for await (const reference of fileReferences(tx, registers, secrets)) {
        references += 1
        if (reference.sha256 === null) {
          add(texts.sealed, reference)
          continue
        }
        const state = known.get(reference.sha256) ?? (await stateOf(reference.sha256))
        if (!known.has(reference.sha256) && state !== 'whole') add(texts[state], reference)
        known.set(reference.sha256, state)
      }
    })
  } catch (error) {
    if (error instanceof UnavailableError) return report([texts.away])
    throw error
  }
  return report([])
}
