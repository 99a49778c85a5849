/**
 * How a group's costs are split: an equal part, a part by population and a part by use (均等割・人口割・利用割), the usual
 * form of agreements on joint clouds. Whole yen; the parts always sum to the amount.
 */
export interface Weights {
  /** Percent; together 100. */
  readonly equal: number
  readonly population: number
  readonly use: number
}

export interface Member {
  readonly id: string
  readonly population: number | null
  readonly use: number | null
}

export interface Share {
  readonly id: string
  readonly equal: number
  readonly population: number
  readonly use: number
  readonly total: number
}

export type SplitProblem =
  | { readonly kind: 'weights'; readonly sum: number }
  | { readonly kind: 'no-members' }
  | { readonly kind: 'no-population' | 'no-use'; readonly members: readonly string[] }

export type Split =
  | { readonly ok: true; readonly shares: readonly Share[] }
  | { readonly ok: false; readonly problems: readonly SplitProblem[] }

/**
 * Splits whole yen by weights: everyone gets the whole part of its share, and what is left goes one yen each to those with
 * the largest remainders (Hamilton's method); of equal remainders the earlier one. Exact: no floating point.
 * @param weights whole numbers, not all zero unless the amount is zero
 */
export const largestRemainder = (amount: number, weights: readonly number[]): readonly number[] => {
  const sum = weights.reduce((total, weight) => total + BigInt(weight), 0n)
  if (sum === 0n) {
    if (amount !== 0) throw new RangeError('nothing to split by')
    return weights.map(() => 0)
  }
  const exact = weights.map((weight, at) => {
    const product = BigInt(amount) * BigInt(weight)
    return { at, whole: product / sum, rest: product % sum }
  })
  const left = BigInt(amount) - exact.reduce((total, { whole }) => total + whole, 0n)
  const first = new Set(
    exact
      .toSorted((a, b) => (a.rest === b.rest ? a.at - b.at : a.rest > b.rest ? -1 : 1))
      .slice(0, Number(left))
      .map(({ at }) => at),
  )
  return exact.map(({ at, whole }) => Number(whole) + (first.has(at) ? 1 : 0))
}

/** @param members in a lasting order, such as that of their codes: it settles equal remainders */
export const splitCost = (amount: number, weights: Weights, members: readonly Member[]): Split => {
  const problems: SplitProblem[] = []
  const sum = weights.equal + weights.population + weights.use
  if (sum !== 100) problems.push({ kind: 'weights', sum })
  if (members.length === 0) problems.push({ kind: 'no-members' })
  const lacking = (of: (member: Member) => number | null) =>
    members.filter(member => of(member) === null).map(({ id }) => id)
  const noPopulation = weights.population > 0 ? lacking(one => one.population) : []
  const noUse = weights.use > 0 ? lacking(one => one.use) : []
  if (noPopulation.length) problems.push({ kind: 'no-population', members: noPopulation })
  if (noUse.length) problems.push({ kind: 'no-use', members: noUse })
  const total = (of: (member: Member) => number | null) => members.reduce((all, one) => all + (of(one) ?? 0), 0)
  // A part by use of which nobody has any cannot be split by it.
  if (weights.use > 0 && noUse.length === 0 && members.length > 0 && total(one => one.use) === 0)
    problems.push({ kind: 'no-use', members: members.map(({ id }) => id) })
  if (weights.population > 0 && noPopulation.length === 0 && members.length > 0 && total(one => one.population) === 0)
    problems.push({ kind: 'no-population', members: members.map(({ id }) => id) })
  if (problems.length) return { ok: false, problems }
  const [equal = 0, population = 0, use = 0] = largestRemainder(amount, [
    weights.equal,
    weights.population,
    weights.use,
  ])
  const byEqual = largestRemainder(
    equal,
    members.map(() => 1),
  )
  const byPopulation = largestRemainder(
    population,
    members.map(one => one.population ?? 0),
  )
  const byUse = largestRemainder(
    use,
    members.map(one => one.use ?? 0),
  )
  return {
    ok: true,
    shares: members.map(({ id }, at) => {
      const parts = { equal: byEqual[at] ?? 0, population: byPopulation[at] ?? 0, use: byUse[at] ?? 0 }
      return { id, ...parts, total: parts.equal + parts.population + parts.use }
    }),
  }
}

/** Yen a head, rounded half up; null where nobody lives. */
export const perHead = (yen: number, population: number | null): number | null =>
  population ? Math.floor((yen * 2 + population) / (population * 2)) : null
