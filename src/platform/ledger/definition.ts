import type { Bilingual } from '../../base/bilingual.ts'
import type { JsonObject } from '../../base/json.ts'

/** A kind of entry. Every block declares its own; `generated/ledger-events.md` lists all. */
export interface LedgerEventDefinition {
  /** `noun.past-participle`, such as `record.created`. */
  readonly id: string
  readonly title: Bilingual
  /** What the entry's `body` holds, in a sentence for auditors. */
  readonly holds: Bilingual
}

/** What a block hands over to be entered, in the same transaction as what it records. */
export interface LedgerEntryInput {
  readonly event: LedgerEventDefinition
  /** Organisation whose matter this is. */
  readonly tenant: string
  /** Person id, or null for the visitor and for the platform's own jobs. */
  readonly actor: string | null
  /** Register and record that were touched, where one was. */
  readonly register?: string
  readonly record?: string
  /** Whose personal data it is, where that is known and someone else than the record. */
  readonly person?: string
  /** Why: the reason or purpose as given. */
  readonly reason?: string
  /** Never personal data in clear: ids, codes, counts and hashes only. */
  readonly body: JsonObject
}

/**
 * Body of an entry that commits to one revision of one record; the entry carries `register` and `record`. With it
 * `musubi verify` finds a row that was altered behind the platform's back.
 */
export type RevisionBody = JsonObject & {
  /** Version of the record after the change, counted from 1. */
  readonly version: number
  /** SHA-256 of the revision as its register defines it, 64 lower-case hex digits. */
  readonly hash: string
}

/**
 * Body of an entry that commits to many revisions of one register at once (an import's chunk); the entry carries
 * `register` and no `record`.
 */
export type ChunkBody = JsonObject & {
  /** How many revisions. */
  readonly count: number
  /** `chunkRoot` of their hashes: SHA-256 over the 32-byte revision hashes one after the other, by (record id, version). */
  readonly root: string
}

/** A body may also hold neither: a look, a refusal, a sign-in commit to no revision. */
export const isRevisionBody = (body: JsonObject): body is RevisionBody =>
  typeof body.hash === 'string' && typeof body.version === 'number'

export const isChunkBody = (body: JsonObject): body is ChunkBody =>
  typeof body.root === 'string' && typeof body.count === 'number'
