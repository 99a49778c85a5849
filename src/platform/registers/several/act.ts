import type { Bilingual } from '../../../base/bilingual.ts'
import type { Act } from '../../access/actor.ts'
import type { MessageInput } from '../../messages/service.ts'
import type { Matter } from '../approval/service.ts'
import type { Fields, RecordValues } from '../field.ts'
import type { RecordRow } from '../record.ts'

/** What an act would do with one record: a matter, which waits for approval where its register says so, or a message. */
export type Prospect =
  | { readonly kind: 'matter'; readonly matter: Matter }
  | { readonly kind: 'message'; readonly message: MessageInput; readonly text: Bilingual }

/**
 * An act that an officer takes on many records at once: asked for once, looked at record by record before anything is
 * sent. Its pages are the platform's; a system declares what is asked and what it comes to for one record.
 */
export interface SeveralAct {
  /** Part of the address: `receive-renewal`. */
  readonly id: string
  readonly register: string
  readonly title: Bilingual
  readonly help: Bilingual
  /** Who may take it: the permission that the same act on one record needs. */
  readonly permission: string
  /** Boxes that are filled in once for all. */
  readonly fields: Fields
  /** Whether the officer gives a reason, which goes with every matter. */
  readonly reason: boolean
  /** @param today YYYY-MM-DD in Japan */
  prefill(today: string): Partial<RecordValues>
  /** @throws InputError, ConflictError or RefusedError with why it cannot be done for this record */
  plan(act: Act, row: RecordRow, input: Partial<RecordValues>): Promise<Prospect>
}

/** So many records fit one sending: what a person can look through, and one transaction. */
export const mostAtOnce = 500
