import { createHash } from 'node:crypto'
import type { Bilingual } from '../../../base/bilingual.ts'
import { canonicalJson, type Json, type JsonObject } from '../../../base/json.ts'
import type { Operation } from '../definition.ts'

/** 起案中 → 決裁, 差戻し, 却下, 取下げ, 期限切れ. */
export type ProposalState = 'pending' | 'returned' | 'approved' | 'rejected' | 'withdrawn' | 'expired'

export const proposalStates: Readonly<Record<ProposalState, Bilingual>> = {
  pending: { ja: '決裁待ち', en: 'Waiting for approval' },
  returned: { ja: '差戻し', en: 'Returned' },
  approved: { ja: '決裁済み', en: 'Approved' },
  rejected: { ja: '却下', en: 'Rejected' },
  withdrawn: { ja: '取下げ', en: 'Withdrawn' },
  expired: { ja: '期限切れ', en: 'Expired' },
}

/** One change of a proposal in its stored form; special values stay sealed. */
export interface ProposedChange {
  readonly register: string
  readonly operation: Operation
  readonly id: string
  readonly version: number
  readonly sample: boolean
  readonly data: JsonObject
  readonly changed: readonly string[]
}

export interface Proposal {
  readonly tenant: string
  readonly id: string
  readonly register: string
  readonly record: string | null
  readonly title: Bilingual
  readonly changes: readonly ProposedChange[]
  readonly state: ProposalState
  readonly reason: string | null
  readonly proposedBy: string
  readonly proposedByName: string
  readonly proposedAt: string
  readonly expiresAt: string
  readonly decidedByName: string | null
  readonly decidedAt: string | null
  readonly comment: string | null
  /** The sending in which it was proposed together with others; null for one of its own. */
  readonly batch: string | null
}

const text = (value: unknown): string | null => (value === null || value === undefined ? null : String(value))

export const proposalOfRow = (row: Readonly<Record<string, unknown>>): Proposal => ({
  tenant: String(row['tenant']),
  id: String(row['id']),
  register: String(row['register']),
  record: text(row['record']),
  title: { ja: String(row['title_ja']), en: String(row['title_en']) },
  changes: row['changes'] as readonly ProposedChange[],
  state: row['state'] as ProposalState,
  reason: text(row['reason']),
  proposedBy: String(row['proposed_by']),
  proposedByName: String(row['proposed_by_name']),
  proposedAt: String(row['proposed_at']),
  expiresAt: String(row['expires_at']),
  decidedByName: text(row['decided_by_name']),
  decidedAt: text(row['decided_at']),
  comment: text(row['comment']),
  batch: text(row['batch']),
})

export const changesAsJson = (changes: readonly ProposedChange[]): Json => changes.map(change => ({ ...change }))

/** Of all that a proposal would write: what was seen on its page is told from what was sent again since. */
export const hashOfChanges = (changes: readonly ProposedChange[]): string =>
  createHash('sha256')
    .update(canonicalJson(changesAsJson(changes)))
    .digest('hex')
