import type { DatabaseState, HealthStatus } from '../health/health.ts'
import type { Outage } from './definition.ts'
import type { Place } from './store.ts'

/** Milliseconds between two signs of life; what is counted is kept as often. */
export const beatMs = 15_000

/**
 * What the signs of life say at a start: from the last one until now nobody served, unless another place does.
 * A start in the same place replaces the one before it, however short ago that was alive.
 * @param copySince since when the published copy was served, because there was no database to start with
 */
export const gapAtStart = (
  known: readonly Place[],
  place: string,
  now: number,
  copySince: number = now,
): readonly Outage[] => {
  if (known.length === 0) return []
  const others = known.some(one => one.place !== place && !one.ended && now - one.beat < 3 * beatMs)
  const last = Math.max(...known.map(one => one.beat))
  // A clock that went back tells nothing.
  if (others || now - last < 1000) return []
  const copied = Math.min(now, Math.max(last, copySince))
  const parts: readonly Outage[] = [
    { scope: 'everything', reason: 'stopped', from: last, to: copied },
    { scope: 'staff', reason: 'database-away', from: copied, to: now },
  ]
  return parts.filter(one => one.to > one.from)
}

const ofState: Readonly<Record<DatabaseState, Pick<Outage, 'scope' | 'reason'> | null>> = {
  up: null,
  'read-only': { scope: 'changes', reason: 'read-only' },
  away: { scope: 'staff', reason: 'database-away' },
}

/** Outages from the changes of the database's state; each is whole when the next state begins. */
export const outagesOf = (first: HealthStatus, whole: (outage: Outage) => void): ((next: HealthStatus) => void) => {
  let current = first
  return next => {
    const was = ofState[current.state]
    const [from, to] = [Date.parse(current.since), Date.parse(next.since)]
    if (was && to > from) whole({ ...was, from, to })
    current = next
  }
}
