import type { Bilingual } from '../../base/bilingual.ts'

/** Something that does not fit. */
export interface Finding {
  readonly kind:
    | 'content'
    | 'columns'
    | 'missing'
    | 'gap'
    | 'unplaced'
    | 'node'
    | 'tree'
    | 'checkpoint'
    | 'cut'
    | 'signature'
    | 'revision'
    | 'row'
    | 'file'
  /** Place in the log, counted from 0, where the finding has one; of a range the first. */
  readonly place?: number
  readonly entry?: string
  readonly register?: string
  readonly record?: string
  readonly message: Bilingual
}

/** Findings kept one by one; beyond that only their number is. */
const mostKept = 100

/** Collects findings without filling the memory when everything is wrong. */
export interface Findings {
  add(finding: Finding): void
  readonly count: number
  readonly kept: readonly Finding[]
}

export const collectFindings = (): Findings => {
  const kept: Finding[] = []
  let count = 0
  return {
    add(finding) {
      count += 1
      if (kept.length < mostKept) kept.push(finding)
    },
    get count() {
      return count
    },
    kept,
  }
}
