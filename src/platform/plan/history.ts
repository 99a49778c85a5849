import { endOfFiscalYear, fiscalYear } from '../../base/calendar/fiscal.ts'
import type { CountRow } from './store.ts'
import type { IndicatorPoint } from './view.ts'

/** Ends of the fiscal years from that of `first` to the last one that is over, then today. */
export const daysToCount = (first: string, today: string): readonly string[] => {
  const days: string[] = []
  for (let year = fiscalYear(first); endOfFiscalYear(year) < today; year += 1) days.push(endOfFiscalYear(year))
  return [...days, today]
}

/**
 * Counts as points. Before the first record there is nothing to say, which is not the same as zero: those days have no
 * value. Today is zero where there are no records.
 */
export const pointsOf = (rows: readonly CountRow[], today: string): readonly IndicatorPoint[] => {
  const firstReal = rows.findIndex(row => row.counted > 0)
  const firstSample = rows.findIndex(row => row.sample > 0)
  return rows.map((row, index) => ({
    day: row.day,
    value: (firstReal >= 0 && index >= firstReal) || row.day === today ? row.counted : null,
    sample: firstSample >= 0 && index >= firstSample ? row.sample : null,
    ...(row.day === today ? { today: true } : {}),
  }))
}
