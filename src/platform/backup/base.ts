import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Clock } from '../../base/clock.ts'
import { OperatorError } from '../../base/problem.ts'
import type { Sql } from '../database/connection.ts'
import { chunkSize, chunkWriter, storeFile } from './chunks.ts'
import { markAndCount } from './cluster/counts.ts'
import { listCluster } from './cluster/list.ts'
import { type Manifest, writeManifest } from './manifest.ts'
import { uploadsIn } from './uploads.ts'
import type { Vault } from './vault.ts'
import { parseLsn } from './wal/lsn.ts'
import type { Shipper } from './wal/shipper.ts'

export interface BaseOptions {
  readonly vault: Vault
  readonly admin: Sql
  /** Folder of the cluster. */
  readonly cluster: string
  readonly dataFolder: string
  readonly shipper: Shipper
  /** Names of the keys that the database was written with. */
  readonly keys: readonly string[]
  readonly clock: Clock
  readonly progress?: (done: number, total: number) => void
}

/** One base backup, prune or change of epoch at a time on a database; "backup" in ASCII. */
const lockKey = '108170561057136'

/** @throws OperatorError when another process is at it */
export const alone = <T>(admin: Sql, work: () => Promise<T>): Promise<T> =>
  admin
    .begin(async tx => {
      await tx`select set_config('idle_in_transaction_session_timeout', '0', true)`
      const [lock] = await tx<{ held: boolean }[]>`select pg_try_advisory_xact_lock(${lockKey}::bigint) as held`
      if (!lock?.held)
        throw new OperatorError('Another backup is under way on this database; try again when it has ended.')
      return { result: await work() }
    })
    .then(box => box.result)

const newBaseId = (at: Date): string =>
  `${at.toISOString().replace(/[-:]|\.\d+/g, '')}-${randomBytes(4).toString('hex')}`

interface Copied {
  readonly startLsn: string
  readonly stopLsn: string
  readonly label: string
  readonly stoppedAt: string
  readonly folders: readonly string[]
  readonly files: Manifest['files']
  readonly bytes: Manifest['bytes']
}

/**
 * Copies the cluster between `pg_backup_start` and `pg_backup_stop`, which belong to one session: a transaction holds it.
 * Should this process die, PostgreSQL ends the backup with the session, and nothing names what was copied.
 */
const copyCluster = async ({ vault, admin, cluster, progress }: BaseOptions, id: string): Promise<Copied> => {
  const writer = await chunkWriter(vault)
  const result = await admin.begin(async tx => {
    await tx`select set_config('idle_in_transaction_session_timeout', '0', true)`
    const [begun] = await tx<{ lsn: string }[]>`select pg_backup_start(${`musubi ${id}`}, true)::text as lsn`
    const listing = await listCluster(cluster)
    const files: Manifest['files'] = []
    for (const [index, path] of listing.files.entries()) {
      const stored = await storeFile(writer, join(cluster, path))
      if (stored) files.push({ path, size: stored.size, chunks: [...stored.chunks] })
      progress?.(index, listing.files.length)
    }
    await writer.end()
    const [ended] = await tx<{ lsn: string; label: string; at: string }[]>`
      select lsn::text, labelfile as label, clock_timestamp() as at from pg_backup_stop(false)`
    if (!begun || !ended) throw new Error('the server did not say where the backup begins and ends')
    return { begun, ended, files, folders: listing.folders }
  })
  progress?.(1, 1)
  return {
    startLsn: result.begun.lsn,
    stopLsn: result.ended.lsn,
    label: result.ended.label,
    stoppedAt: result.ended.at,
    folders: result.folders,
    files: result.files,
    bytes: { ...writer.counted },
  }
}

interface Facts {
  readonly system: string
  readonly segment: string
  readonly version: number
  readonly migrations: string[]
  readonly size: string
  readonly root: Buffer | null
}

const factsOf = async (admin: Sql): Promise<Facts> => {
  const [facts] = await admin<Facts[]>`
    select (select system_identifier::text from pg_control_system()) as system,
      (select setting from pg_settings where name = 'wal_segment_size') as segment,
      current_setting('server_version_num')::int as version,
      array(select name from musubi.migration order by name) as migrations,
      (select size from ledger.tree) as size,
      (select root from ledger.checkpoint order by size desc limit 1) as root`
  if (facts === undefined) throw new Error('the database does not describe itself')
  return facts
}

/** Ships until the log is in the repository up to a place; a small record makes the server write it out. */
const shipUntil = async ({ shipper, vault, admin }: BaseOptions, lsn: string) => {
  await admin`select pg_logical_emit_message(true, 'musubi', 'backup')`
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const shipped = await shipper.ship(vault)
    if (parseLsn(shipped.lsn) >= parseLsn(lsn)) return shipped
  }
  throw new OperatorError(`The log could not be brought into the backup up to ${lsn}.`)
}

/**
 * A base backup and everything that belongs to it. Contents that the repository has already are not written again, so
 * that the second base costs what has changed. Cut off at any moment it leaves contents that the next one uses, and no
 * manifest.
 */
export const makeBase = async (options: BaseOptions): Promise<Manifest> => {
  const { vault, admin, clock, shipper } = options
  const startedAt = clock.now()
  const id = newBaseId(startedAt)
  // First the log, so that its slot keeps what the base needs.
  await shipper.ship(vault)
  const copied = await copyCluster(options, id)
  const point = await markAndCount(admin, `musubi ${id}`)
  const facts = await factsOf(admin)
  const shipped = await shipUntil(options, point.lsn)
  const uploads = [...(await uploadsIn(vault, vault.epoch))].sort()
  let uploadBytes = 0
  for await (const { size } of vault.repository.list(`files/${vault.epoch}/`)) uploadBytes += size
  const manifest: Manifest = {
    format: 1,
    id,
    repository: vault.id,
    epoch: vault.epoch,
    startedAt: startedAt.toISOString(),
    stoppedAt: copied.stoppedAt,
    startLsn: copied.startLsn,
    stopLsn: copied.stopLsn,
    timeline: shipped.timeline,
    system: facts.system,
    segmentSize: Number(facts.segment),
    chunkSize,
    point: { name: `musubi ${id}`, lsn: point.lsn, at: point.at },
    counts: { ...point.counts },
    postgres: facts.version,
    migrations: facts.migrations,
    keys: [...options.keys],
    ledger: { size: Number(facts.size), root: facts.root?.toString('base64') ?? '' },
    label: copied.label,
    folders: [...copied.folders],
    files: copied.files,
    passwords: readFileSync(join(options.dataFolder, 'passwords.json'), 'utf8'),
    uploads,
    uploadBytes,
    bytes: copied.bytes,
  }
  const written = await writeManifest(vault, manifest)
  shipper.mended()
  // The head no longer tells of a gap.
  await shipper.ship(vault)
  return { ...manifest, bytes: { ...manifest.bytes, written: manifest.bytes.written + written } }
}
