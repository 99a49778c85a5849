import type { Bilingual } from '../../../base/bilingual.ts'
import type { TextEncoding } from '../../../base/csv/detect.ts'
import type { Problem, Repair } from '../../../base/problem.ts'
import type { FileFormat } from './file.ts'

/** What an import did, or would do. */
export interface ImportReport {
  readonly register: string
  readonly file: {
    readonly name: string
    readonly sha256: string
    readonly size: number
    readonly format: FileFormat
    readonly encoding: TextEncoding | null
  }
  readonly dryRun: boolean
  /** Whether the register now holds what the file says. False in a dry run and where problems kept everything out. */
  readonly written: boolean
  readonly rows: number
  readonly created: number
  readonly changed: number
  readonly unchanged: number
  /** Rows with problems. */
  readonly failed: number
  /** Heading and the field that it was read as. */
  readonly columns: readonly { readonly heading: string; readonly target: string }[]
  /** Headings that were not read. */
  readonly ignored: readonly string[]
  /** How rows meet records that exist: ids of the fields, or null where every row is a new record. */
  readonly key: readonly string[] | null
  /** The first thousand; `problemCount` tells all. */
  readonly problems: readonly Problem[]
  readonly problemCount: number
  readonly repairs: readonly Repair[]
  readonly repairCount: number
  readonly notices: readonly Bilingual[]
}

const most = 1000

/** Collects what is told, with a bound on what is kept: a wrong file brings a problem with every cell. */
export const createTelling = () => {
  const problems: Problem[] = []
  const repairs: Repair[] = []
  const counts = { rows: 0, created: 0, changed: 0, unchanged: 0, failed: 0, problems: 0, repairs: 0 }
  const notices: Bilingual[] = []
  return {
    counts,
    notices,
    problems,
    repairs,
    fail(found: readonly Problem[]): void {
      counts.problems += found.length
      for (const problem of found) if (problems.length < most) problems.push(problem)
    },
    mend(found: readonly Repair[]): void {
      counts.repairs += found.length
      for (const repair of found) if (repairs.length < most) repairs.push(repair)
    },
  }
}

export type Telling = ReturnType<typeof createTelling>
