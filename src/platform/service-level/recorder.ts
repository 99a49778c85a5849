import { bucketOf, noDurations } from './buckets.ts'
import type { ServiceClass } from './definition.ts'

/** A request that was answered. */
export interface Served {
  readonly zone: 'public' | 'staff'
  /** Of the signed-in person; undefined for anybody else, and where it could not be found out. */
  readonly organisation: string | undefined
  readonly status: number
  readonly ms: number
  /** Works through as much as it is given: how long it takes says nothing of the platform. */
  readonly long: boolean
}

/** What one organisation asked in one minute. */
export interface Counted {
  readonly tenant: string
  readonly class: ServiceClass
  /** Milliseconds of its beginning. */
  readonly minute: number
  requests: number
  failed: number
  readonly durations: number[]
}

/** Counts in memory: a few additions for each request, nothing else. */
export interface Recorder {
  count(served: Served): void
  /** What was counted since the last time; the current minute too. */
  take(): readonly Counted[]
  /** What could not be kept, for the next time. */
  giveBack(counted: readonly Counted[]): void
}

const minuteMs = 60_000
/** A database that is away for days must not fill the memory: beyond this the oldest minutes are given up. */
const mostKept = 200_000

/** @param operator the body to which the public's requests and those at the entrance belong */
export const createRecorder = (operator: string, now: () => number = Date.now): Recorder => {
  let kept = new Map<string, Counted>()
  const bucket = (tenant: string, of: ServiceClass, minute: number): Counted => {
    const key = `${minute} ${tenant} ${of}`
    const known = kept.get(key)
    if (known) return known
    const made = { tenant, class: of, minute, requests: 0, failed: 0, durations: noDurations() }
    kept.set(key, made)
    return made
  }
  return {
    count({ zone, organisation, status, ms, long }) {
      const minute = Math.floor(now() / minuteMs) * minuteMs
      const of: ServiceClass = zone === 'public' ? 'public' : organisation === undefined ? 'entrance' : 'staff'
      const into = bucket(of === 'staff' ? (organisation ?? operator) : operator, of, minute)
      into.requests += 1
      if (status >= 500) into.failed += 1
      const at = bucketOf(ms)
      if (!long) into.durations[at] = (into.durations[at] ?? 0) + 1
    },
    take() {
      const taken = [...kept.values()]
      kept = new Map()
      return taken
    },
    giveBack(counted) {
      const newer = kept
      kept = new Map()
      for (const one of [...counted, ...newer.values()]) {
        const into = bucket(one.tenant, one.class, one.minute)
        into.requests += one.requests
        into.failed += one.failed
        for (const [at, count] of one.durations.entries()) into.durations[at] = (into.durations[at] ?? 0) + count
      }
      for (const key of [...kept.keys()].slice(0, Math.max(0, kept.size - mostKept))) kept.delete(key)
    },
  }
}
