import type { Bilingual } from '../../base/bilingual.ts'
import type { Whereabouts } from '../database/pool.ts'
import type { FilePlaces } from '../files/mirrored.ts'
import type { Alone, CopyMode, Promotion, SiteStatus, Stopped } from './definition.ts'
import type { Look } from './probe.ts'

export type SiteEvent =
  | { readonly kind: 'together'; readonly copy: string; readonly alone: Alone | null }
  /** `again`: within an alarm of which the operators know. */
  | { readonly kind: 'stopped'; readonly why: Stopped['why']; readonly again: boolean }
  | { readonly kind: 'resumed'; readonly stoppedSeconds: number }
  | { readonly kind: 'degraded'; readonly reason: string }
  | {
      readonly kind: 'promoted'
      readonly promotion: Promotion
      readonly timeline: number
      readonly rtoMs: number | null
    }
  | { readonly kind: 'behind'; readonly bytes: number | null; readonly seconds: number }
  /** What the operators were called for is over. */
  | { readonly kind: 'recovered'; readonly seconds: number }

/** What pages, commands and the alarm show. */
export interface KeeperState {
  readonly mode: CopyMode
  readonly alone: Alone | null
  readonly stopped: Stopped | null
  /** A copy is being made or told where to follow. */
  readonly joining: boolean
  /** Why the other site cannot be a copy; null when it can. */
  readonly problem: Bilingual | null
  readonly serving: SiteStatus | null
  readonly copy: SiteStatus | null
  readonly look: Look | null
  /** Until when the certificates of the ways between the sites are good, ISO 8601. */
  readonly ends: string | null
  /** Milliseconds from losing the first site to writing at the second, at the last failover seen by this process. */
  readonly rtoMs: number | null
}

export interface Keeper {
  readonly where: Whereabouts
  state(): KeeperState
  /** Decides which site serves and starts its database where that is this one. */
  begin(): Promise<void>
  degrade(reason: string): Promise<void>
  promote(reason: string, acceptLoss: boolean): Promise<Promotion>
  /** Where files must lie at this moment, and where they are looked for. */
  files(): FilePlaces
  /** People are answered from now on: what a failover took is measured until here. */
  opened(): void
  /** Waits until writes are open. @returns false when they are not within this time */
  ready(ms: number): Promise<boolean>
  /** Work to be done as soon as writes are open. */
  whenOpen(work: () => Promise<void>): void
  /** Tells of events, in order; one that fails is told again. */
  listen(tell: (event: SiteEvent) => Promise<void>): void
  /** Waits until what happened has been told, but no longer than this: a stop must not lose it, nor hang on it. */
  told(ms: number): Promise<void>
  stop(): Promise<void>
}
