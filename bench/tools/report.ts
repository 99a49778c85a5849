import type { Spread } from './statistics.ts'

/** One line of the result: a figure beside its limit. */
export interface Finding {
  readonly what: string
  readonly figure: string
  readonly goal: string
  readonly met: boolean
}

export const findings: Finding[] = []

export const note = (line: string): void => {
  process.stdout.write(`  ${line}\n`)
}

const enter = (finding: Finding): void => {
  findings.push(finding)
  note(`${finding.met ? 'met    ' : 'NOT MET'} ${finding.what}: ${finding.figure} (goal ${finding.goal})`)
}

const percent = (share: number): string => `${Math.round(share * 100)} %`

/** A share of a peer's speed that must be reached. */
export const atLeastShare = (what: string, share: Spread, goal: number): void =>
  enter({
    what,
    figure: `${percent(share.median)} (${percent(share.least)} to ${percent(share.most)})`,
    goal: `≥ ${percent(goal)}`,
    met: share.median >= goal,
  })

/** A multiple of a peer's time that must not be passed, or of its speed that must be reached. */
export const factor = (what: string, times: Spread, goal: number, direction: 'at most' | 'at least'): void => {
  const digits = (value: number) => value.toFixed(value < 20 ? 1 : 0)
  enter({
    what,
    figure: `${digits(times.median)} × (${digits(times.least)} to ${digits(times.most)})`,
    goal: `${direction === 'at most' ? '≤' : '≥'} ${goal} ×`,
    met: direction === 'at most' ? times.median <= goal : times.median >= goal,
  })
}

export const atMost = (what: string, value: number, goal: number, unit: string): void =>
  enter({
    what,
    figure: `${value < 20 ? value.toFixed(1) : Math.round(value)} ${unit}`,
    goal: `≤ ${goal} ${unit}`,
    met: value <= goal,
  })

/** Something that could not be measured counts as not met. */
export const notMeasured = (what: string, why: string): void => {
  note(`NOT MEASURED ${what}: ${why}`)
  findings.push({ what, figure: 'not measured', goal: '', met: false })
}

export const table = (): string =>
  [
    '| | figure | goal | |',
    '|---|---|---|---|',
    ...findings.map(
      ({ what, figure, goal, met }) => `| ${what} | ${figure} | ${goal} | ${met ? 'met' : '**not met**'} |`,
    ),
  ].join('\n')
