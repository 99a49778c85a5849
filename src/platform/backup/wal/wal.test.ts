import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatLsn, parseHistory, parseLsn, segmentFile, segmentOf } from './lsn.ts'
import { coverage, type WalPart } from './parts.ts'

const MB16 = 16 * 1024 * 1024

describe('places in the log', () => {
  test('are read and written as PostgreSQL does', () => {
    expect(formatLsn(parseLsn('0/3000148'))).toBe('0/3000148')
    expect(parseLsn('1/0')).toBe(0x1_0000_0000n)
    expect(() => parseLsn('0-3')).toThrow('not a place')
    fc.assert(fc.property(fc.bigInt({ min: 0n, max: 2n ** 63n }), lsn => parseLsn(formatLsn(lsn)) === lsn))
  })

  test('lie in the files that pg_walfile_name names', () => {
    expect(segmentFile(1, segmentOf(parseLsn('0/3000148'), MB16), MB16)).toBe('000000010000000000000003')
    expect(segmentFile(2, segmentOf(parseLsn('A/FF000000'), MB16), MB16)).toBe('000000020000000A000000FF')
    expect(segmentFile(1, segmentOf(parseLsn('1/40000000'), (1024 * MB16) / 16), (1024 * MB16) / 16)).toBe(
      '000000010000000100000001',
    )
  })

  test('at which timelines were left stand in history files', () => {
    expect(parseHistory('1\t0/3000148\tno recovery target specified\n\n2\t0/5000000\tbefore 2026\n')).toEqual([
      { timeline: 1, end: parseLsn('0/3000148') },
      { timeline: 2, end: parseLsn('0/5000000') },
    ])
  })
})

const part = (start: number, end: number): WalPart => ({
  name: `${start}-${end}`,
  file: '000000010000000000000001',
  start,
  end,
  at: new Date(0),
  size: 1,
})

describe('parts of a segment', () => {
  test('that overlap, since two processes shipped, cover it; a hole is seen', () => {
    expect(coverage([part(0, 5), part(3, 8), part(8, 9)])).toMatchObject({ end: 9, hole: false })
    expect(coverage([part(0, 5), part(6, 8)])).toMatchObject({ end: 5, hole: true })
    expect(coverage([part(1, 5)])).toMatchObject({ end: 0, hole: true })
    expect(coverage([])).toMatchObject({ end: 0, hole: false })
  })

  test('are used as long as each adds something, in any order', () => {
    const parts = fc.array(
      fc.tuple(fc.nat(50), fc.integer({ min: 1, max: 20 })).map(([start, length]) => part(start, start + length)),
    )
    fc.assert(
      fc.property(parts, all => {
        const found = coverage(all)
        const covered = new Set(
          all.flatMap(each => Array.from({ length: each.end - each.start }, (_, at) => each.start + at)),
        )
        let end = 0
        while (covered.has(end)) end += 1
        expect(found.end).toBe(end)
        expect(found.hole).toBe([...covered].some(at => at > end))
      }),
    )
  })
})
