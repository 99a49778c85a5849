import type { Load } from './load.ts'

/** What one trial showed. */
export interface Result {
  readonly title: string
  /** Seconds: the longest time without an acknowledged write, and without a public page, from the strike to health. */
  readonly writeGap: number
  readonly readGap: number
  readonly acknowledged: number
  readonly lost: number
  readonly doubled: number
  /** Answers that were no acknowledgement. */
  readonly refusals: ReadonlyMap<string, number>
  /** Where something was not as it should be and the trial was given up. */
  readonly failure?: string
}

/** Seconds; from the issue that asked for the recipe. */
export const goal = 10

/** The longest pause in a list of rising times, its borders included. */
export const longestPause = (times: readonly number[], from: number, to: number): number => {
  const inside = [from, ...times.filter(time => time > from && time < to).toSorted((a, b) => a - b), to]
  return Math.max(...inside.slice(1).map((time, at) => time - (inside[at] ?? time))) / 1000
}

export const gapsOf = (load: Load, from: number, to: number): Pick<Result, 'writeGap' | 'readGap' | 'acknowledged'> => {
  const times = load.acknowledged.map(({ at }) => at)
  return {
    writeGap: longestPause(times, from, to),
    readGap: longestPause(load.read, from, to),
    acknowledged: times.filter(time => time > from && time < to).length,
  }
}

const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b)
  const half = Math.floor(sorted.length / 2)
  return sorted.length % 2 ? (sorted[half] ?? 0) : ((sorted[half - 1] ?? 0) + (sorted[half] ?? 0)) / 2
}

export const wordsOf = (refusals: ReadonlyMap<string, number>): string =>
  [...refusals].map(([what, count]) => `${count} × ${what}`).join(', ') || '–'

const total = (results: readonly Result[], of: (result: Result) => number): number =>
  results.reduce((sum, result) => sum + of(result), 0)

const merged = (results: readonly Result[]): ReadonlyMap<string, number> => {
  const sum = new Map<string, number>()
  for (const { refusals } of results) for (const [what, count] of refusals) sum.set(what, (sum.get(what) ?? 0) + count)
  return sum
}

const row = (title: string, results: readonly Result[]): string => {
  const gaps = results.map(({ writeGap }) => writeGap)
  const worst = Math.max(...gaps)
  const cells = [
    title,
    results.length,
    median(gaps).toFixed(1),
    `${worst.toFixed(1)}${worst > goal ? ' (not met)' : ''}`,
    Math.max(...results.map(({ readGap }) => readGap)).toFixed(1),
    total(results, ({ acknowledged }) => acknowledged),
    total(results, ({ lost }) => lost),
    total(results, ({ doubled }) => doubled),
    wordsOf(merged(results)),
  ]
  return `| ${cells.join(' | ')} |`
}

/** Markdown, one line for each kind of trial. */
export const tableOf = (results: readonly Result[]): string =>
  [
    '| trial | n | write gap, median s | worst s | no public page, worst s | acknowledged | lost | doubled | other answers |',
    '|---|---|---|---|---|---|---|---|---|',
    ...[...new Set(results.map(({ title }) => title))].map(title =>
      row(
        title,
        results.filter(result => result.title === title),
      ),
    ),
    row('all', results),
  ].join('\n')
