import type { RegisterField } from '../register.ts'

/** A table as it is written, whatever shape and file it has. */
export interface Sheet {
  readonly columns: readonly SheetColumn[]
  readonly rows: AsyncIterable<SheetRow>
}

export interface SheetColumn {
  readonly heading: string
  /** Of what the column is; none for ids, marks and columns of others. */
  readonly field?: RegisterField | undefined
  /** Repeats for people what another column says for systems: nothing is lost where it cannot be written. */
  readonly display?: boolean
}

export interface SheetRow {
  readonly cells: readonly string[]
}
