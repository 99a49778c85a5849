import { type Bilingual, fill } from '../../base/bilingual.ts'
import type { Transaction } from '../database/connection.ts'
import type { LedgerEventDefinition } from './definition.ts'

/**
 * A restore to an earlier moment takes away entries that were signed. The log of that name then ends for good: a log with
 * another name and key goes on from the same tree, and its first entry says where the old one was cut.
 */
export const ledgerCut: LedgerEventDefinition = {
  id: 'ledger.cut',
  title: { ja: '復元による証跡の切断', en: 'Ledger cut by a restore' },
  holds: {
    ja: '終わった証跡の名前、なお有効な件数、署名されていた件数、後を継ぐ証跡の名前',
    en: 'The name of the log that ended, up to how many entries it still holds, how many it had signed, the name of the log that goes on',
  },
}

export interface LedgerCut {
  /** Place of the entry that says so. */
  readonly place: number
  readonly at: string
  /** The log that ended. */
  readonly origin: string
  /** What it signed up to here still holds. */
  readonly size: number
  /** Size of its newest checkpoint that is known. */
  readonly signed: number
}

interface Row {
  readonly seq: string
  readonly at: string
  readonly content: string
}

export const readCuts = async (tx: Transaction): Promise<readonly LedgerCut[]> => {
  const rows = await tx<Row[]>`
    select l.seq, e.at, e.content from ledger.entry e join ledger.leaf l on l.entry = e.id
    where e.event = ${ledgerCut.id} order by l.seq`
  return rows.flatMap(({ seq, at, content }) => {
    const { body }: { body?: Readonly<Record<string, unknown>> } = JSON.parse(content)
    const { origin, size, signed } = body ?? {}
    return typeof origin === 'string' && typeof size === 'number' && typeof signed === 'number'
      ? [{ place: Number(seq), at, origin, size, signed }]
      : []
  })
}

interface Signed {
  readonly origin: string
  readonly size: number
}

/**
 * An entry alone proves nothing: who can write into the database could enter one to explain a tail that he cut off. A
 * cut counts when another log's key, which lies outside the database, has signed for it.
 */
export const acceptedCuts = (cuts: readonly LedgerCut[], checkpoints: readonly Signed[]): readonly LedgerCut[] =>
  cuts.filter(cut => checkpoints.some(each => each.origin !== cut.origin && each.size > cut.place))

/** Is the checkpoint one of a log that ended before it? */
export const isCutOff = (cuts: readonly LedgerCut[], { origin, size }: Signed): boolean =>
  cuts.some(cut => cut.origin === origin && size > cut.size)

export const cutText = ({ origin, size, signed, at, place }: LedgerCut): Bilingual =>
  fill(
    {
      ja: '証跡「{origin}」は、{at} の復元により {size} 件で切断されています。その先（{signed} 件まで）に署名されたものは無効で、復元した時点より後の記録は失われています（記録番号 {place}）。',
      en: 'The log {origin} was cut at {size} entries by a restore at {at}: what it had signed beyond, up to {signed} entries, no longer counts, and what was entered after the restored moment is lost (entered at place {place}).',
    },
    { origin, size, signed, at, place },
  )
