import { heightOf, nodeHash } from './merkle.ts'

const odd = (n: number): boolean => n % 2 === 1
const half = (n: number): number => Math.floor(n / 2)

/** Checks an inclusion proof (RFC 9162 §2.1.3.2): the leaf stands at `index` in the tree of `size` leaves. */
export const verifyInclusion = (
  leaf: Buffer,
  index: number,
  size: number,
  proof: readonly Buffer[],
  root: Buffer,
): boolean => {
  if (!(index >= 0 && index < size)) return false
  let [at, last, value] = [index, size - 1, leaf]
  for (const sibling of proof) {
    if (last === 0) return false
    if (odd(at) || at === last) {
      value = nodeHash(sibling, value)
      while (!odd(at) && at !== 0) [at, last] = [half(at), half(last)]
    } else value = nodeHash(value, sibling)
    ;[at, last] = [half(at), half(last)]
  }
  return last === 0 && value.equals(root)
}

/** Checks a consistency proof (RFC 9162 §2.1.4.2): nothing of the older tree was changed, only appended to. */
export const verifyConsistency = (
  older: number,
  olderRoot: Buffer,
  newer: number,
  newerRoot: Buffer,
  proof: readonly Buffer[],
): boolean => {
  if (older === newer) return proof.length === 0 && olderRoot.equals(newerRoot)
  if (!(older > 0 && older < newer)) return false
  const path = heightOf(older) !== undefined ? [olderRoot, ...proof] : proof
  const [first, ...rest] = path
  if (first === undefined) return false
  let [at, last] = [older - 1, newer - 1]
  while (odd(at)) [at, last] = [half(at), half(last)]
  let [before, after] = [first, first]
  for (const sibling of rest) {
    if (last === 0) return false
    if (odd(at) || at === last) {
      before = nodeHash(sibling, before)
      after = nodeHash(sibling, after)
      while (!odd(at) && at !== 0) [at, last] = [half(at), half(last)]
    } else after = nodeHash(after, sibling)
    ;[at, last] = [half(at), half(last)]
  }
  return last === 0 && before.equals(olderRoot) && after.equals(newerRoot)
}
