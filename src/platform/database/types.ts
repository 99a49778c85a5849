import type postgres from 'postgres'
import { arrayTypes } from './arrays.ts'

/**
 * `2014-04-01 09:00:00.5+00`, as PostgreSQL prints under `DateStyle=ISO` and `TimeZone=UTC`, as ISO 8601:
 * `2014-04-01T09:00:00.500Z`. Microseconds are kept where there are any, since a revision is found by its exact time;
 * `infinity` stays as it is.
 */
const isoOfTimestamptz = (text: string): string => {
  const parts = /^(\S+) (\d\d:\d\d:\d\d)(?:\.(\d+))?\+00$/.exec(text)
  return parts ? `${parts[1]}T${parts[2]}.${(parts[3] ?? '').padEnd(3, '0')}Z` : text
}

const unchanged = (text: string): string => text

/**
 * A value that has no text form is sent as a text that the server refuses, never thrown: a serialiser that throws
 * while other queries are on their way makes `postgres` mix up their answers (see guard.ts).
 */
const attempt = (make: () => string): string => {
  try {
    return make()
  } catch (error) {
    return `not sendable: ${error instanceof Error ? error.message : error}`
  }
}

const text = (value: unknown): string =>
  attempt(() => (value instanceof Date && !Number.isNaN(value.getTime()) ? value.toISOString() : String(value)))

const bytes = (value: unknown): string =>
  value instanceof Uint8Array
    ? `\\x${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex')}`
    : attempt(() => (typeof value === 'string' ? `\\x${Buffer.from(value).toString('hex')}` : `\\x${String(value)}`))

/**
 * What goes out and comes back. `postgres` makes a JavaScript Date of a `date`, which is the wrong day in half of the
 * world, and loses microseconds on the way in; Musubi keeps both as text. int8 and numeric are text by default.
 * The keys replace those of `postgres`; `to` is the type a parameter is sent as.
 */
const single: Record<string, postgres.PostgresType> = {
  string: { to: 25, from: [25], serialize: text, parse: unchanged },
  date: { to: 1184, from: [1184], serialize: text, parse: isoOfTimestamptz },
  day: { to: 1082, from: [1082], serialize: text, parse: unchanged },
  timestamp: { to: 1114, from: [1114], serialize: text, parse: unchanged },
  json: {
    to: 114,
    from: [114, 3802],
    serialize: (value: unknown) => attempt(() => String(JSON.stringify(value))),
    parse: (json: string): unknown => JSON.parse(json),
  },
  bytea: { to: 17, from: [17], serialize: bytes, parse: (hex: string) => Buffer.from(hex.slice(2), 'hex') },
}

export const types: Record<string, postgres.PostgresType> = { ...single, ...arrayTypes(single) }
