import type { Condition } from '../../platform/health/condition.ts'
import type { ListenerState } from '../exchange.ts'

/** What a listener tells those who come to it: what only officers can do something about, only them. */
export const conditionsOf = ({ conditions, zone }: ListenerState): readonly Condition[] =>
  (conditions?.() ?? []).filter(one => one.audience !== 'staff' || zone === 'staff')

export const livenessPath = '/healthz'
export const readinessPath = '/readyz'

const headers = {
  'content-type': 'application/json',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
}

/** The process lives and answers; says nothing of what it needs. For whoever would start it again. */
export const livenessResponse = (): Response => new Response('{"status":"alive"}', { headers })

/**
 * What works, for a load balancer and for monitoring: 503 while the database is away. Holds states, times and counts; no
 * address, no name, no reason in the database's words.
 */
export const readinessResponse = (listener: ListenerState): Response => {
  const { health, copy, clock } = listener
  const { state, since } = health?.status() ?? { state: 'up', since: null }
  const { pages = 0, bytes = 0, newest = null, oldest = null } = copy?.status() ?? {}
  const age = newest === null ? null : Math.max(0, Math.round((clock.now().getTime() - newest.getTime()) / 1000))
  const value = {
    status: state === 'away' ? 'degraded' : 'ready',
    database: state,
    since,
    copy: { pages, bytes, newest, oldest, ageSeconds: age },
    conditions: conditionsOf(listener).map(one => one.id),
  }
  return new Response(JSON.stringify(value), { status: state === 'away' ? 503 : 200, headers })
}
