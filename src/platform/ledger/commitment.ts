import { createHash } from 'node:crypto'
import type { ChunkBody } from './definition.ts'

/** A revision that a chunk entry commits to. */
export interface CommittedRevision {
  readonly record: string
  readonly version: number
  /** SHA-256 of the revision, 64 lower-case hex digits. */
  readonly hash: string
}

const byRecord = (a: CommittedRevision, b: CommittedRevision): number =>
  a.record < b.record ? -1 : a.record > b.record ? 1 : a.version - b.version

/** @returns SHA-256 over the revisions' hashes by (record id, version), 64 lower-case hex digits */
const chunkRoot = (revisions: readonly CommittedRevision[]): string => {
  const hash = createHash('sha256')
  for (const revision of revisions.toSorted(byRecord)) hash.update(revision.hash, 'hex')
  return hash.digest('hex')
}

/** The body of a chunk entry; the revisions may come in any order. */
export const chunkBody = (revisions: readonly CommittedRevision[]): ChunkBody => ({
  count: revisions.length,
  root: chunkRoot(revisions),
})
