import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { emptyFrontier, openFrontier } from './frontier.ts'
import {
  consistencyRanges,
  emptyRoot,
  inclusionRanges,
  leafHash,
  type NodeReader,
  nodeHash,
  proofOf,
  rangeRoot,
} from './merkle.ts'
import { verifyConsistency, verifyInclusion } from './proof.ts'

// Leaves, roots and proofs of the test data of google/certificate-transparency (merkletree/merkle_tree_test.cc).
const leaves = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'].map(
  hex => leafHash(Buffer.from(hex, 'hex')),
)
const roots = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
]
const hex = (hashes: readonly Buffer[]) => hashes.map(hash => hash.toString('hex'))

/** The definition itself, recursive and slow: MTH of RFC 6962 §2.1. */
const slowRoot = (hashes: readonly Buffer[]): Buffer => {
  const [first] = hashes
  if (first === undefined) return emptyRoot
  if (hashes.length === 1) return first
  let k = 1
  while (k * 2 < hashes.length) k *= 2
  return nodeHash(slowRoot(hashes.slice(0, k)), slowRoot(hashes.slice(k)))
}
const slowReader =
  (hashes: readonly Buffer[]): NodeReader =>
  async (height, index) =>
    slowRoot(hashes.slice(index * 2 ** height, (index + 1) * 2 ** height))
const many = (count: number) => Array.from({ length: count }, (_, i) => leafHash(`leaf ${i}`))

describe('roots', () => {
  it('are those of the certificate transparency test data', () => {
    const frontier = emptyFrontier()
    expect(frontier.root().toString('hex')).toBe(roots[0])
    leaves.forEach((leaf, i) => {
      frontier.push(leaf)
      expect(frontier.root().toString('hex')).toBe(roots[i + 1])
    })
  })

  it('equal the definition at every size, also when the frontier was stored in between', () => {
    const hashes = many(130)
    let frontier = emptyFrontier()
    hashes.forEach((leaf, i) => {
      frontier = openFrontier(frontier.size, frontier.bytes())
      frontier.push(leaf)
      expect(frontier.root()).toEqual(slowRoot(hashes.slice(0, i + 1)))
    })
  })

  it('refuses a frontier of another size', () => {
    expect(() => openFrontier(3, Buffer.alloc(32))).toThrow(RangeError)
  })

  it('tells of every complete subtree once', () => {
    const closed: string[] = []
    const frontier = emptyFrontier((height, index) => closed.push(`${height}/${index}`))
    for (const leaf of leaves.slice(0, 5)) frontier.push(leaf)
    expect(closed).toEqual(['0/0', '0/1', '1/0', '0/2', '0/3', '1/1', '2/0', '0/4'])
  })
})

describe('proofs', () => {
  const inclusion = (index: number, size: number) =>
    proofOf(slowReader(leaves.slice(0, size)), inclusionRanges(index, size))
  const consistency = (older: number, newer: number) =>
    proofOf(slowReader(leaves.slice(0, newer)), consistencyRanges(older, newer))

  it('of inclusion are those of the test data', async () => {
    expect(hex(await inclusion(0, 1))).toEqual([])
    expect(hex(await inclusion(0, 8))).toEqual([
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ])
    expect(hex(await inclusion(5, 8))).toEqual([
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ])
    expect(hex(await inclusion(2, 3))).toEqual([roots[2]])
  })

  it('of consistency are those of the test data', async () => {
    expect(hex(await consistency(1, 8))).toEqual(hex(await inclusion(0, 8)))
    expect(hex(await consistency(6, 8))).toEqual([
      '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ])
    expect(hex(await consistency(2, 5))).toEqual([
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
    ])
  })

  it('hold for every leaf of every tree, and for no other leaf, place, size or root', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 70 }), fc.nat(), fc.nat(), async (size, pick, flip) => {
        const hashes = many(size)
        const index = pick % size
        const leaf = hashes[index] ?? emptyRoot
        const read = slowReader(hashes)
        const proof = await proofOf(read, inclusionRanges(index, size))
        const root = await rangeRoot(read, { start: 0, end: size })
        expect(verifyInclusion(leaf, index, size, proof, root)).toBe(true)
        expect(verifyInclusion(leafHash('other'), index, size, proof, root)).toBe(false)
        if (size > 1) expect(verifyInclusion(leaf, (index + 1) % size, size, proof, root)).toBe(false)
        expect(verifyInclusion(leaf, index, size, [...proof, leaf], root)).toBe(false)
        expect(verifyInclusion(leaf, index, size, proof, leafHash('root'))).toBe(false)
        expect(verifyInclusion(leaf, index, index, proof, root)).toBe(false)
        if (proof.length > 0) {
          const bent = proof.with(flip % proof.length, leafHash('bent'))
          expect(verifyInclusion(leaf, index, size, bent, root)).toBe(false)
          expect(verifyInclusion(leaf, index, size, proof.slice(1), root)).toBe(false)
        }
      }),
    )
  })

  it('show that a tree only grew, and nothing else', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 70 }), fc.nat(), fc.nat(), async (newer, pick, flip) => {
        const older = (pick % newer) + 1
        const hashes = many(newer)
        const read = slowReader(hashes)
        const proof = await proofOf(read, consistencyRanges(older, newer))
        const [olderRoot, newerRoot] = [slowRoot(hashes.slice(0, older)), slowRoot(hashes)]
        expect(verifyConsistency(older, olderRoot, newer, newerRoot, proof)).toBe(true)
        const changed = hashes.with(flip % older, leafHash('changed'))
        expect(verifyConsistency(older, slowRoot(changed.slice(0, older)), newer, newerRoot, proof)).toBe(false)
        const rewritten = await proofOf(slowReader(changed), consistencyRanges(older, newer))
        expect(verifyConsistency(older, olderRoot, newer, slowRoot(changed), rewritten)).toBe(false)
        expect(verifyConsistency(older, olderRoot, newer, newerRoot, [...proof, olderRoot])).toBe(false)
      }),
    )
  })

  it('are not made for leaves or sizes that do not exist', () => {
    expect(() => inclusionRanges(8, 8)).toThrow(RangeError)
    expect(() => consistencyRanges(9, 8)).toThrow(RangeError)
    expect(() => consistencyRanges(0, 8)).toThrow(RangeError)
  })
})
