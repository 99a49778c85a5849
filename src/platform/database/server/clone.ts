import { createHash } from 'node:crypto'
import { chownSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { type FileHandle, mkdir, open } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { OperatorError } from '../../../base/problem.ts'
import type { Transaction } from '../connection.ts'
import { openPool } from '../pool.ts'
import { put, writeSettings } from './initialise.ts'
import type { Place } from './place.ts'
import { type Reach, type Setup, staysHere, type Upstream } from './setup.ts'

/** Bytes that are read at once. */
const chunk = 1024 * 1024

/** What a copy must not take over: the other server's process, its statistics of the moment, its slots, its own settings. */
const leftOut =
  /^(?:postmaster\.(?:pid|opts)|postgresql\.auto\.conf\.tmp|backup_label|tablespace_map|backup_manifest|standby\.signal|recovery\.signal|global\/pg_control|(?:pg_wal|pg_replslot|pg_dynshmem|pg_notify|pg_serial|pg_snapshots|pg_stat_tmp|pg_subtrans)\/.*|.*\/pgsql_tmp.*|.*pg_internal\.init.*|musubi\.conf|local\.conf|pg_hba\.conf|site-(?:cert|key|ca)\.pem|\.s\.PGSQL.*)$/

export interface Cloned {
  readonly bytes: number
  readonly files: number
  readonly ms: number
  /** SHA-256 over names and contents of what was copied, in order: two readings of the copy can be compared. */
  readonly sha256: string
}

interface Listed {
  readonly path: string
  readonly size: string
  readonly folder: boolean
}

/** Everything below the data folder, a folder before what is in it. */
const list = (tx: Transaction) => tx<Listed[]>`
  with recursive tree (path, size, isdir) as (
    select f, (pg_stat_file(f, true)).size, coalesce((pg_stat_file(f, true)).isdir, false) from pg_ls_dir('.') f
    union all
    select t.path || '/' || f, s.size, coalesce(s.isdir, false)
    from tree t, lateral pg_ls_dir(t.path, true, false) f, lateral pg_stat_file(t.path || '/' || f, true) s
    where t.isdir and t.path not in ('pg_wal', 'pg_replslot')
  )
  select path, coalesce(size, 0)::text as size, isdir as folder from tree order by path`

const quote = (text: string): string => `'${text.replaceAll("'", "''")}'`

/** A COPY in binary form: 19 bytes, then rows (fields, then each field's length and bytes), then -1. */
async function* rowsOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<readonly (Buffer | null)[]> {
  let rest = Buffer.alloc(0)
  let head = true
  for await (const bytes of chunks) {
    rest = rest.length === 0 ? Buffer.from(bytes) : Buffer.concat([rest, bytes])
    let at = head ? 19 : 0
    if (rest.length < at) continue
    head = false
    for (;;) {
      if (rest.length < at + 2) break
      const count = rest.readInt16BE(at)
      // The end mark.
      if (count < 0) {
        at += 2
        break
      }
      const row: (Buffer | null)[] = []
      let next = at + 2
      for (let field = 0; field < count && rest.length >= next + 4; field += 1) {
        const length = rest.readInt32BE(next)
        next += 4
        if (length < 0) row.push(null)
        else if (rest.length >= next + length) {
          row.push(rest.subarray(next, next + length))
          next += length
        } else break
      }
      if (row.length < count) break
      yield row
      at = next
    }
    rest = rest.subarray(at)
  }
}

/**
 * The contents of these files, in pieces, over one COPY: the server reads them as they stand at that moment, which the
 * log repairs afterwards; a file that is gone meanwhile comes as nothing.
 */
async function* contents(tx: Transaction, paths: readonly { readonly path: string; readonly size: number }[]) {
  const values = paths.map(({ path, size }, at) => `(${at}, ${quote(path)}, ${size}::bigint)`).join(', ')
  const stream = await tx
    .unsafe(
      `copy (select n::int4, o::int8, pg_read_binary_file(p, o, ${chunk}, true)
        from (values ${values}) f (n, p, s), lateral generate_series(0::bigint, greatest(s - 1, 0), ${chunk}) o)
       to stdout (format binary)`,
    )
    .readable()
  for await (const [number, offset, bytes] of rowsOf(stream)) {
    const file = paths[number?.readInt32BE(0) ?? -1]
    if (file && bytes) yield { path: file.path, offset: Number(offset?.readBigInt64BE(0) ?? 0n), bytes }
  }
  // The driver leaves the socket paused when the last bytes found the stream full (postgres 3.4.9): this resumes it.
  stream._read(0)
}

const copyFiles = async (
  tx: Transaction,
  folder: string,
  files: readonly { readonly path: string; readonly size: number }[],
  hash: ReturnType<typeof createHash>,
  onBytes: (bytes: number) => void,
): Promise<void> => {
  let current: { readonly path: string; readonly handle: FileHandle } | undefined
  const finish = async (): Promise<void> => {
    if (!current) return
    await current.handle.sync()
    await current.handle.close()
    current = undefined
  }
  try {
    for await (const { path, offset, bytes } of contents(tx, files)) {
      if (current?.path !== path) {
        await finish()
        await mkdir(dirname(join(folder, path)), { recursive: true, mode: 0o700 })
        current = { path, handle: await open(join(folder, path), 'w', 0o600) }
        hash.update(path)
      }
      await current.handle.write(bytes, 0, bytes.length, offset)
      hash.update(bytes)
      onBytes(bytes.length)
    }
  } finally {
    await finish()
  }
}

/** Several lists, so that a statement stays of a readable size. */
const inGroups = <T>(all: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, at) => all.slice(at * size, (at + 1) * size))

const give = (place: Place, folder: string): void => {
  const owner = place.runner.owner
  if (owner === undefined) return
  chownSync(folder, owner, owner)
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }))
    chownSync(join(entry.parentPath, entry.name), owner, owner)
}

export interface CloneOptions {
  readonly upstream: Upstream
  readonly setup: Setup
  readonly reach: Reach
  readonly log: (line: string) => void
}

/**
 * Makes a copy of a running server, which goes on working, by an ordinary connection: the low-level backup interface,
 * with the files read by `pg_read_binary_file`. The same from this machine and from another one; no port and no program
 * more (the package has no pg_basebackup). What happens meanwhile comes afterwards through the slot, which is made
 * first. The copy gets its name when it is complete.
 * @throws OperatorError when the other server cannot be reached or refuses
 */
export const cloneCluster = async (place: Place, { upstream, setup, reach, log }: CloneOptions): Promise<Cloned> => {
  const began = performance.now()
  const folder = `${place.cluster}.new`
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(dirname(folder), { recursive: true })
  mkdirSync(folder, { mode: 0o700 })
  const { host, port, password, slot } = upstream
  const url = `postgres://musubi_replica:${encodeURIComponent(password)}@${host.includes(':') ? `[${host}]` : host}:${port}/musubi`
  const sql = openPool(url, {
    max: 1,
    name: 'musubi-clone',
    ...(reach.tls && !staysHere(host) ? { tls: { ca: readFileSync(join(reach.tls, 'ca.pem')), host } } : {}),
  })
  const hash = createHash('sha256')
  let bytes = 0
  let count = 0
  try {
    await sql.begin(async tx => {
      // A copy takes long, and this transaction only reads.
      await tx`select set_config('idle_in_transaction_session_timeout', '0', true)`
      await tx`select pg_drop_replication_slot(slot_name) from pg_replication_slots
        where slot_name = ${slot} and not active`
      await tx`select pg_create_physical_replication_slot(${slot}, true)
        where not exists (select from pg_replication_slots where slot_name = ${slot})`
      await tx`select pg_backup_start(${`musubi ${slot}`}, true)`
      const all = await list(tx)
      const mine = (entry: Listed) => !leftOut.test(entry.path)
      for (const { path } of all.filter(entry => entry.folder))
        await mkdir(join(folder, path), { recursive: true, mode: 0o700 })
      const files = all
        .filter(entry => !entry.folder && mine(entry))
        .map(({ path, size }) => ({ path, size: Number(size) }))
      count = files.length
      for (const group of inGroups(files, 200)) await copyFiles(tx, folder, group, hash, more => (bytes += more))
      // Last, as a base backup does: it says where recovery begins.
      await copyFiles(tx, folder, [{ path: 'global/pg_control', size: 8192 }], hash, more => (bytes += more))
      const [stop] = await tx<{ label: string; map: string }[]>`
        select labelfile as label, spcmapfile as map from pg_backup_stop(false)`
      put(place, join(folder, 'backup_label'), stop?.label ?? '')
      if (stop?.map) throw new OperatorError('The database uses tablespaces, which a copy cannot hold yet.')
      if (!existsSync(join(folder, 'PG_VERSION')) || !stop?.label) throw new OperatorError('The copy is not complete.')
    })
    put(place, join(folder, 'local.conf'), '# Settings of your own; they win over musubi.conf.\n')
    put(place, join(folder, 'standby.signal'), '')
    writeSettings(place, { ...setup, follow: upstream }, reach, folder)
    give(place, folder)
    renameSync(folder, place.cluster)
  } catch (error) {
    if (error instanceof OperatorError) throw error
    throw new OperatorError(
      `The database at ${host}:${port} cannot be copied: ${error instanceof Error ? error.message : error}`,
    )
  } finally {
    await sql.end({ timeout: 1 }).catch(() => {})
  }
  const ms = performance.now() - began
  log(`copy of ${host}:${port} made: ${count} files, ${(bytes / 1e6).toFixed(0)} MB in ${(ms / 1000).toFixed(1)} s`)
  return { bytes, files: count, ms, sha256: hash.digest('hex') }
}
