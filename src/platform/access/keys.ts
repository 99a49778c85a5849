import { createHash } from 'node:crypto'

/** An id that is the same at every start and on every machine; in the form of a UUIDv7 of the year 2014. */
export const idOfKey = (key: string): string => {
  const hash = createHash('sha256').update(`musubi:${key}`).digest('hex')
  const variant = ((Number.parseInt(hash.slice(3, 4), 16) & 3) | 8).toString(16)
  return `01451b2c-3d00-7${hash.slice(0, 3)}-${variant}${hash.slice(4, 7)}-${hash.slice(7, 19)}`
}

/** Id of an organisation that the region's data names by a key. */
export const organisationId = (key: string): string => idOfKey(`organisation:${key}`)
