/** Numbers that look random and are the same each time: sample data, never secrets. */
export interface Random {
  /** From 0 up to, not including, 1. */
  next(): number
  /** Whole number from `min` to `max`, both included. */
  integer(min: number, max: number): number
  /** @throws RangeError for an empty list */
  pick<T>(list: readonly T[]): T
  /** True in about `share` of all calls (0 to 1). */
  chance(share: number): boolean
  /** A shuffled copy. */
  shuffle<T>(list: readonly T[]): T[]
  /** Another stream that does not depend on how far this one has gone: adding a draw to one leaves the others as they were. */
  fork(name: string): Random
}

/** FNV-1a, 32 bits. */
const hash = (text: string): number => {
  let value = 0x811c9dc5
  for (let at = 0; at < text.length; at += 1) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193)
  return value >>> 0
}

/** mulberry32 (Tommy Ettinger, public domain): 32 bits of state are enough for sample data. */
export const createRandom = (seed: string): Random => {
  let state = hash(seed)
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
  const integer = (min: number, max: number): number => min + Math.floor(next() * (max - min + 1))
  return {
    next,
    integer,
    pick: list => {
      const index = integer(0, list.length - 1)
      if (index >= list.length || index < 0) throw new RangeError('pick from an empty list')
      return list[index] as (typeof list)[number]
    },
    chance: share => next() < share,
    shuffle: list => {
      const copy = [...list]
      for (let at = copy.length - 1; at > 0; at -= 1) {
        const other = integer(0, at)
        const [a, b] = [copy[at], copy[other]]
        copy[at] = b as (typeof list)[number]
        copy[other] = a as (typeof list)[number]
      }
      return copy
    },
    fork: name => createRandom(`${seed}/${name}`),
  }
}
