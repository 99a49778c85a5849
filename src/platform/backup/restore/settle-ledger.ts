import type { Clock } from '../../../base/clock.ts'
import type { JsonObject } from '../../../base/json.ts'
import type { Sql } from '../../database/connection.ts'
import { inTenants } from '../../database/transaction.ts'
import { type Checkpoint, openCheckpoint } from '../../ledger/checkpoint.ts'
import { ledgerCut } from '../../ledger/cut.ts'
import { beginNewLog, loadSigner, loadVerifiers, verifierPath } from '../../ledger/keys.ts'
import { outsideFolders, readOutside } from '../../ledger/outside.ts'
import { asSequencer, clusterOf, sequenceBatch, treeHead } from '../../ledger/sequence.ts'
import { startSequencer } from '../../ledger/sequencer.ts'
import { record } from '../../ledger/service.ts'
import { rootAt } from '../../ledger/tree-store.ts'
import { backupRestored } from '../events.ts'

export interface SettleOptions {
  readonly owner: Sql
  readonly dataFolder: string
  /** The platform's own organisation, whose matter a restore is. */
  readonly organisation: string
  readonly clock: Clock
  readonly restored: JsonObject
}

export interface SettledLedger {
  readonly size: number
  /** The log that had signed more than is here was ended; another one goes on. */
  readonly cut?: { readonly origin: string; readonly size: number; readonly signed: number; readonly continues: string }
}

const batch = 5000

/**
 * Gives every entry that had no place when the backup ended its place, and signs nothing yet. A physical restore keeps
 * transaction numbers: PostgreSQL goes on behind the highest that its log tells of, so that the sequencer's cursor
 * (xid, n) stays true, and entries of transactions that had not ended are gone with them.
 */
const placeAll = async (owner: Sql): Promise<void> => {
  const cluster = await clusterOf(owner)
  for (let placed = batch; placed === batch; ) {
    const count = await asSequencer(owner, tx => sequenceBatch(tx, cluster, batch))
    placed = count === 'standby' ? 0 : count
  }
}

const knownCheckpoints = (dataFolder: string, origin: string): readonly Checkpoint[] => {
  const verifiers = loadVerifiers(verifierPath(dataFolder))
  return readOutside(outsideFolders(dataFolder))
    .notes.flatMap(({ note }) => openCheckpoint(note, verifiers) ?? [])
    .filter(checkpoint => checkpoint.origin === origin)
    .sort((a, b) => b.size - a.size)
}

/**
 * The newest statement that still holds of the tree as it is now, found from the largest down. Beyond it entries may have
 * got other places than they had: one whose transaction ended only after the moment stood before others and is gone.
 */
const lastThatHolds = async (owner: Sql, known: readonly Checkpoint[], size: number): Promise<number> => {
  for (const checkpoint of known)
    if (checkpoint.size <= size && (await rootAt(owner, checkpoint.size)).equals(checkpoint.root))
      return checkpoint.size
  return 0
}

/**
 * Makes the ledger fit to go on after a restore, and enters the restore in it. When checkpoints outside the database know
 * of more than was restored, signing on under the same key would show two histories of one log: the log is ended where the
 * restored tree leaves it, the next one begins, and both are said in an entry.
 */
export const settleLedger = async (options: SettleOptions): Promise<SettledLedger> => {
  const { owner, dataFolder, organisation, clock } = options
  await placeAll(owner)
  const head = await owner.begin(treeHead)
  const former = loadSigner({ dataFolder })
  const known = knownCheckpoints(dataFolder, former.name)
  const newest = known[0]
  const holds =
    newest === undefined || (newest.size <= head.size && (await rootAt(owner, newest.size)).equals(newest.root))
  const size = holds ? head.size : await lastThatHolds(owner, known, head.size)
  const signer = holds ? former : beginNewLog(dataFolder)
  const cut =
    holds || newest === undefined
      ? undefined
      : { origin: former.name, size, signed: newest.size, continues: signer.name }
  const enter = (event: typeof ledgerCut, body: JsonObject) =>
    inTenants(owner, [organisation], tx => record(tx, { event, tenant: organisation, actor: null, body }, clock.now()))
  await enter(backupRestored, { ...options.restored, entries: head.size })
  if (cut) await enter(ledgerCut, cut)
  const sequencer = startSequencer({ owner, signer, outside: outsideFolders(dataFolder), clock, checkpointMs: 0 })
  await sequencer.flush()
  await sequencer.stop()
  const settled = await owner.begin(treeHead)
  return { size: settled.size, ...(cut ? { cut } : {}) }
}
