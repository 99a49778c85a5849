import type { Bilingual } from '../../base/bilingual.ts'
import type { Content } from '../database/server/folder.ts'
import type { Upstream } from '../database/server/setup.ts'
import type { ObjectStore } from '../files/objects.ts'

/** Degrees, WGS 84. Declared by the operator; nobody can measure it. */
export interface SitePlace {
  readonly latitude: number
  readonly longitude: number
}

/**
 * What of a site is measured and not declared. Two copies with the same host or device are lost together, whatever
 * places are declared. Hashes: the ids themselves stay on the machine.
 */
export interface SiteIdentity {
  readonly host: string
  readonly device: string
}

export interface Promotion {
  /** ISO 8601. */
  readonly at: string
  readonly reason: string
  /** That PostgreSQL took for it; null where nobody was there to see its end. */
  readonly ms: number | null
  /** The copy had everything that was acknowledged. */
  readonly complete: boolean
  /** When the log of the other site was last seen to flow, ISO 8601; null where nobody looked. */
  readonly lost: string | null
  /** That it began: the server's own control file tells it only after its first checkpoint. */
  readonly timeline: number
}

/**
 * How the two copies stand, as the site that serves knows it:
 * * `forming`: there has been no second copy yet;
 * * `together`: what is acknowledged is at both sites;
 * * `alone`: a person allowed one site, by `degrade` or by promoting; ends by itself.
 */
export type CopyMode = 'forming' | 'together' | 'alone'

/** Why and since when one site goes on alone; null in the other modes. */
export interface Alone {
  readonly at: string
  readonly reason: string
}

export interface CopyMemory {
  readonly mode: CopyMode
  readonly alone: Alone | null
  /** The other site's name. */
  readonly peer: string | null
}

export interface SiteStatus {
  /** Grows with each order that changed what this site is or remembers; an order names the one that it was decided on. */
  readonly step: number
  /** Name in the database's own settings: `musubi_` and letters. */
  readonly site: string
  readonly name: string
  readonly place: SitePlace | null
  readonly identity: SiteIdentity
  readonly content: Content
  readonly running: boolean
  readonly port: number | null
  readonly system: string | null
  readonly timeline: number | null
  /** Of a copy: the log arrives at this moment. */
  readonly streaming: boolean
  /** Fingerprint of the keys and passwords that lie here. */
  readonly keys: string
  /** What the serving site last said of the two, and when. */
  readonly told: { readonly mode: CopyMode; readonly at: string } | null
  readonly promoted: Promotion | null
  readonly memory: CopyMemory
}

/**
 * One site's data folder: its server, keys and files; here, or by `remoteAgent` at another address. Who orders something looked
 * before, and the site may have changed since (another keeper, a person, an order that was late): `found` is the step that
 * was seen, and an order that was decided on another one is refused.
 */
export interface SiteAgent {
  status(): Promise<SiteStatus>
  /**
   * Becomes a copy of another site. `anew` makes the copy again, unless it follows by now; a database that was there is
   * set aside.
   */
  follow(upstream: Upstream, anew: boolean, found: number): Promise<void>
  /** Of the serving site: which sites must have a change before it counts. */
  requireCopies(sites: readonly string[], found: number): Promise<void>
  /** What the serving site says of the two, kept here for the day when it cannot be asked. */
  told(mode: CopyMode): Promise<void>
  /** Of the serving site: how the two stand, kept for its next start. @returns the step that this makes */
  remember(memory: CopyMemory, found: number): Promise<number>
  /** @throws OperatorError when it would lose what was acknowledged and `acceptLoss` is not given */
  promote(reason: string, acceptLoss: boolean, found: number): Promise<Promotion>
  /** Keys and passwords, sealed with the secret that both sites hold. */
  putKeys(sealed: string): Promise<void>
  getKeys(): Promise<string>
  /** Of the serving site: takes what only the copy knows of organisations' keys, above all which were destroyed. */
  takeKeys(sealed: string): Promise<void>
  readonly files: ObjectStore
}

/** Why nothing can be changed at the moment. */
export interface Stopped {
  readonly since: string
  readonly why: 'copy-lost' | 'unproven' | 'database-lost' | 'moved'
}

export const stoppedText: Readonly<Record<Stopped['why'], Bilingual>> = {
  'copy-lost': {
    ja: '記録の写しを保管する拠点との連絡が途切れたため、新しい記録の受付を止めています。閲覧はできます。',
    en: 'The site that keeps the second copy cannot be reached, so that nothing new is recorded. Reading goes on.',
  },
  unproven: {
    ja: '他の拠点の記録と照合できるまで、新しい記録の受付を止めています。閲覧はできます。',
    en: 'Nothing new is recorded until this site has compared itself with the other one. Reading goes on.',
  },
  'database-lost': {
    ja: '記録を保管する仕組みにつながりません。',
    en: 'The place where records are kept cannot be reached.',
  },
  moved: {
    ja: '記録の受付は、もう一つの拠点に移りました。そちらの入口をお使いください。',
    en: 'Records are kept at the other site now. Please use its address.',
  },
}
