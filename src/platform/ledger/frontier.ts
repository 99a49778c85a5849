import { emptyRoot, nodeHash } from './merkle.ts'

/**
 * The right edge of a growing tree (a compact range): roots of its complete subtrees, largest first, one for each set
 * bit of the size. All that is needed to append leaves and to know the root, in some hundreds of bytes.
 */
export interface Frontier {
  readonly size: number
  /** Appends a leaf hash. */
  push(leaf: Buffer): void
  root(): Buffer
  /** 32 bytes for each subtree, largest first. */
  bytes(): Buffer
}

/** Called for every complete subtree as it closes: 2^height leaves from leaf index · 2^height. */
export type ClosedSubtree = (height: number, index: number, root: Buffer) => void

const setBits = (size: number): number => size.toString(2).replaceAll('0', '').length

/** @throws RangeError when the bytes are not those of a tree of that size */
export const openFrontier = (size: number, bytes: Buffer, closed?: ClosedSubtree): Frontier => {
  if (!Number.isSafeInteger(size) || size < 0 || bytes.length !== 32 * (size === 0 ? 0 : setBits(size)))
    throw new RangeError(`a frontier of ${bytes.length} bytes is not one of ${size} leaves`)
  const edge: Buffer[] = []
  for (let at = 0; at < bytes.length; at += 32) edge.push(Buffer.from(bytes.subarray(at, at + 32)))
  let count = size
  return {
    get size() {
      return count
    },
    push(leaf) {
      let [root, index, height] = [leaf, count, 0]
      closed?.(0, index, root)
      while (index % 2 === 1) {
        root = nodeHash(edge.pop() ?? root, root)
        index = (index - 1) / 2
        height += 1
        closed?.(height, index, root)
      }
      edge.push(root)
      count += 1
    },
    root: () => edge.slice(0, -1).reduceRight((right, left) => nodeHash(left, right), edge.at(-1) ?? emptyRoot),
    bytes: () => Buffer.concat(edge),
  }
}

export const emptyFrontier = (closed?: ClosedSubtree): Frontier => openFrontier(0, Buffer.alloc(0), closed)
