import { createHash, type Hash } from 'node:crypto'
import { type Bilingual, fill } from '../../base/bilingual.ts'
import type { JsonObject } from '../../base/json.ts'
import type { Sql, Transaction } from '../database/connection.ts'
import { streamRows } from '../database/cursor.ts'
import { isChunkBody, isRevisionBody } from './definition.ts'
import { type Erasures, readErasures } from './erasure.ts'
import { collectFindings, type Finding, type Findings } from './finding.ts'

/** A revision as it lies in the database. */
export interface StoredRevision {
  readonly record: string
  readonly version: number
  /**
   * Computed now from the stored revision, 64 lower-case hex digits: not a hash that was stored beside it. Empty where
   * the revision does not even agree with itself.
   */
  readonly hash: string
  /** The ledger entry that commits to it. */
  readonly entry: string
}

/** A register's row against its revisions. */
export interface StoredRow {
  readonly record: string
  /** `altered`: it is not what its revisions say; `unfounded`: it has none; `gone`: there are revisions and no row. */
  readonly state: 'fits' | 'altered' | 'unfounded' | 'gone'
}

/** What a register supplies, so that the ledger can check it without knowing its tables. */
export interface RecordReader {
  readonly register: string
  /** Ascending by (entry, record, version), ids compared as text; read in the transaction given (`streamRows`). */
  revisions(tx: Transaction): AsyncIterable<StoredRevision>
  /** In any order; also those that are gone. */
  rows(tx: Transaction): AsyncIterable<StoredRow>
}

export interface RecordsReport {
  readonly registers: readonly { readonly register: string; readonly revisions: number; readonly rows: number }[]
  readonly count: number
  readonly findings: readonly Finding[]
}

/**
 * Compares the registers with what the ledger committed to: finds a revision or a row that was altered, added or taken
 * away behind the platform's back. Says nothing about the ledger itself: run `verifyLedger` first.
 */
export const verifyRecords = async (owner: Sql, readers: readonly RecordReader[]): Promise<RecordsReport> => {
  const findings = collectFindings()
  return owner.begin('isolation level repeatable read read only', async tx => {
    const erasures = await readErasures(tx)
    const registers: { register: string; revisions: number; rows: number }[] = []
    for (const reader of readers) {
      const revisions = await checkRevisions(tx, reader, erasures, findings)
      const rows = await checkRows(tx, reader, findings)
      registers.push({ register: reader.register, revisions, rows })
    }
    return { registers, count: findings.count, findings: findings.kept }
  })
}

interface Commitment {
  readonly id: string
  readonly tenant: string
  readonly at: string
  readonly record: string | null
  readonly body: JsonObject
}

/** The entries of a register that commit to revisions, ascending by id. */
async function* commitmentsOf(tx: Transaction, register: string): AsyncGenerator<Commitment, undefined, undefined> {
  const query = tx`
    select id, tenant, at, record, content from ledger.entry
    where register = ${register} and (content like '%"hash":%' or content like '%"root":%') order by id`
  for await (const { id, tenant, at, record, content } of streamRows<{
    id: string
    tenant: string
    at: string
    record: string | null
    content: string
  }>(tx, query)) {
    const { body }: { body?: JsonObject } = JSON.parse(content)
    if (body && (isRevisionBody(body) || isChunkBody(body))) yield { id, tenant, at, record, body }
  }
  return undefined
}

const checkRevisions = async (
  tx: Transaction,
  reader: RecordReader,
  erasures: Erasures,
  findings: Findings,
): Promise<number> => {
  const add = addFor(reader.register, findings)
  const entries = commitmentsOf(tx, reader.register)
  let open = openGroup((await entries.next()).value)
  let count = 0
  // Erased by order of the ledger itself: fewer than were committed, or none, is what should be.
  const isErased = ({ tenant, at }: Commitment): boolean => {
    const begun = erasures(tenant, reader.register)
    return begun !== undefined && at <= begun
  }
  const close = async (): Promise<void> => {
    if (open) finish(open, isErased(open.entry), add)
    open = openGroup((await entries.next()).value)
  }
  for await (const revision of reader.revisions(tx)) {
    count += 1
    while (open && open.entry.id < revision.entry) await close()
    if (open?.entry.id === revision.entry) take(open, revision, add)
    else add('revision', texts.uncommitted, revision)
  }
  while (open) await close()
  return count
}

/** One entry and the revisions seen so far that name it. */
interface Group {
  readonly entry: Commitment
  readonly hash: Hash
  count: number
}

const openGroup = (entry: Commitment | undefined): Group | undefined =>
  entry && { entry, hash: createHash('sha256'), count: 0 }

type Add = (
  kind: Finding['kind'],
  message: Bilingual,
  where: { entry?: string; record?: string; version?: number },
) => void

const addFor =
  (register: string, findings: Findings): Add =>
  (kind, message, { entry, record, version }) =>
    findings.add({
      kind,
      register,
      ...(entry === undefined ? {} : { entry }),
      ...(record === undefined ? {} : { record }),
      message: fill(message, { register, entry: entry ?? '', record: record ?? '', version: version ?? '' }),
    })

const take = (group: Group, revision: StoredRevision, add: Add): void => {
  const { body, record } = group.entry
  group.count += 1
  group.hash.update(Buffer.from(revision.hash, 'hex'))
  if (!isRevisionBody(body)) return
  const fits = body.hash === revision.hash && body.version === revision.version && record === revision.record
  if (!fits || group.count > 1) add('revision', texts.altered, revision)
}

/** @param erased revisions may be gone; those that are there must be what was committed */
const finish = ({ entry, count, hash }: Group, erased: boolean, add: Add): void => {
  const where = { entry: entry.id, ...(entry.record === null ? {} : { record: entry.record }) }
  if (isRevisionBody(entry.body)) {
    if (count === 0 && !erased) add('revision', texts.gone, { ...where, version: entry.body.version })
  } else if (erased && isChunkBody(entry.body) && count < entry.body.count) return
  else if (isChunkBody(entry.body) && (entry.body.count !== count || entry.body.root !== hash.digest('hex')))
    add('revision', fill(texts.chunk, { committed: entry.body.count, count }), where)
}

const checkRows = async (tx: Transaction, reader: RecordReader, findings: Findings): Promise<number> => {
  const add = addFor(reader.register, findings)
  let count = 0
  for await (const { record, state } of reader.rows(tx)) {
    if (state !== 'gone') count += 1
    if (state !== 'fits') add('row', rowTexts[state], { record })
  }
  return count
}

const texts = {
  uncommitted: {
    ja: '台帳「{register}」の {record} の第 {version} 版には、証跡の記録がありません。',
    en: 'Register {register}, record {record}: no ledger entry commits to version {version}.',
  },
  altered: {
    ja: '台帳「{register}」の {record} の第 {version} 版が、証跡 {entry} と異なります。',
    en: 'Register {register}, record {record}: version {version} is not what ledger entry {entry} commits to.',
  },
  gone: {
    ja: '台帳「{register}」の {record} の第 {version} 版が失われています（証跡 {entry}）。',
    en: 'Register {register}, record {record}: version {version} of ledger entry {entry} is gone.',
  },
  chunk: {
    ja: '台帳「{register}」の一括登録（証跡 {entry}）が、記録時と異なります（{committed} 件中 {count} 件）。',
    en: 'Register {register}: the revisions of ledger entry {entry} are not those it commits to ({count} of {committed}).',
  },
} satisfies Record<string, Bilingual>

const rowTexts: Readonly<Record<Exclude<StoredRow['state'], 'fits'>, Bilingual>> = {
  unfounded: {
    ja: '台帳「{register}」の {record} には、版の記録がありません。',
    en: 'Register {register}, record {record}: the row has no revision.',
  },
  altered: {
    ja: '台帳「{register}」の {record} が、版の記録と異なります（後から書き換えられています）。',
    en: 'Register {register}, record {record}: the row was altered behind its revisions.',
  },
  gone: {
    ja: '台帳「{register}」の {record} は、版の記録だけが残り、本体が失われています。',
    en: 'Register {register}, record {record}: the revisions are there and the row is gone.',
  },
}
