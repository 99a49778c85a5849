import { stringify } from 'csv-stringify/sync'

/**
 * Cells that begin like a formula are quoted, which some programs take for a text. It protects from nothing by itself:
 * Excel strips the quotes. What protects is `formula.ts`.
 */
const quoted = /^(?:[=@\t\r]|[+-](?![\d.,]+$))/

const options = {
  record_delimiter: '\r\n',
  quote_record_delimiter: true,
  // A row of one empty cell would be an empty line.
  quoted_match: [/[\r\n]/, quoted],
}

/** Rows as CSV (RFC 4180): CRLF behind each row, quotation marks where needed. */
export const writeCsv = (rows: readonly (readonly string[])[]): string =>
  stringify(
    rows.map(row => [...row]),
    options,
  )

const rowsAtOnce = 500

/** The same in pieces of some hundred rows, for exports of any size. */
export async function* writeCsvStream(
  rows: AsyncIterable<readonly string[]> | Iterable<readonly string[]>,
): AsyncGenerator<string> {
  let batch: (readonly string[])[] = []
  for await (const row of rows) {
    batch.push(row)
    if (batch.length < rowsAtOnce) continue
    yield writeCsv(batch)
    batch = []
  }
  if (batch.length > 0) yield writeCsv(batch)
}
