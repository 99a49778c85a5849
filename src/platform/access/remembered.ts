import type { Actor } from './actor.ts'

/** Who was found lately, by what proved it, so that a request does not cost a question to the database. */
export interface RememberedActors {
  /** @param key what the person or machine shows; asked for once while it is remembered, also by many at the same moment */
  find(key: string): Promise<Actor>
  /** Forgets those of whom this is true. */
  forget(which: (actor: Actor) => boolean): void
  forgetAll(): void
}

/**
 * @param look who shows this key; an error is told to those who wait for it and not remembered
 * @param seconds for which an answer is used again
 * @param most that are remembered at once
 * @param now milliseconds of the machine's own time
 */
export const rememberActors = (
  look: (key: string) => Promise<Actor>,
  seconds: number,
  most: number,
  now: () => number,
): RememberedActors => {
  const memory = new Map<string, { readonly until: number; readonly actor: Promise<Actor> }>()
  const life = seconds * 1000
  return {
    find: async key => {
      const at = now()
      const remembered = memory.get(key)
      // Not longer than it was to be remembered either: the machine's clock may have been set back meanwhile.
      if (remembered && remembered.until > at && remembered.until - at <= life) return remembered.actor
      if (memory.size >= most) memory.clear()
      const actor = look(key)
      memory.set(key, { until: at + life, actor })
      try {
        return await actor
      } catch (error) {
        memory.delete(key)
        throw error
      }
    },
    forget: which => {
      for (const [key, { actor }] of memory)
        void actor.then(
          known => which(known) && memory.delete(key),
          () => {},
        )
    },
    forgetAll: () => memory.clear(),
  }
}
