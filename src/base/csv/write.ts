import { stringify } from 'csv-stringify/sync'

/**
 * Cells that a spreadsheet would take for a formula. They are quoted and otherwise left alone: an apostrophe in front
 * would change the data, and what Musubi gives out must come back unchanged, also into other bodies' systems. Excel
 * strips the quotes, so whoever opens foreign texts there is protected by its own settings, not by this.
 */
const formulaLike = /^(?:[=@\t\r]|[+-](?![\d.,]+$))/

const options = {
  record_delimiter: '\r\n',
  quote_record_delimiter: true,
  // A row of one empty cell would be an empty line.
  quoted_match: [/[\r\n]/, formulaLike],
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
