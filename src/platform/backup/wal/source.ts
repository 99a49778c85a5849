import { existsSync } from 'node:fs'
import { open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Sql } from '../../database/connection.ts'
import { type Fork, historyFile, type Lsn, parseHistory, parseLsn } from './lsn.ts'

/** Keeps the log until it is shipped; PostgreSQL removes no segment that a slot still wants. */
export const slotName = 'musubi_backup'

export interface WalState {
  readonly flushed: Lsn
  readonly timeline: number
  readonly segmentSize: number
  /** Where the log that is kept for us begins. */
  readonly kept: Lsn
}

/** Where the running server's log stands; makes the slot when there is none. */
export const walState = async (admin: Sql): Promise<WalState> => {
  await admin`
    select pg_create_physical_replication_slot(${slotName}, true, false)
    where not exists (select from pg_replication_slots where slot_name = ${slotName})`
  const [row] = await admin<{ lsn: string; file: string; size: string; kept: string | null }[]>`
    select pg_current_wal_flush_lsn()::text as lsn, pg_walfile_name(pg_current_wal_flush_lsn()) as file,
      (select setting from pg_settings where name = 'wal_segment_size') as size,
      (select restart_lsn::text from pg_replication_slots where slot_name = ${slotName}) as kept`
  if (row === undefined) throw new Error('the server does not say where its log stands')
  if (row.kept === null) {
    // The server had to give the slot up (max_slot_wal_keep_size): begin anew, which the shipper reports as a gap.
    await admin`select pg_drop_replication_slot(${slotName})`
    return walState(admin)
  }
  return {
    flushed: parseLsn(row.lsn),
    timeline: Number.parseInt(row.file.slice(0, 8), 16),
    segmentSize: Number(row.size),
    kept: parseLsn(row.kept),
  }
}

export const releaseLog = async (admin: Sql, lsn: string): Promise<void> => {
  await admin`
    select pg_replication_slot_advance(${slotName}, ${lsn}::pg_lsn)
    where exists (select from pg_replication_slots where slot_name = ${slotName} and restart_lsn < ${lsn}::pg_lsn)`
}

export const dropSlot = async (admin: Sql): Promise<void> => {
  await admin`
    select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name = ${slotName} and not active`
}

export const hasSegment = (cluster: string, file: string): boolean => existsSync(join(cluster, 'pg_wal', file))

export const readSegment = async (cluster: string, file: string, start: number, end: number): Promise<Buffer> => {
  const handle = await open(join(cluster, 'pg_wal', file), 'r')
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(end - start), 0, end - start, start)
    if (bytesRead !== end - start) throw new Error(`the segment ${file} of the log is shorter than it should be`)
    return buffer
  } finally {
    await handle.close()
  }
}

export const readHistory = async (cluster: string, timeline: number): Promise<Buffer | undefined> =>
  timeline > 1 ? readFile(join(cluster, 'pg_wal', historyFile(timeline))).catch(() => undefined) : undefined

export const forksOf = (history: Buffer | undefined): readonly Fork[] =>
  history ? parseHistory(history.toString('utf8')) : []
