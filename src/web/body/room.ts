/** What was sent does not fit beside what others are sending at this moment. Becomes 503. */
export class CrowdedBodyError extends Error {
  override readonly name = 'CrowdedBodyError'
}

/** Bytes of bodies that are being read at the same time, of all who share it. */
export interface BodyRoom {
  /** @throws CrowdedBodyError when there is no room for so many more */
  take(bytes: number): void
  give(bytes: number): void
}

/** @param most bytes */
export const bodyRoom = (most: number): BodyRoom => {
  let taken = 0
  return {
    take: bytes => {
      if (taken + bytes > most) throw new CrowdedBodyError('bodies')
      taken += bytes
    },
    give: bytes => {
      taken -= bytes
    },
  }
}
