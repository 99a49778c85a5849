import type { ColumnType } from './spec.ts'

/** A change of type that loses nothing, if no row breaks its condition. */
export interface Cast {
  convert(value: string): string
  /** SQL that holds for a value that would be lost; undefined when none can be. */
  breaks?(value: string): string
}

const asText: Cast = { convert: value => `${value}::text` }

const casts: Readonly<Record<string, Cast>> = {
  'bigint text': asText,
  'numeric text': asText,
  'boolean text': asText,
  'uuid text': asText,
  'date text': { convert: value => `to_char(${value}, 'YYYY-MM-DD')` },
  'bigint numeric': { convert: value => `${value}::numeric` },
  'numeric bigint': { convert: value => `${value}::bigint`, breaks: value => `${value} <> trunc(${value})` },
  'text bigint': { convert: value => `${value}::bigint`, breaks: value => `${value} !~ '^-?[0-9]{1,18}$'` },
  'text numeric': {
    convert: value => `${value}::numeric`,
    breaks: value => `${value} !~ '^-?[0-9]{1,18}(\\.[0-9]{1,12})?$'`,
  },
  'text text[]': { convert: value => `case when ${value} is not null then array[${value}] end` },
  'text[] text': { convert: value => `${value}[1]`, breaks: value => `cardinality(${value}) > 1` },
}

export const safeCast = (from: ColumnType, to: ColumnType): Cast | undefined => casts[`${from} ${to}`]
