export interface FieldCount {
  readonly field: string
  /** Records with a value. */
  readonly old: number
  readonly new: number
  /** Sum of amounts; first and last of days. Null for other fields, and for those nobody may read. */
  readonly oldTotal: string | null
  readonly newTotal: string | null
}

export interface TargetComparison {
  readonly target: string
  readonly register: string
  readonly file: string
  /** Rows of the old system's file that name a record. */
  readonly old: number
  readonly new: number
  readonly same: number
  readonly differing: number
  /** In the old system and not in the register. */
  readonly missing: number
  /** In the register and not in the old system. Null where nothing tells records apart. */
  readonly extra: number | null
  /** Rows that could not be read. */
  readonly unread: number
  readonly fields: readonly FieldCount[]
}

export interface ComparisonReport {
  readonly targets: readonly TargetComparison[]
  readonly milliseconds: number
}

/** A record that differs, side by side; sealed where it is kept. */
export interface Difference {
  readonly register: string
  readonly kind: 'differing' | 'missing' | 'extra'
  /** Row of the file; null for a record that only the register has. */
  readonly row: number | null
  readonly record: string | null
  readonly fields: readonly { readonly field: string; readonly old: string | null; readonly new: string | null }[]
}

export const agrees = (report: ComparisonReport): boolean =>
  report.targets.every(
    one =>
      one.differing + one.missing + one.unread === 0 &&
      (one.extra ?? 0) === 0 &&
      one.fields.every(field => field.old === field.new && field.oldTotal === field.newTotal),
  )
