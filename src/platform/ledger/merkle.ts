import { createHash, hash } from 'node:crypto'

/**
 * Merkle tree hashing of RFC 6962 §2.1 (unchanged in RFC 9162 §2.1). Sizes and indexes are numbers: a log of 2^53
 * entries is far beyond any prefecture.
 */
const sha256 = (bytes: Buffer): Buffer => hash('sha256', bytes, 'buffer')

/** Root of the tree without leaves: SHA-256 of nothing. */
export const emptyRoot: Buffer = sha256(Buffer.alloc(0))

/** The prefix 0x00 keeps a leaf from being taken for an inner node (second preimage). */
export const leafHash = (content: string | Buffer): Buffer => createHash('sha256').update('\0').update(content).digest()

const inner = Buffer.alloc(65, 1)

export const nodeHash = (left: Buffer, right: Buffer): Buffer => {
  left.copy(inner, 1)
  right.copy(inner, 33)
  return sha256(inner)
}

/** Leaves from `start` up to, not including, `end`. */
export interface Range {
  readonly start: number
  readonly end: number
}

/** Exponent of the largest power of two up to n; by doubling, since Math.log2 is not exact above 2^48. */
const exponentOf = (n: number): number => {
  let exponent = 0
  while (2 ** (exponent + 1) <= n) exponent += 1
  return exponent
}

/** @returns k where n is exactly 2^k, else undefined */
export const heightOf = (n: number): number | undefined => {
  const exponent = exponentOf(n)
  return 2 ** exponent === n ? exponent : undefined
}

/** Largest power of two below n (n ≥ 2): where RFC 6962 splits a tree. */
const splitOf = (n: number): number => 2 ** exponentOf(n - 1)

/** Subtrees whose roots are the inclusion proof of a leaf, in the proof's order. */
export const inclusionRanges = (index: number, size: number): readonly Range[] => {
  if (!(Number.isSafeInteger(index) && index >= 0 && index < size)) throw new RangeError(`leaf ${index} of ${size}`)
  const path: Range[] = []
  let [start, end] = [0, size]
  while (end - start > 1) {
    const middle = start + splitOf(end - start)
    if (index < middle) {
      path.push({ start: middle, end })
      end = middle
    } else {
      path.push({ start, end: middle })
      start = middle
    }
  }
  return path.reverse()
}

/** Subtrees whose roots prove that the tree of `older` leaves is the beginning of the tree of `newer` leaves. */
export const consistencyRanges = (older: number, newer: number): readonly Range[] => {
  if (!(older > 0 && older <= newer)) throw new RangeError(`consistency of ${older} and ${newer}`)
  const path: Range[] = []
  let [start, end, whole] = [0, newer, true]
  while (older !== end) {
    const middle = start + splitOf(end - start)
    if (older <= middle) {
      path.push({ start: middle, end })
      end = middle
    } else {
      path.push({ start, end: middle })
      start = middle
      whole = false
    }
  }
  if (!whole) path.push({ start, end })
  return path.reverse()
}

/** Gives the root of the complete subtree of 2^height leaves that begins at leaf index · 2^height. */
export type NodeReader = (height: number, index: number) => Promise<Buffer>

/** Root over any range that a proof may ask for: its right edge may be ragged, its start is aligned. */
export const rangeRoot = async (read: NodeReader, { start, end }: Range): Promise<Buffer> => {
  const size = end - start
  if (size === 0) return emptyRoot
  const height = heightOf(size)
  if (height !== undefined) return read(height, start / size)
  const middle = start + splitOf(size)
  const [left, right] = await Promise.all([
    rangeRoot(read, { start, end: middle }),
    rangeRoot(read, { start: middle, end }),
  ])
  return nodeHash(left, right)
}

export const proofOf = (read: NodeReader, ranges: readonly Range[]): Promise<Buffer[]> =>
  Promise.all(ranges.map(range => rangeRoot(read, range)))
