import { closeSync, openSync, readSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { openPool } from '../../src/platform/database/pool.ts'
import { isAlive } from '../../src/platform/database/server/alive.ts'
import { clusterOf } from '../../src/platform/database/server/place.ts'
import { serverOf, serverUrl } from '../platform/process.ts'
import { familyOf, freezeFamily, killAll } from './killer.ts'
import type { Seed } from './seed.ts'

const segmentSize = 16 * 1024 * 1024
const page = 8192
/** What a disk writes whole or not at all. */
const sector = 512

interface LogEnd {
  readonly timeline: number
  /** Up to here the log is on the disk; nobody was told of anything beyond. */
  readonly flushed: bigint
  /** Up to here it may have been written. */
  readonly written: bigint
}

const lsn = (text: string): bigint => {
  const [high = '0', low = '0'] = text.split('/')
  return (BigInt(`0x${high}`) << 32n) + BigInt(`0x${low}`)
}

const within = <T>(work: Promise<T>, ms: number): Promise<T | undefined> =>
  Promise.race([work, sleep(ms).then(() => undefined)]).catch(() => undefined)

const segmentName = (timeline: number, position: bigint): string => {
  const hex = (value: bigint | number): string => value.toString(16).toUpperCase().padStart(8, '0')
  const each = 0x1_0000_0000n / BigInt(segmentSize)
  const segment = position / BigInt(segmentSize)
  return hex(timeline) + hex(segment / each) + hex(segment % each)
}

/**
 * Leaves of each sector that was written after the last flush what a power failure leaves: the new bytes, or what was
 * there before: nothing, or a piece of an older log. Bytes before the flushed place stay: the disk has them. The segment
 * keeps its length, since PostgreSQL makes it whole and flushes it before it is used.
 * @returns how many bytes were changed
 */
const tear = (cluster: string, end: LogEnd, seed: Seed): number => {
  const from = Number(end.flushed % BigInt(segmentSize))
  const length = Number(end.written - end.flushed)
  const until = Math.min(segmentSize, Math.ceil((from + length) / page) * page)
  if (length <= 0 || from === 0) return 0
  const file = openSync(join(cluster, 'pg_wal', segmentName(end.timeline, end.flushed)), 'r+')
  let changed = 0
  try {
    for (let at = from; at < until; ) {
      const next = Math.min(until, (Math.floor(at / sector) + 1) * sector)
      const what = seed.pick(['new', 'nothing', 'older'])
      if (what !== 'new') {
        const bytes = Buffer.alloc(next - at)
        if (what === 'older') readSync(file, bytes, 0, bytes.length, seed.whole(Math.max(1, from - bytes.length)))
        changed += writeSync(file, bytes, 0, bytes.length, at)
      }
      at = next
    }
  } finally {
    closeSync(file)
  }
  return changed
}

export interface Killed {
  readonly processes: number
  /** Bytes of the log that were torn; none when everything written was flushed, or the server did not say. */
  readonly torn: number
  /** Bytes that were written and not flushed. */
  readonly open: number | undefined
}

export interface PowerFailure {
  readonly seed: Seed
  /** The process that would start the server again: it stands still until the log is torn. */
  readonly watcher: number | undefined
  /** The watcher loses power, too. */
  readonly whole?: boolean
}

/** How often a moment is looked for at which something is written and not flushed. */
const looks = 20

/**
 * Ends a folder's server with all its processes at once. With `power`, as the loss of power does it: everything stands
 * still first, but for one session that says how far the log is on the disk; nothing can be flushed, sent to the copy or
 * answered after that.
 * @returns undefined when none ran
 */
export const killServer = async (folder: string, power: PowerFailure | undefined): Promise<Killed | undefined> => {
  const pid = serverOf(folder)
  if (pid === undefined) return undefined
  if (!power) {
    const family = freezeFamily(pid)
    await killAll(family)
    return { processes: family.length, torn: 0, open: undefined }
  }
  const { seed, watcher, whole = false } = power
  const cluster = clusterOf(folder)
  const sql = openPool(serverUrl(folder, 'admin'), { max: 1, patience: 2 })
  const ask = async (): Promise<LogEnd & { readonly pid: number }> => {
    const [row] = await sql<{ pid: number; timeline: number; flushed: string; written: string }[]>`
      select pg_backend_pid() as pid,
        case when pg_is_in_recovery() then (select received_tli from pg_stat_wal_receiver)
          else ('x' || substr(pg_walfile_name(pg_current_wal_flush_lsn()), 1, 8))::bit(32)::int end as timeline,
        case when pg_is_in_recovery() then pg_last_wal_receive_lsn() else pg_current_wal_flush_lsn() end::text as flushed,
        case when pg_is_in_recovery() then (select written_lsn from pg_stat_wal_receiver)
          else pg_current_wal_insert_lsn() end::text as written`
    if (!row) throw new Error('no answer')
    return { pid: row.pid, timeline: row.timeline, flushed: lsn(row.flushed), written: lsn(row.written) }
  }
  const stopped = watcher !== undefined && isAlive(watcher) ? watcher : undefined
  try {
    // Twice, so that the statement is known to the session and asks for nothing that someone who stands still holds.
    const known = await within(
      ask().then(() => ask()),
      3000,
    )
    let family: readonly number[] = []
    let end: LogEnd | undefined
    for (let look = 0; look < looks; look += 1) {
      family = freezeFamily(pid, known?.pid)
      end = known && (await within(ask(), 700))
      if (end === undefined || end.written > end.flushed) break
      for (const one of family.toReversed()) if (isAlive(one)) process.kill(one, 'SIGCONT')
      await sleep(1 + seed.whole(15))
    }
    if (stopped) process.kill(stopped, 'SIGSTOP')
    freezeFamily(pid)
    await killAll(family.concat(familyOf(pid)))
    if (stopped && whole) await killAll([stopped])
    return {
      processes: family.length,
      torn: end ? tear(cluster, end, seed) : 0,
      open: end ? Number(end.written - end.flushed) : undefined,
    }
  } finally {
    if (stopped && !whole && isAlive(stopped)) process.kill(stopped, 'SIGCONT')
    void sql.end({ timeout: 0 }).catch(() => {})
  }
}
