import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What a cluster says of itself without being started. */
export interface ControlData {
  /** Made with the cluster and shared by all its copies. */
  readonly system: string
  /** Counts promotions: of two copies the one with the higher number went on. */
  readonly timeline: number
}

/** A timeline begins with the file of its history; the last checkpoint may be of the one before. */
const newestHistory = (cluster: string): number =>
  Math.max(
    1,
    ...readdirSync(join(cluster, 'pg_wal')).map(name =>
      Number.parseInt(/^([0-9A-F]{8})\.history$/.exec(name)?.[1] ?? '0', 16),
    ),
  )

/**
 * `global/pg_control`, as PostgreSQL 12 to 18 write it on little-endian machines: system identifier at byte 0, the last
 * checkpoint's timeline at byte 48. The package has no pg_controldata.
 * @returns undefined where there is no cluster, or none that can be read
 */
export const readControlData = (cluster: string): ControlData | undefined => {
  try {
    const bytes = readFileSync(join(cluster, 'global', 'pg_control'))
    const checkpoint = bytes.readUInt32LE(48)
    // A copy also has the histories of timelines that it has yet to reach.
    const copies = existsSync(join(cluster, 'standby.signal'))
    return {
      system: bytes.readBigUInt64LE(0).toString(),
      timeline: copies ? checkpoint : Math.max(checkpoint, newestHistory(cluster)),
    }
  } catch {
    return undefined
  }
}
