/** Where a rule comes from. A rule that is not confirmed is configuration until somebody has read the text in force. */
export interface RuleSource {
  readonly law: string
  /** What was read, where the rule was seen. */
  readonly seen?: string
  readonly confirmed: boolean
}

/** A value that holds from a day on, until the next one. */
export interface Dated<T> {
  /** First day on which it holds; null: as far back as this register goes. */
  readonly from: string | null
  readonly value: T
  readonly source: RuleSource
}

/** The value in force on a day. @param table in the order of `from`, the oldest first and without a first day */
export const inForce = <T>(table: readonly Dated<T>[], day: string): Dated<T> => {
  const found = table.findLast(entry => entry.from === null || entry.from <= day)
  if (!found) throw new RangeError(`no rule in force on ${day}`)
  return found
}
