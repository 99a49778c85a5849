import type { Logger } from 'pino'
import type { Bilingual } from '../base/bilingual.ts'
import type { Clock } from '../base/clock.ts'
import type { Actor } from '../platform/access/actor.ts'
import type { ConditionSource } from '../platform/health/condition.ts'
import type { Health } from '../platform/health/health.ts'
import type { MenuEntry, Route, Zone } from '../platform/routing/route.ts'
import type { Served } from '../platform/service-level/recorder.ts'
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

/** Milliseconds. */
export interface Patience {
  /** A request that has waited so long makes the platform look whether the database is there. Default 1000. */
  readonly lookMs?: number
  /** A page that has a copy is answered from it when it takes longer. Default 3000. */
  readonly copyMs?: number
  /** No answer takes longer, but those of routes marked `long`. Default 60000. */
  readonly answerMs?: number
}

/** Says when nothing may be changed, because what is acknowledged could not be kept at both sites. */
export interface WriteGate {
  stopped(): Bilingual | undefined
  /** The other site serves: nothing can be read or changed here, but published pages. */
  moved(): Bilingual | undefined
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
  /**
   * Where people sign in (GET) and out (POST); without it nobody can. `changePath` is where who must change their password
   * first is led from everywhere, `accountPath` each person's own page.
   */
  readonly signIn?: {
    readonly path: string
    readonly outPath: string
    readonly changePath?: string
    readonly accountPath?: string
  }
  /** The address visitors type, `https://musubi.example`; without it links are relative, except on this machine. */
  readonly origin?: string
  /** Proxies in front of this process whose `X-Forwarded-For` is believed. Default 0. */
  readonly trustedProxies?: number
  readonly mapTiles?: MapTiles
  /** Shows on every page that the records are samples. */
  readonly sample?: boolean
  /** Public pages as they were last served, for when the database is away; the public listener's alone. */
  readonly copy?: PublishedCopy
  /** What is known of the database; without it each request finds out for itself. */
  readonly health?: Pick<Health, 'status' | 'failed' | 'slow' | 'onChange'>
  readonly patience?: Patience
  /** What does not work as it should, shown on every page of those whom it concerns. */
  readonly conditions?: ConditionSource
  readonly limits?: Partial<BodyLimits>
  /** null switches the limit off. */
  readonly rate?: RateLimit | null
  /** Of each machine's key; null switches the limit off. */
  readonly machineRate?: RateLimit | null
  /** Shares of the organisations among requests of signed-in people; listeners of one process use one gate. */
  readonly fair?: FairGate
  /** Told of each request that a route answered. */
  readonly served?: (served: Served) => void
}
