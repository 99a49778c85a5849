import { hash } from 'node:crypto'

/** Weak, because compression changes the bytes and not the meaning. */
export const etagOf = (body: string | Uint8Array): string => `W/"${hash('sha1', body, 'base64url')}"`

const bare = (tag: string): string => tag.trim().replace(/^W\//, '')

/** RFC 9110 §13.1.2: weak comparison against each tag of the list. */
export const matches = (ifNoneMatch: string, etag: string): boolean =>
  ifNoneMatch.trim() === '*' || ifNoneMatch.split(',').some(tag => bare(tag) === bare(etag))
