/** Random numbers that can be replayed: the same seed gives the same run (mulberry32). */
export interface Seed {
  readonly value: number
  /** From 0 up to and without `below`. */
  whole(below: number): number
  pick<T>(list: readonly T[]): T
  /** True once in so many times. */
  chance(oneIn: number): boolean
  /** Numbers of its own for a part of the run, the same whatever the other parts take. */
  fork(name: string): Seed
}

/** FNV-1a. */
const hashOf = (text: string): number => {
  let hash = 0x811c9dc5
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0
  return hash
}

/** @param text a seed printed by an earlier run; without it a new one */
export const seedOf = (text = process.env['MUSUBI_TEST_SEED']): Seed => {
  const value = text ? Number(text) >>> 0 : Math.floor(Math.random() * 2 ** 32)
  let state = value
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
  const whole = (below: number): number => Math.floor(next() * below)
  return {
    value,
    whole,
    pick: list => {
      const found = list[whole(list.length)]
      if (found === undefined) throw new Error('nothing to pick from')
      return found
    },
    chance: oneIn => whole(oneIn) === 0,
    fork: name => seedOf(String(hashOf(`${value}/${name}`))),
  }
}
