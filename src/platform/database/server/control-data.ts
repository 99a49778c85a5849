import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What a cluster says of itself without being started. */
export interface ControlData {
  /** Made with the cluster and shared by all its copies. */
  readonly system: string
  /** Counts promotions: of two copies the one with the higher number went on. */
  readonly timeline: number
}

/**
 * `global/pg_control`, as PostgreSQL 12 to 18 write it on little-endian machines: system identifier at byte 0, the last
 * checkpoint's timeline at byte 48. The package has no pg_controldata.
 * @returns undefined where there is no cluster, or none that can be read
 */
export const readControlData = (cluster: string): ControlData | undefined => {
  try {
    const bytes = readFileSync(join(cluster, 'global', 'pg_control'))
    return { system: bytes.readBigUInt64LE(0).toString(), timeline: bytes.readUInt32LE(48) }
  } catch {
    return undefined
  }
}
