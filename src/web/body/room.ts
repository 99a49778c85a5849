/** What was sent does not fit beside what others are sending at this moment. Becomes 503. */
export class CrowdedBodyError extends Error {
  override readonly name = 'CrowdedBodyError'
}

/** Bytes of bodies that are held at the same time. */
export interface RoomSize {
  /** Of all who share the room. */
  readonly most: number
  /** Of one of them, an address or a person: one alone leaves room for the others. */
  readonly each: number
}

/** What one request takes of a room, until it is answered. */
export interface BodyLease {
  /** Bytes that have arrived. @throws CrowdedBodyError when there is no room for so many more */
  take(bytes: number): void
  /** Of a small body, all that it says it has, before any of it is there. @throws CrowdedBodyError */
  claim(bytes: number): void
  end(): void
}

export interface BodyRoom {
  lease(client: string): BodyLease
  /** Bytes that are taken now. */
  readonly taken: number
}

const shares = ({ most, each }: RoomSize) => {
  const clients = new Map<string, number>()
  let taken = 0
  return {
    take(client: string, bytes: number): void {
      const own = (clients.get(client) ?? 0) + bytes
      if (taken + bytes > most || own > each) throw new CrowdedBodyError('bodies')
      taken += bytes
      clients.set(client, own)
    },
    give(client: string, bytes: number): void {
      if (bytes === 0) return
      taken -= bytes
      const own = (clients.get(client) ?? 0) - bytes
      if (own > 0) clients.set(client, own)
      else clients.delete(client)
    },
    get taken() {
      return taken
    },
  }
}

/**
 * Small bodies have a room of their own: who fills the large one, byte by byte and without an end, keeps nobody from
 * signing in.
 */
export const bodyRoom = (sizes: { readonly large: RoomSize; readonly small: RoomSize }): BodyRoom => {
  const large = shares(sizes.large)
  const small = shares(sizes.small)
  return {
    lease(client) {
      let [arrived, claimed, ended] = [0, 0, false]
      return {
        take(bytes) {
          // Who was answered already, because it took too long, is still being read for a moment.
          if (ended) throw new CrowdedBodyError('answered')
          large.take(client, bytes)
          arrived += bytes
        },
        claim(bytes) {
          small.take(client, bytes)
          claimed += bytes
        },
        end() {
          ended = true
          large.give(client, arrived)
          small.give(client, claimed)
          arrived = 0
          claimed = 0
        },
      }
    },
    get taken() {
      return large.taken + small.taken
    },
  }
}

const MB = 1024 * 1024

/** Whom nobody knows, told apart by address. */
export const visitorsRoom = (): BodyRoom =>
  bodyRoom({ large: { most: 128 * MB, each: 32 * MB }, small: { most: 64 * MB, each: 8 * MB } })

/** Who has signed in, told apart by person; a file to be imported is large. */
export const knownRoom = (): BodyRoom =>
  bodyRoom({ large: { most: 512 * MB, each: 192 * MB }, small: { most: 64 * MB, each: 8 * MB } })
