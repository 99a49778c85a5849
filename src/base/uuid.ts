import { createHash, randomFillSync } from 'node:crypto'

const pool = Buffer.alloc(4096)
let used = pool.length
let lastMs = 0
let sequence = 0

/** A new UUIDv7 (RFC 9562): ordered by time, monotonic within this process, 62 random bits. */
export const newId = (nowMs = Date.now()): string => {
  if (used + 10 > pool.length) {
    randomFillSync(pool)
    used = 0
  }
  if (nowMs > lastMs) {
    lastMs = nowMs
    sequence = ((pool[used] ?? 0) << 4) & 0x7ff
  } else {
    sequence += 1
    if (sequence > 0xfff) {
      lastMs += 1
      sequence = 0
    }
  }
  const time = lastMs.toString(16).padStart(12, '0')
  const random = pool.subarray(used + 2, used + 10)
  used += 10
  const variant = (((random[0] ?? 0) & 0x3f) | 0x80).toString(16).padStart(2, '0')
  const rest = random.subarray(1).toString('hex')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${sequence.toString(16).padStart(3, '0')}-${variant}${rest.slice(0, 2)}-${rest.slice(2)}`
}

const pattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

export const isId = (text: string): boolean => pattern.test(text)

/**
 * The id that one id and one text give, always the same: as old as the id, its other bits those of a hash. Who asks twice for
 * the same thing gets no second one.
 */
export const idFrom = (id: string, text: string): string => {
  const hash = createHash('sha256').update(`${id}\n${text}`).digest('hex')
  const variant = ((Number.parseInt(hash.slice(3, 5), 16) & 0x3f) | 0x80).toString(16)
  return `${id.slice(0, 13)}-7${hash.slice(0, 3)}-${variant}${hash.slice(5, 7)}-${hash.slice(7, 19)}`
}
