import { hash } from 'node:crypto'

/**
 * Remembers in which row a key stood, for files of millions of rows: 12 bytes a key and no text of it. Keys are told
 * apart by 64 bits of a hash; two different ones meet once in some 10^7 files of a million rows, and then the row is
 * refused, never lost.
 */
export interface Seen {
  /** @returns the row in which the key stood before, or 0 */
  add(key: string, row: number): number
  has(key: string): boolean
}

export const createSeen = (): Seen => {
  let capacity = 1024
  let size = 0
  let high = new Uint32Array(capacity)
  let low = new Uint32Array(capacity)
  let rows = new Uint32Array(capacity)

  const place = (a: number, b: number): number => {
    let at = b & (capacity - 1)
    while (rows[at] !== 0 && (high[at] !== a || low[at] !== b)) at = (at + 1) & (capacity - 1)
    return at
  }
  const grow = (): void => {
    const [oldHigh, oldLow, oldRows] = [high, low, rows]
    capacity *= 2
    high = new Uint32Array(capacity)
    low = new Uint32Array(capacity)
    rows = new Uint32Array(capacity)
    oldRows.forEach((row, index) => {
      if (row === 0) return
      const [a = 0, b = 0] = [oldHigh[index], oldLow[index]]
      const at = place(a, b)
      high[at] = a
      low[at] = b
      rows[at] = row
    })
  }
  const halves = (key: string): readonly [number, number] => {
    // As text: a buffer for each of millions of rows costs five times as long, and memory that is given back late.
    const digest = hash('sha256', key, 'hex')
    return [Number.parseInt(digest.slice(0, 8), 16), Number.parseInt(digest.slice(8, 16), 16)]
  }
  return {
    has: key => rows[place(...halves(key))] !== 0,
    add(key, row) {
      const [a, b] = halves(key)
      const at = place(a, b)
      const before = rows[at] ?? 0
      if (before !== 0) return before
      high[at] = a
      low[at] = b
      rows[at] = row
      size += 1
      if (size * 2 > capacity) grow()
      return 0
    },
  }
}
