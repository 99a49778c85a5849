import type postgres from 'postgres'

/**
 * `2014-04-01 09:00:00.5+00`, as PostgreSQL prints under `DateStyle=ISO` and `TimeZone=UTC`, as ISO 8601:
 * `2014-04-01T09:00:00.500Z`. Microseconds are kept where there are any, since a revision is found by its exact time;
 * `infinity` stays as it is.
 */
export const isoOfTimestamptz = (text: string): string => {
  const parts = /^(\S+) (\d\d:\d\d:\d\d)(?:\.(\d+))?\+00$/.exec(text)
  return parts ? `${parts[1]}T${parts[2]}.${(parts[3] ?? '').padEnd(3, '0')}Z` : text
}

const asText = (value: unknown): string => (value instanceof Date ? value.toISOString() : String(value))
const unchanged = (text: string): string => text

/**
 * What comes back from a query. `postgres` makes a JavaScript Date of a `date`, which is the wrong day in half of the
 * world, and loses microseconds on the way in; Musubi keeps both as text. int8 and numeric are text by default.
 * The keys replace those of `postgres`; `to` is the type a parameter is sent as.
 */
export const types: Record<string, postgres.PostgresType> = {
  date: { to: 1184, from: [1184], serialize: asText, parse: isoOfTimestamptz },
  day: { to: 1082, from: [1082], serialize: asText, parse: unchanged },
  timestamp: { to: 1114, from: [1114], serialize: asText, parse: unchanged },
}
