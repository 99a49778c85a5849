import type { Clock } from '../../base/clock.ts'
import type { JsonObject } from '../../base/json.ts'
import type { Act } from '../access/actor.ts'
import type { Database, Sql } from '../database/connection.ts'
import { readingHere } from '../database/reading-here.ts'
import { inTenants } from '../database/transaction.ts'
import type { LedgerEventDefinition } from '../ledger/definition.ts'
import { record } from '../ledger/service.ts'
import type { MessageService } from '../messages/service.ts'
import { type SiteStatus, stoppedText } from './definition.ts'
import {
  sitesBehind,
  sitesDegraded,
  sitesPromoted,
  sitesRecovered,
  sitesResumed,
  sitesStopped,
  sitesTogether,
} from './events.ts'
import type { Keeper, SiteEvent } from './keeper-view.ts'

export interface SiteRow {
  readonly site: string
  readonly name: string
  readonly latitude: number | null
  readonly longitude: number | null
  readonly seen_at: string
  /** When a restore from the backups, which are the same for both sites, was last proven. */
  readonly proven_at: string | null
  readonly failover_at: string | null
  readonly rto_ms: string | null
  readonly rpo_bytes: string | null
}

interface SitesOptions {
  readonly keeper: Keeper
  readonly database: Database
  readonly clock: Clock
  readonly messages: MessageService
  readonly systemAct: () => Act
  /** Mail addresses of those who are called when a copy falls behind or writes stop. */
  readonly operators: readonly string[]
}

const remember = (app: Sql, status: SiteStatus, at: Date) => app`
  insert into musubi.site (site, name, latitude, longitude, host, device, seen_at)
  values (${status.site}, ${status.name}, ${status.place?.latitude ?? null}, ${status.place?.longitude ?? null},
    ${status.identity.host}, ${status.identity.device}, ${at})
  on conflict (site) do update set name = excluded.name, latitude = excluded.latitude, longitude = excluded.longitude,
    host = excluded.host, device = excluded.device, seen_at = excluded.seen_at`

/** What the sites remember, for the page; also of a site that cannot be reached at the moment. */
export const listSites = async (app: Sql): Promise<readonly SiteRow[]> =>
  app<
    SiteRow[]
  >`select site, name, latitude, longitude, seen_at, (select max(at) from musubi.backup_proof where good) as proven_at, failover_at, rto_ms,
      rpo_bytes
    from musubi.site order by name, site`

const entryOf = (
  event: SiteEvent,
): { readonly event: LedgerEventDefinition; readonly reason?: string; readonly body: JsonObject } => {
  switch (event.kind) {
    case 'together':
      return { event: sitesTogether, body: { copy: event.copy, aloneSince: event.alone?.at ?? null } }
    case 'stopped':
      return { event: sitesStopped, body: { why: event.why } }
    case 'resumed':
      return { event: sitesResumed, body: { seconds: event.stoppedSeconds } }
    case 'degraded':
      return { event: sitesDegraded, reason: event.reason, body: {} }
    case 'promoted':
      return {
        event: sitesPromoted,
        reason: event.promotion.reason,
        body: { at: event.promotion.at, timeline: event.timeline, rtoMs: event.rtoMs },
      }
    case 'behind':
      return { event: sitesBehind, body: { bytes: event.bytes, seconds: event.seconds } }
    case 'recovered':
      return { event: sitesRecovered, body: { seconds: event.seconds } }
  }
}

/** The operators are called once when something is wrong and once when it is over. */
export const letter = (event: SiteEvent): { readonly subject: string; readonly body: string } | undefined => {
  if (event.kind === 'behind')
    return {
      subject: '【警報】記録の写しが遅れています / A copy is behind',
      body: `もう一つの拠点の写しが ${event.seconds} 秒以上そろっていません。「写しの状況」を確認してください。\nThe copy at the other site has not been complete for ${event.seconds} s. Look at the page of copies.`,
    }
  if (event.kind === 'recovered')
    return {
      subject: '【復旧】記録の写しがそろいました / The copy is complete again',
      body: `警報は ${event.seconds} 秒で終わりました。二つの拠点の記録はそろっています。\nThe alarm is over after ${event.seconds} s. Both sites hold the same again.`,
    }
  if (event.kind === 'stopped' && !event.again)
    return {
      subject: '【警報】新しい記録の受付を止めました / Writes are stopped',
      body: `${stoppedText[event.why].ja}\nもう一つの拠点が戻れば自動で再開します。一つの拠点で続ける場合は musubi sites degrade --reason … を使ってください。\n${stoppedText[event.why].en} Writes go on by themselves when the other site is back; to go on with one site: musubi sites degrade --reason …`,
    }
  return undefined
}

/**
 * Enters what the keeper sees into the ledger, and calls the operators. While the other site is lost an entry can only
 * wait for this site's disk, like the entries of those who read.
 */
export const startSites = ({ keeper, database, clock, messages, systemAct, operators }: SitesOptions): void => {
  keeper.listen(event =>
    readingHere(async () => {
      const act = systemAct()
      const { serving, copy } = keeper.state()
      const { event: definition, reason, body } = entryOf(event)
      const now = clock.now()
      for (const status of [serving, copy]) if (status) await remember(database.app, status, now)
      if (event.kind === 'promoted' && serving) {
        const fresh = await database.app`
          update musubi.site set failover_at = ${event.promotion.at}, rto_ms = ${event.rtoMs},
            rpo_bytes = ${event.promotion.complete ? 0 : null}
          where site = ${serving.site} and failover_at is distinct from ${event.promotion.at}::timestamptz returning 1`
        if (fresh.length === 0) return
      }
      await inTenants(database.app, act.actor.tenants, tx =>
        record(
          tx,
          { event: definition, tenant: act.actor.organisation, actor: null, ...(reason ? { reason } : {}), body },
          now,
        ),
      )
      const mail = letter(event)
      if (mail)
        for (const recipient of operators)
          await messages.write(act, {
            tenant: act.actor.organisation,
            recipient,
            ...mail,
            occasion: `sites/${event.kind}/${recipient}/${now.toISOString()}`,
          })
    }),
  )
}
