/** Requests a client may make: `burst` at once, then `perSecond` for as long as it likes. */
export interface RateLimit {
  readonly perSecond: number
  readonly burst: number
}

/** Of one machine's key: one that asks without end is to be slower than people, wherever it asks from. */
export const usualMachineRate: RateLimit = { perSecond: 20, burst: 200 }

interface Bucket {
  tokens: number
  atMs: number
}

export interface RateLimiter {
  /** @returns 0 when the request may pass, else the seconds to wait */
  take(client: string, nowMs: number): number
  readonly size: number
}

/**
 * A token bucket for each client, in memory: a restart forgets it, which is what one wants of a limit on speed. Whole
 * municipal offices come from one address, so limits are wide; they stop runaway scripts, not people.
 * @param mostClients buckets kept; beyond it the longest unseen are forgotten first, so that an attacker with many
 * addresses costs no memory
 */
export const rateLimiter = ({ perSecond, burst }: RateLimit, mostClients = 50_000): RateLimiter => {
  const buckets = new Map<string, Bucket>()
  return {
    take(client, nowMs) {
      let bucket = buckets.get(client)
      if (bucket === undefined) {
        if (buckets.size >= mostClients) {
          const oldest = buckets.keys().next().value
          if (oldest !== undefined) buckets.delete(oldest)
        }
        bucket = { tokens: burst, atMs: nowMs }
        buckets.set(client, bucket)
      } else {
        // A bucket that was full moves to the end of the map's order: seldom enough to cost nothing, and often enough
        // that the first in order is one that has long been quiet.
        const filled = bucket.tokens + ((nowMs - bucket.atMs) / 1000) * perSecond
        bucket.tokens = filled > burst ? burst : filled
        bucket.atMs = nowMs
        if (filled > burst) {
          buckets.delete(client)
          buckets.set(client, bucket)
        }
      }
      if (bucket.tokens < 1) return Math.max(1, Math.ceil((1 - bucket.tokens) / perSecond))
      bucket.tokens -= 1
      return 0
    },
    get size() {
      return buckets.size
    },
  }
}
