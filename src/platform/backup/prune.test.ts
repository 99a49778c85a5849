import { describe, expect, test } from 'vitest'
import { keptBases } from './prune.ts'

const id = (day: string): string => `${day.replaceAll('-', '')}T013000Z-00000000`
const now = new Date('2026-11-23T03:00:00Z')
const keep = (days: string[], retention: { days: number; monthly: number }, proven?: string) =>
  [...keptBases(days.map(id), retention, now, proven && id(proven))].sort()

describe('retention keeps', () => {
  test('the days asked for, and the base before them, from which their first moments are restored', () => {
    expect(keep(['2026-11-10', '2026-11-18', '2026-11-21', '2026-11-22'], { days: 3, monthly: 0 })).toEqual(
      ['2026-11-18', '2026-11-21', '2026-11-22'].map(id),
    )
  })

  test('the last one of each of the months asked for', () => {
    const days = ['2026-08-01', '2026-08-30', '2026-09-02', '2026-10-05', '2026-10-31', '2026-11-22']
    expect(keep(days, { days: 1, monthly: 3 })).toEqual(['2026-09-02', '2026-10-31', '2026-11-22'].map(id))
  })

  test('the newest and the last proven one, whatever their age', () => {
    expect(keep(['2025-01-01', '2025-01-05', '2025-02-01'], { days: 1, monthly: 0 }, '2025-01-01')).toEqual(
      ['2025-01-01', '2025-02-01'].map(id),
    )
    expect(keep([], { days: 1, monthly: 1 }, '2025-01-01')).toEqual([])
  })
})
