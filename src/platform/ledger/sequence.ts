import type { Sql, Transaction } from '../database/connection.ts'
import { type Frontier, openFrontier } from './frontier.ts'

/** Any constant that no other user of the database takes: "ledger" in ASCII. */
const lockKey = '119182857366898'

interface TreeRow {
  readonly size: string
  readonly xid: string
  readonly n: string
  readonly frontier: Buffer
  readonly cluster: string
  readonly generation: number
}

interface Taken {
  readonly count: string
  readonly hashes: Buffer | null
  readonly xid: string | null
  readonly n: string | null
}

interface NodeRow {
  readonly level: number
  readonly number: number
  readonly hash: Buffer
}

/**
 * Runs work as the one sequencer, or not at all when another process is at it. The lock is given back after the commit is
 * seen by everyone, so that the next holder's statements see the tree as this one left it: the row needs no lock of its own.
 */
export const asSequencer = <T>(owner: Sql, work: (tx: Transaction) => Promise<T>): Promise<T | 'standby'> =>
  owner.begin(async tx => {
    // What is signed and handed out must not be lost with the server's memory, however the server is set.
    const [lock] = await tx<{ held: boolean }[]>`
      select pg_try_advisory_xact_lock(${lockKey}::bigint) as held,
        case when current_setting('synchronous_commit') in ('off', 'local')
          then set_config('synchronous_commit', 'on', true) end`
    return lock?.held ? work(tx) : 'standby'
  }) as Promise<T | 'standby'>

/**
 * Ends when everything written so far is where an acknowledged change must be. A change whose wait for the other site was
 * broken off is visible here and may be nowhere else: a checkpoint over it that left the database would tell of entries that
 * are gone when the other site goes on, and two histories of one log would be signed. Its commit waits like any other.
 */
export const waitForCopies = async (owner: Sql): Promise<void> => {
  await owner.begin(
    tx => tx`select set_config('synchronous_commit', 'on', true), pg_logical_emit_message(true, 'musubi.ledger', '')`,
  )
}

/**
 * Identifies the cluster that transaction numbers belong to. They are comparable within one only: a logical copy starts
 * again at small numbers.
 */
export const clusterOf = async (sql: Sql): Promise<string> => {
  const [row] = await sql<{ id: string }[]>`select system_identifier::text as id from pg_control_system()`
  return row?.id ?? ''
}

const readTree = async (tx: Transaction): Promise<TreeRow> => {
  const [tree] = await tx<TreeRow[]>`
    select size, xid::text, n, frontier, cluster, generation from ledger.tree`
  if (tree === undefined) throw new Error('ledger.tree is empty')
  return tree
}

/**
 * Places the next entries, in the order (xid, n). Only transactions older than every running one count: nothing that
 * commits later can come before them, so no entry is skipped and none changes its place.
 */
const takeNext = (tx: Transaction, tree: TreeRow, limit: number) => tx<[Taken]>`
  with taken as (
    select id, xid, n, sha256('\\x00'::bytea || convert_to(content, 'UTF8')) as hash
    from ledger.entry e
    where (xid, n) > (${tree.xid}::xid8, ${tree.n}::bigint) and xid < pg_snapshot_xmin(pg_current_snapshot())
      ${tree.generation === 0 ? tx`` : tx`and not exists (select from ledger.leaf l where l.entry = e.id)`}
    order by xid, n
    limit ${limit}
  ), numbered as (
    select *, ${tree.size}::bigint - 1 + row_number() over (order by xid, n) as seq from taken
  ), placed as (
    insert into ledger.leaf (seq, entry, hash) select seq, id, hash from numbered
  )
  select count(*), string_agg(hash, ''::bytea order by seq) as hashes,
    (array_agg(xid order by seq desc))[1]::text as xid, (array_agg(n order by seq desc))[1] as n
  from numbered`

/**
 * After a restore into another cluster: places whatever has no place, whatever its number. The table is locked, so that a
 * copy which is still under way is waited for: its entries bring numbers of the old cluster, and the cursor would later
 * pass them by.
 */
const takeAll = (tx: Transaction, tree: TreeRow) => tx<[Taken]>`
  with numbered as (
    select id, ${tree.size}::bigint - 1 + row_number() over (order by xid, n) as seq,
      sha256('\\x00'::bytea || convert_to(content, 'UTF8')) as hash
    from ledger.entry e where not exists (select from ledger.leaf l where l.entry = e.id)
  ), placed as (
    insert into ledger.leaf (seq, entry, hash) select seq, id, hash from numbered
  )
  select count(*), string_agg(hash, ''::bytea order by seq) as hashes,
    pg_snapshot_xmin(pg_current_snapshot())::text as xid, 0 as n
  from numbered`

const grow = (tree: TreeRow, hashes: Buffer): { readonly frontier: Frontier; readonly nodes: readonly NodeRow[] } => {
  const nodes: NodeRow[] = []
  const frontier = openFrontier(Number(tree.size), tree.frontier, (height, number, hash) => {
    if (height > 0 && height % 8 === 0) nodes.push({ level: height / 8, number, hash })
  })
  for (let at = 0; at < hashes.length; at += 32) frontier.push(hashes.subarray(at, at + 32))
  return { frontier, nodes }
}

const store = async (tx: Transaction, tree: TreeRow, taken: Taken): Promise<void> => {
  const { frontier, nodes } = grow(tree, taken.hashes ?? Buffer.alloc(0))
  if (nodes.length > 0)
    await tx`
      insert into ledger.node (level, number, hash)
      select level, number, decode(hash, 'hex')
      from unnest(${nodes.map(node => node.level)}::smallint[], ${nodes.map(node => node.number)}::bigint[],
        ${nodes.map(node => node.hash.toString('hex'))}::text[]) as closed (level, number, hash)`
  await tx`
    update ledger.tree set size = ${frontier.size}, frontier = ${frontier.bytes()}, xid = ${taken.xid ?? tree.xid}::xid8,
      n = ${taken.n ?? tree.n}, cluster = ${tree.cluster}, generation = ${tree.generation}`
}

/**
 * One batch: leaves, upper nodes and the tree's state in one transaction, so that a crash leaves all or nothing.
 * @returns how many entries were placed
 */
export const sequenceBatch = async (tx: Transaction, cluster: string, limit: number): Promise<number> => {
  const found = await readTree(tx)
  if (found.cluster !== cluster) {
    const fresh = found.cluster === ''
    const tree = { ...found, cluster, generation: fresh ? found.generation : found.generation + 1 }
    if (!fresh) await tx`lock table ledger.entry in exclusive mode`
    const [taken] = fresh ? await takeNext(tx, tree, limit) : await takeAll(tx, tree)
    await store(tx, tree, taken)
    return Number(taken.count)
  }
  const [taken] = await takeNext(tx, found, limit)
  const count = Number(taken.count)
  if (count > 0) await store(tx, found, taken)
  return count
}

/** The tree's size and root as the sequencer last left it. */
export const treeHead = async (tx: Transaction): Promise<{ readonly size: number; readonly root: Buffer }> => {
  const tree = await readTree(tx)
  const size = Number(tree.size)
  return { size, root: openFrontier(size, tree.frontier).root() }
}
