import type { Logger } from 'pino'
import type { Bilingual } from '../base/bilingual.ts'
import type { Clock } from '../base/clock.ts'
import type { Actor } from '../platform/access/actor.ts'
import type { MenuEntry, Route, Zone } from '../platform/routing/route.ts'
import type { Assets } from './assets/assets.ts'
import type { BodyLimits } from './body/body.ts'
import type { FairGate } from './fair/fair.ts'
import type { PublishedCopy } from './published-copy/copy.ts'
import type { RateLimit } from './rate/rate.ts'

/** Whose site this is; from the region. */
export interface SiteNames {
  readonly prefecture: Bilingual
  readonly service: Bilingual
  /** What this is, in one sentence, in the footer. */
  readonly tagline?: Bilingual
}

export interface MapTiles {
  /** `https://cyberjapandata.gsi.go.jp/xyz/pale/{z}/{x}/{y}.png` */
  readonly url: string
  readonly credit: Bilingual
}

export interface Refusal {
  readonly actor: Actor
  readonly route: Route
  /** What the actor lacked; `signed-in` for a visitor. */
  readonly permission: string
  readonly request: string
  /** Path that was asked for, without query and language. */
  readonly path: string
}

/** Says when nothing may be changed, because what is acknowledged could not be kept at both sites. */
export interface WriteGate {
  stopped(): Bilingual | undefined
  /** Runs work that only reads while writes are stopped. */
  reading<T>(work: () => T): T
}

export interface ListenerOptions {
  readonly gate?: WriteGate
  readonly zone: Zone
  readonly site: SiteNames
  /** Routes of both zones; the listener takes its own. */
  readonly routes: readonly Route[]
  readonly menu: readonly MenuEntry[]
  readonly clock: Clock
  readonly logger: Logger
  readonly assets: Assets
  /** 32 random bytes kept across starts: signs form marks and notices. */
  readonly secret: Uint8Array
  readonly visitor: Actor
  /** Asked only for requests with a cookie or an Authorization header. */
  resolveActor(headers: Headers): Promise<Actor> | Actor
  /** Writes the refusal to the ledger. */
  onRefusal(refusal: Refusal): Promise<void> | void
  /** Where people sign in (GET) and out (POST); without it nobody can. */
  /** `changePath` is where who must change their password first is led from everywhere. */
  readonly signIn?: { readonly path: string; readonly outPath: string; readonly changePath?: string }
  /** The address visitors type, `https://musubi.example`; without it links are relative, except on this machine. */
  readonly origin?: string
  /** Proxies in front of this process whose `X-Forwarded-For` is believed. Default 0. */
  readonly trustedProxies?: number
  readonly mapTiles?: MapTiles
  /** Shows on every page that the records are samples. */
  readonly sample?: boolean
  /** Public pages as they were last served, for when the database is away; the public listener's alone. */
  readonly copy?: PublishedCopy
  /** Milliseconds after which a page that has a copy is answered from it. Default 3000. */
  readonly patience?: number
  /** Whether the database answers, for those who watch the service. */
  readonly alive?: () => Promise<boolean>
  /** What does not work just now, shown on every page. */
  readonly degraded?: () => Bilingual | undefined
  readonly limits?: Partial<BodyLimits>
  /** null switches the limit off. */
  readonly rate?: RateLimit | null
  /** Shares of the organisations among requests of signed-in people; listeners of one process use one gate. */
  readonly fair?: FairGate
}
