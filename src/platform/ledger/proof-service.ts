import type { JsonObject } from '../../base/json.ts'
import type { Sql, Transaction } from '../database/connection.ts'
import { inclusionRanges, leafHash, proofOf } from './merkle.ts'
import type { EntryRow } from './search.ts'
import { newestCheckpoint, nodesOf } from './tree-store.ts'

/** How far an entry is proven: not placed yet, placed and waiting for a signature, or under a signed checkpoint. */
export type ProofState = 'waiting' | 'placed' | 'provable'

/** @param signed size of the newest checkpoint */
export const proofState = (seq: string | null, signed: number): ProofState =>
  seq === null ? 'waiting' : Number(seq) < signed ? 'provable' : 'placed'

/**
 * Everything that someone needs to check, without this software's word for it, that the entry is in the log: SHA-256 of
 * 0x00 and `content` is the leaf; leaf, `index` and `proof` give the root that `checkpoint` signs (RFC 9162 §2.1.3.2).
 * @returns undefined while the entry is not under a checkpoint
 */
export const proveEntry = async (sql: Sql | Transaction, entry: EntryRow): Promise<JsonObject | undefined> => {
  const checkpoint = await newestCheckpoint(sql)
  if (checkpoint === undefined || entry.seq === null || Number(entry.seq) >= checkpoint.size) return undefined
  const index = Number(entry.seq)
  const proof = await proofOf(nodesOf(sql, checkpoint.size), inclusionRanges(index, checkpoint.size))
  return {
    entry: entry.id,
    content: entry.content,
    leafHash: leafHash(entry.content).toString('base64'),
    index,
    size: checkpoint.size,
    proof: proof.map(hash => hash.toString('base64')),
    checkpoint: checkpoint.note,
  }
}
