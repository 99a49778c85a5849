import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { emptyFrontier } from './frontier.ts'
import { inclusionRanges, leafHash, proofOf, rangeRoot } from './merkle.ts'
import { verifyInclusion } from './proof.ts'
import { nodesFromTiles, parseTilePath, tilePath, widthOf } from './tiles.ts'

describe('tile paths', () => {
  it('are those of the specification', () => {
    expect(tilePath({ level: 0, number: 1_234_067, width: 256 })).toBe('tile/0/x001/x234/067')
    expect(tilePath({ level: 3, number: 5, width: 17 })).toBe('tile/3/005.p/17')
    expect(tilePath({ level: 0, number: 1000, width: 256 })).toBe('tile/0/x001/000')
  })

  it('read back what they were made from', () => {
    fc.assert(
      fc.property(
        fc.record({
          level: fc.integer({ min: 0, max: 63 }),
          number: fc.integer({ min: 0, max: 2 ** 45 }),
          width: fc.integer({ min: 1, max: 256 }),
        }),
        tile => {
          expect(parseTilePath(tilePath(tile))).toEqual(tile)
        },
      ),
    )
  })

  it('has one name for each tile', () => {
    for (const path of [
      'tile/0/67',
      'tile/00/067',
      'tile/0/x000/067',
      'tile/0/067.p/0',
      'tile/0/067.p/256',
      'tile/0/067.p/08',
      'tile/entries/067',
      'tile/0/001/067',
      'tile/0/-01',
    ])
      expect(parseTilePath(path), path).toBeUndefined()
  })
})

describe('tiles', () => {
  it('are as wide as the log allows', () => {
    expect(widthOf(0, 0, 70_000)).toBe(256)
    expect(widthOf(0, 273, 70_000)).toBe(112)
    expect(widthOf(1, 1, 70_000)).toBe(17)
    expect(widthOf(2, 0, 70_000)).toBe(1)
    expect(widthOf(2, 1, 70_000)).toBe(0)
  })

  it('are enough to prove any leaf of a log of three levels', async () => {
    const size = 66_000
    const levels = new Map<number, Buffer[]>()
    const frontier = emptyFrontier((height, _, root) => {
      if (height % 8 === 0) levels.set(height / 8, [...(height ? (levels.get(height / 8) ?? []) : []), root])
      if (height === 0) leaves.push(root)
    })
    const leaves: Buffer[] = []
    for (let i = 0; i < size; i += 1) frontier.push(leafHash(`leaf ${i}`))
    levels.set(0, leaves)
    const read = nodesFromTiles(
      async ({ level, number, width }) =>
        Buffer.concat((levels.get(level) ?? []).slice(number * 256, number * 256 + width)),
      size,
    )
    expect(await rangeRoot(read, { start: 0, end: size })).toEqual(frontier.root())
    for (const index of [0, 255, 256, 40_000, 65_535, 65_536, 65_999]) {
      const proof = await proofOf(read, inclusionRanges(index, size))
      expect(verifyInclusion(leafHash(`leaf ${index}`), index, size, proof, frontier.root())).toBe(true)
    }
  })
})
