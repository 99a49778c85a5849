/** Upper bounds in milliseconds; what took longer than the last is in a bucket of its own. The columns d0, d1 … of the tables. */
export const bounds = [10, 20, 50, 100, 200, 300, 500, 700, 1000, 1500, 2000, 3000, 5000, 10_000] as const

/** How many requests took how long; one more than bounds. */
export type Durations = readonly number[]

export const noDurations = (): number[] => Array.from({ length: bounds.length + 1 }, () => 0)

export const bucketOf = (ms: number): number => {
  const at = bounds.findIndex(bound => ms <= bound)
  return at === -1 ? bounds.length : at
}

export const addDurations = (a: Durations, b: Durations): Durations => a.map((count, at) => count + (b[at] ?? 0))

/**
 * The bound within which this share of the requests was answered: never too good, and as coarse as the bounds.
 * @param share 0 to 1
 * @returns milliseconds; Infinity beyond the last bound, null without requests
 */
export const within = (durations: Durations, share: number): number | null => {
  const total = durations.reduce((sum, count) => sum + count, 0)
  if (total === 0) return null
  let seen = 0
  for (const [at, count] of durations.entries()) {
    seen += count
    if (seen >= share * total) return bounds[at] ?? Number.POSITIVE_INFINITY
  }
  return Number.POSITIVE_INFINITY
}
