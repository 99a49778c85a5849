import type { Sql, Transaction } from '../database/connection.ts'
import { type NodeReader, rangeRoot } from './merkle.ts'
import { nodesFromTiles, type Tile, tileWidth } from './tiles.ts'

/** Newest signed checkpoint. */
export interface CheckpointRow {
  readonly size: number
  readonly note: string
  readonly at: string
}

/** Hashes of a tile, or fewer than its width when the log has not got that far. Works for all three roles. */
export const readTile = async (sql: Sql | Transaction, { level, number, width }: Tile): Promise<Buffer> => {
  const [first, end] = [number * tileWidth, number * tileWidth + width]
  const rows =
    level === 0
      ? await sql<{ hash: Buffer }[]>`
          select hash from published.ledger_leaf where seq >= ${first} and seq < ${end} order by seq`
      : await sql<{ hash: Buffer }[]>`
          select hash from published.ledger_node
          where level = ${level} and number >= ${first} and number < ${end} order by number`
  return Buffer.concat(rows.map(row => row.hash))
}

/** Nodes of the log as it was at `size`. */
export const nodesOf = (sql: Sql | Transaction, size: number): NodeReader =>
  nodesFromTiles(tile => readTile(sql, tile), size)

export const rootAt = (sql: Sql | Transaction, size: number): Promise<Buffer> =>
  rangeRoot(nodesOf(sql, size), { start: 0, end: size })

export const newestCheckpoint = async (sql: Sql | Transaction): Promise<CheckpointRow | undefined> => {
  const [row] = await sql<{ size: string; note: string; at: string }[]>`
    select size, note, at from published.ledger_checkpoint order by size desc limit 1`
  return row && { ...row, size: Number(row.size) }
}

export interface LedgerLag {
  /** Entries that have no place in the log yet. */
  readonly entries: number
  /** Age of the oldest of them; 0 when there is none. */
  readonly seconds: number
}

/** How far "in the ledger" and "provable" are apart, over all organisations. */
export const ledgerLag = async (sql: Sql | Transaction, now: Date): Promise<LedgerLag> => {
  const [row] = await sql<{ entries: string; oldest: string | null }[]>`select entries, oldest from ledger.lag()`
  const oldest = row?.oldest ? Date.parse(row.oldest) : now.getTime()
  return { entries: Number(row?.entries ?? 0), seconds: Math.max(0, (now.getTime() - oldest) / 1000) }
}
