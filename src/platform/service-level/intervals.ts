/** A stretch of time, in milliseconds; the end is not part of it. */
export interface Interval {
  readonly from: number
  readonly to: number
}

/** The same time without overlaps, in order. */
export const union = (all: readonly Interval[]): readonly Interval[] => {
  const joined: { from: number; to: number }[] = []
  for (const { from, to } of all.filter(one => one.to > one.from).toSorted((a, b) => a.from - b.from)) {
    const last = joined.at(-1)
    if (last && from <= last.to) last.to = Math.max(last.to, to)
    else joined.push({ from, to })
  }
  return joined
}

/** What of these lies within the bounds. */
export const clip = (all: readonly Interval[], { from, to }: Interval): readonly Interval[] =>
  all.map(one => ({ from: Math.max(one.from, from), to: Math.min(one.to, to) })).filter(one => one.to > one.from)

/** What of the first is in none of the others. */
export const without = (all: readonly Interval[], others: readonly Interval[]): readonly Interval[] => {
  const holes = union(others)
  return union(all).flatMap(one => {
    const rest: Interval[] = []
    let from = one.from
    for (const hole of clip(holes, one)) {
      if (hole.from > from) rest.push({ from, to: hole.from })
      from = Math.max(from, hole.to)
    }
    if (from < one.to) rest.push({ from, to: one.to })
    return rest
  })
}

export const lengthOf = (all: readonly Interval[]): number =>
  union(all).reduce((sum, { from, to }) => sum + to - from, 0)
