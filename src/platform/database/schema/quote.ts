import { createHash } from 'node:crypto'

/** An SQL identifier. Always quoted where it comes from a definition: field ids have capitals and may be key words. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** An SQL text literal (standard_conforming_strings, the default since 9.1). */
export const literal = (text: string): string => {
  if (text.includes('\0')) throw new RangeError('PostgreSQL texts cannot hold U+0000')
  return `'${text.replaceAll("'", "''")}'`
}

/** A name of at most 63 bytes, PostgreSQL's limit, that stays unique when it had to be cut. */
export const objectName = (...parts: readonly string[]): string => {
  const name = parts.join('_')
  if (name.length <= 63) return name
  return `${name.slice(0, 54)}_${createHash('sha256').update(name).digest('hex').slice(0, 8)}`
}
