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
