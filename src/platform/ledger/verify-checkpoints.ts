import { fill } from '../../base/bilingual.ts'
import type { Transaction } from '../database/connection.ts'
import { openCheckpoint } from './checkpoint.ts'
import { acceptedCuts, isCutOff, type LedgerCut, readCuts } from './cut.ts'
import type { Findings } from './finding.ts'
import type { OutsideCheckpoint } from './outside.ts'
import type { NoteVerifier } from './signed-note.ts'

/** A signed statement about the log, with where it was found. */
export interface KnownCheckpoint {
  readonly source: string
  /** Name of the log. */
  readonly origin: string
  readonly size: number
  readonly root: Buffer
}

/** Opens notes; one that no known key signed is a finding, since everything rests on them. */
const openAll = (
  notes: readonly OutsideCheckpoint[],
  verifiers: readonly NoteVerifier[],
  findings: Findings,
): KnownCheckpoint[] =>
  notes.flatMap(({ source, note }) => {
    const checkpoint = openCheckpoint(note, verifiers)
    if (checkpoint) return [{ source, origin: checkpoint.origin, size: checkpoint.size, root: checkpoint.root }]
    findings.add({
      kind: 'signature',
      message: fill(
        {
          ja: '{source} のチェックポイントの署名が、台帳の公開鍵と合いません。',
          en: 'The signature of the checkpoint at {source} does not fit the public key of the log.',
        },
        { source },
      ),
    })
    return []
  })

const columnsDiffer = {
  ja: 'チェックポイント {size} の列が、署名された内容と異なります。',
  en: 'The columns of checkpoint {size} differ from what was signed.',
}

export interface KnownCheckpoints {
  readonly inside: number
  readonly outside: number
  /** Where restores ended a log; what that log had signed beyond is not among `all`. */
  readonly cuts: readonly LedgerCut[]
  /** By size, smallest first. */
  readonly all: readonly KnownCheckpoint[]
}

/** The same statement found in several places, once. */
const distinct = (known: readonly KnownCheckpoint[]): KnownCheckpoint[] => [
  ...new Map(known.map(each => [`${each.size} ${each.root.toString('base64')}`, each])).values(),
]

export const gatherCheckpoints = async (
  tx: Transaction,
  outside: readonly OutsideCheckpoint[],
  verifiers: readonly NoteVerifier[],
  findings: Findings,
): Promise<KnownCheckpoints> => {
  const rows = await tx<{ size: string; root: Buffer; note: string }[]>`
    select size, root, note from ledger.checkpoint order by size`
  for (const { size, root, note } of rows) {
    const signed = openCheckpoint(note, verifiers)
    if (!signed || (signed.size === Number(size) && signed.root.equals(root))) continue
    findings.add({ kind: 'checkpoint', place: Number(size), message: fill(columnsDiffer, { size }) })
  }
  const inside = rows.map(row => ({ source: `ledger.checkpoint ${row.size}`, note: row.note }))
  const [ofInside, ofOutside] = [inside, outside].map(notes => openAll(notes, verifiers, findings))
  const opened = [...(ofInside ?? []), ...(ofOutside ?? [])]
  const cuts = acceptedCuts(await readCuts(tx), opened)
  return {
    inside: ofInside?.length ?? 0,
    outside: ofOutside?.length ?? 0,
    cuts,
    all: distinct(opened.filter(each => !isCutOff(cuts, each))).sort((a, b) => a.size - b.size),
  }
}

export interface CheckpointCheck {
  /** To be called at every size of the log as it is rebuilt, from 0. */
  at(size: number, root: () => Buffer): void
  /** To be called at the end: whatever is larger was cut off. */
  end(size: number): void
}

export const checkCheckpoints = (known: readonly KnownCheckpoint[], findings: Findings): CheckpointCheck => {
  let next = 0
  let proven = 0
  let broken = false
  return {
    at(size, root) {
      for (let checkpoint = known[next]; checkpoint?.size === size; checkpoint = known[next]) {
        next += 1
        // After the first that does not fit, no later one can.
        if (broken) continue
        if (checkpoint.root.equals(root())) {
          proven = size
          continue
        }
        broken = true
        findings.add({
          kind: 'checkpoint',
          place: proven,
          message: fill(
            {
              ja: '記録番号 {first} から {last} までのどこかが、{source} のチェックポイント（{size} 件）に署名した時と異なります。',
              en: 'Something between places {first} and {last} is not what it was when {source} ({size} entries) was signed.',
            },
            { first: proven, last: Math.max(proven, size - 1), source: checkpoint.source, size },
          ),
        })
      }
    },
    end(size) {
      const missing = known.slice(next).at(-1)
      if (missing === undefined) return
      findings.add({
        kind: 'cut',
        place: size,
        message: fill(
          {
            ja: '台帳の末尾が失われています。{source} のチェックポイントは {signed} 件ですが、データベースには {size} 件しかありません。',
            en: 'The end of the log is missing: the checkpoint at {source} has {signed} entries, the database {size}.',
          },
          { source: missing.source, signed: missing.size, size },
        ),
      })
    },
  }
}
