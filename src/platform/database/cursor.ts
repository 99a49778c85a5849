import type postgres from 'postgres'
import type { Transaction } from './connection.ts'
import { query, type Statement, type Row as StatementRow } from './statement.ts'

let opened = 0

/**
 * Rows of a query, page by page, however many there are. Made of DECLARE and FETCH instead of the library's own cursor,
 * which holds the connection until it ends: here several streams of one transaction can be read side by side.
 */
export async function* streamRows<Row extends postgres.MaybeRow>(
  tx: Transaction,
  query: postgres.PendingQuery<postgres.Row[]>,
  page = 5000,
): AsyncGenerator<Row, void, undefined> {
  opened += 1
  const name = `stream_${opened}`
  await tx`declare ${tx(name)} no scroll cursor for ${query}`
  for (let full = true; full; ) {
    const rows = await tx.unsafe<Row[]>(`fetch ${page} from ${name}`)
    full = rows.length === page
    yield* rows
  }
  await tx.unsafe(`close ${name}`)
}

/** The same for a statement whose tables and columns come from definitions. */
export async function* streamStatement(
  tx: Transaction,
  statement: Statement,
  page = 500,
): AsyncGenerator<StatementRow, void, undefined> {
  opened += 1
  const name = `stream_${opened}`
  await query(tx, { ...statement, text: `declare ${name} no scroll cursor for ${statement.text}`, prepare: false })
  for (let full = true; full; ) {
    const rows = await tx.unsafe<StatementRow[]>(`fetch ${page} from ${name}`)
    full = rows.length === page
    yield* rows
  }
  await tx.unsafe(`close ${name}`)
}
