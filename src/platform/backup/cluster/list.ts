import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { OperatorError } from '../../../base/problem.ts'

/** Their contents belong to the running server and are made anew (PostgreSQL's manual, "Making a base backup using the low level API"). */
const emptied = new Set([
  'pg_wal',
  'pg_replslot',
  'pg_dynshmem',
  'pg_notify',
  'pg_serial',
  'pg_snapshots',
  'pg_stat_tmp',
  'pg_subtrans',
])

const left = (name: string): boolean =>
  /^(?:postmaster\.(?:pid|opts)|backup_label(?:\.old)?|tablespace_map(?:\.old)?|backup_manifest|(?:standby|recovery)\.signal|current_logfiles|\.s\.PGSQL.*|pg_internal\.init.*|pgsql_tmp.*)$/.test(
    name,
  )

export interface ClusterListing {
  readonly folders: readonly string[]
  /** `global/pg_control` last, as its place in the log must not be before what was copied. */
  readonly files: readonly string[]
}

/** Folders and files of a cluster that belong into a base backup, by path inside it. */
export const listCluster = async (cluster: string): Promise<ClusterListing> => {
  const folders: string[] = []
  const files: string[] = []
  const walk = async (inside: string): Promise<void> => {
    for (const entry of await readdir(join(cluster, inside), { withFileTypes: true })) {
      if (left(entry.name)) continue
      const path = inside === '' ? entry.name : `${inside}/${entry.name}`
      if (entry.isSymbolicLink() && (inside === 'pg_tblspc' || path === 'pg_wal'))
        throw new OperatorError(
          `${join(cluster, path)} leads to another disk: Musubi backs up clusters that lie in one folder; use a tool of your own for this one.`,
        )
      if (entry.isDirectory()) {
        folders.push(path)
        if (!emptied.has(path)) await walk(path)
      } else if (entry.isFile()) files.push(path)
    }
  }
  await walk('')
  const control = 'global/pg_control'
  return { folders, files: [...files.filter(path => path !== control).sort(), control] }
}
