import { type Bilingual, fill } from '../../base/bilingual.ts'
import { type Clock, systemClock } from '../../base/clock.ts'
import type { Sql, Transaction } from '../database/connection.ts'
import { streamRows } from '../database/cursor.ts'
import type { LedgerCut } from './cut.ts'
import { collectFindings, type Finding, type Findings } from './finding.ts'
import { emptyFrontier, type Frontier } from './frontier.ts'
import { readOutside } from './outside.ts'
import type { NoteVerifier } from './signed-note.ts'
import { checkCheckpoints, gatherCheckpoints } from './verify-checkpoints.ts'
import { checkLeaf, type LeafRow } from './verify-leaf.ts'

export interface VerifyOptions {
  readonly owner: Sql
  /** Folders with the checkpoints that lie outside the database (`outsideFolders`). */
  readonly outside: readonly string[]
  /** Public keys of the log, the present one and former ones. */
  readonly verifiers: readonly NoteVerifier[]
  readonly clock?: Clock
  /** How long an entry may wait for its place; long imports delay it. Default 900 seconds. */
  readonly lagSeconds?: number
  readonly progress?: (done: number, total: number) => void
}

export interface LedgerReport {
  /** Entries in the log. */
  readonly size: number
  /** Root of the log as rebuilt from the contents, base64. */
  readonly root: string
  readonly checkpoints: { readonly inside: number; readonly outside: number }
  /** Where a restore ended the log of a name: known and entered, and said at every verification from then on. */
  readonly cuts: readonly LedgerCut[]
  /** Entries that wait for their place, within the time that they may. */
  readonly waiting: number
  readonly count: number
  readonly findings: readonly Finding[]
  /** What could not be checked at all; without findings the answer is then "not proven", not "in order". */
  readonly unproven: readonly Bilingual[]
}

/**
 * Checks the whole ledger: contents against leaves, leaves against the tree, the tree against every checkpoint inside
 * and outside the database, columns against contents. Reads one snapshot, so that it can run while everyone works.
 */
export const verifyLedger = async (options: VerifyOptions): Promise<LedgerReport> => {
  const findings = collectFindings()
  // Before the snapshot: a checkpoint written in between would look like a tail cut off.
  const outside = readOutside(options.outside)
  return options.owner.begin('isolation level repeatable read read only', async tx => {
    const known = await gatherCheckpoints(tx, outside.notes, options.verifiers, findings)
    const check = checkCheckpoints(known.all, findings)
    const nodes: ClosedNode[] = []
    const frontier = emptyFrontier((height, number, hash) => {
      if (height > 0 && height % 8 === 0) nodes.push({ level: height / 8, number, hash })
    })
    check.at(0, () => frontier.root())
    const [total] = await tx<{ size: string }[]>`select size from ledger.tree`
    for await (const row of leaves(tx)) {
      if (Number(row.seq) !== frontier.size) {
        findings.add(gapBefore(row, frontier.size))
        break
      }
      const finding = checkLeaf(row)
      if (finding) findings.add(finding)
      frontier.push(row.hash)
      check.at(frontier.size, () => frontier.root())
      if (nodes.length >= 256) await checkNodes(tx, nodes.splice(0), findings)
      if (frontier.size % 10_000 === 0) options.progress?.(frontier.size, Number(total?.size ?? 0))
    }
    await checkNodes(tx, nodes, findings)
    await checkSurplus(tx, Math.max(frontier.size, Number(total?.size ?? 0)), findings)
    check.end(frontier.size)
    await checkTree(tx, frontier, findings)
    const waiting = await checkUnplaced(tx, options, findings)
    return {
      size: frontier.size,
      root: frontier.root().toString('base64'),
      checkpoints: { inside: known.inside, outside: known.outside },
      cuts: known.cuts,
      waiting,
      count: findings.count,
      findings: findings.kept.toSorted((a, b) => (a.place ?? Infinity) - (b.place ?? Infinity)),
      unproven: [
        ...(known.outside === 0 && frontier.size > 0 ? [noOutside] : []),
        ...outside.unreadable.map(source => fill(unreadable, { source })),
      ],
    }
  })
}

const noOutside: Bilingual = {
  ja: 'データベースの外に保管したチェックポイントが見つかりません。末尾が切り取られていないことは確認できません。',
  en: 'No checkpoint was found outside the database: that no tail was cut off cannot be shown.',
}
const unreadable: Bilingual = {
  ja: '{source} は、チェックポイントとして読めません。',
  en: '{source} cannot be read as a checkpoint.',
}

const leaves = (tx: Transaction) =>
  streamRows<LeafRow>(
    tx,
    tx`
      select l.seq, l.entry as leaf_entry, l.hash, e.id,
        to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at,
        e.event, e.tenant, e.actor, e.register, e.record, e.person, e.content
      from ledger.leaf l left join ledger.entry e on e.id = l.entry
      order by l.seq`,
  )

const gapBefore = (row: LeafRow, size: number): Finding => ({
  kind: 'gap',
  place: size,
  message: fill(
    {
      ja: '記録番号 {size} が失われています（次は {seq} です）。',
      en: 'Place {size} is missing (the next one is {seq}).',
    },
    { size, seq: row.seq },
  ),
})

interface ClosedNode {
  readonly level: number
  readonly number: number
  readonly hash: Buffer
}

const checkNodes = async (tx: Transaction, nodes: readonly ClosedNode[], findings: Findings): Promise<void> => {
  if (nodes.length === 0) return
  const rows = await tx<{ level: number; number: string; hash: Buffer }[]>`
    select level, number, hash from ledger.node where (level, number) in (
      select * from unnest(${nodes.map(node => node.level)}::smallint[], ${nodes.map(node => node.number)}::bigint[]))`
  const stored = new Map(rows.map(row => [`${row.level}/${row.number}`, row.hash]))
  for (const { level, number, hash } of nodes) {
    if (stored.get(`${level}/${number}`)?.equals(hash)) continue
    const first = number * 256 ** level
    findings.add({
      kind: 'node',
      place: first,
      message: fill(
        {
          ja: '記録番号 {first} から {last} までの中間ハッシュが、記録と合いません。',
          en: 'The stored hash over places {first} to {last} does not fit them.',
        },
        { first, last: first + 256 ** level - 1 },
      ),
    })
  }
}

/** Upper hashes over places that the log has not reached: they would stand in the way of the true ones. */
const checkSurplus = async (tx: Transaction, size: number, findings: Findings): Promise<void> => {
  const rows = await tx<{ first: string }[]>`
    select number * (256::numeric ^ level)::bigint as first from ledger.node
    where (number + 1) * (256::numeric ^ level) > ${size} order by level, number limit 100`
  for (const { first } of rows)
    findings.add({
      kind: 'node',
      place: Number(first),
      message: fill(
        {
          ja: '記録番号 {first} からの中間ハッシュがありますが、台帳はまだそこまで達していません。',
          en: 'There is a stored hash over places from {first} on, which the log has not filled.',
        },
        { first },
      ),
    })
}

const checkTree = async (tx: Transaction, frontier: Frontier, findings: Findings): Promise<void> => {
  const [tree] = await tx<{ size: string; frontier: Buffer }[]>`select size, frontier from ledger.tree`
  if (tree && Number(tree.size) === frontier.size && tree.frontier.equals(frontier.bytes())) return
  findings.add({
    kind: 'tree',
    place: Math.min(frontier.size, Number(tree?.size ?? 0)),
    message: fill(
      {
        ja: '台帳の状態（{stored} 件）が、記録から計算した木（{size} 件）と合いません。',
        en: "The log's stored state ({stored} entries) is not the tree of its leaves ({size}).",
      },
      { stored: tree?.size ?? 0, size: frontier.size },
    ),
  })
}

/** @returns how many entries wait for their place within the time allowed */
const checkUnplaced = async (tx: Transaction, options: VerifyOptions, findings: Findings): Promise<number> => {
  const now = (options.clock ?? systemClock).now().getTime()
  const allowed = options.lagSeconds ?? 900
  let waiting = 0
  const rows = streamRows<{ id: string; at: string; behind: boolean }>(
    tx,
    tx`
      select e.id, e.at, t.generation = 0 and (e.xid, e.n) <= (t.xid, t.n) as behind
      from ledger.entry e cross join ledger.tree t
      where not exists (select from ledger.leaf l where l.entry = e.id)
      order by e.at`,
  )
  for await (const { id, at, behind } of rows) {
    const seconds = Math.round((now - Date.parse(at)) / 1000)
    if (!behind && seconds <= allowed) {
      waiting += 1
      continue
    }
    findings.add({
      kind: 'unplaced',
      entry: id,
      message: fill(
        behind
          ? {
              ja: '{entry} は、後から割り込んで書かれています。台帳の木に入っていません。',
              en: 'Entry {entry} was slipped in later: the log had already passed its place.',
            }
          : {
              ja: '{entry} は、{seconds} 秒たっても台帳の木に入っていません。',
              en: 'Entry {entry} has had no place in the log for {seconds} seconds.',
            },
        { entry: id, seconds },
      ),
    })
  }
  return waiting
}
