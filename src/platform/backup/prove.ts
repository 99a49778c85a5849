import { randomBytes } from 'node:crypto'
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock } from '../../base/clock.ts'
import type { Sql } from '../database/connection.ts'
import { openPool } from '../database/pool.ts'
import { findBinaries } from '../database/server/binaries.ts'
import { keepPasswords } from '../database/server/passwords.ts'
import { choosePlace, type Place } from '../database/server/place.ts'
import { missingKeys } from '../database/tenant-keys.ts'
import type { ObjectStore } from '../files/objects.ts'
import type { NoteVerifier } from '../ledger/signed-note.ts'
import { type LedgerReport, verifyLedger } from '../ledger/verify.ts'
import { type RecordReader, type RecordsReport, verifyRecords } from '../ledger/verify-records.ts'
import { type Counts, countRows } from './cluster/counts.ts'
import type { Manifest } from './manifest.ts'
import { queueOf } from './queue.ts'
import { fetchCheckpoints } from './restore/fetch.ts'
import { planRestore, type RestorePlan } from './restore/plan.ts'
import { recover } from './restore/recover.ts'
import { checkSpace, fetchBase, ownerUrl, recoveryTarget } from './restore/restore.ts'
import { checkVersions } from './restore/versions.ts'
import { getUpload, uploadedObjects, uploadsIn } from './uploads.ts'
import type { Vault } from './vault.ts'

export interface ProveOptions {
  readonly vault: Vault
  /** A folder for the scratch restore, with room for the whole database; what is made in it is removed. */
  readonly scratch: string
  readonly migrations: readonly string[]
  /** Names of the keys that are here. */
  readonly keys: readonly string[]
  readonly verifiers: readonly NoteVerifier[]
  readonly readers: readonly RecordReader[]
  /** Proves the files that rows refer to, read from the backup. @returns what does not fit, in sentences */
  readonly files: (owner: Sql, objects: ObjectStore) => Promise<readonly string[]>
  readonly clock: Clock
  readonly progress?: (what: string) => (done: number, total: number) => void
  readonly log?: (line: string) => void
}

export interface ProofReport {
  readonly backup: string
  readonly at: string
  readonly good: boolean
  readonly seconds: number
  /** Everything acknowledged before this moment was in the backup. */
  readonly moment: string | null
  readonly tables: number
  readonly rows: number
  readonly ledger: number
  readonly uploads: number
  /** One sentence each; none when the backup is proven. */
  readonly problems: readonly string[]
}

/** Runs work on a scratch server as the schema's owner. */
const asked = async <T>(folder: string, port: number, work: (owner: Sql) => Promise<T>): Promise<T> => {
  const owner = openPool(ownerUrl(port, keepPasswords(folder).owner), { max: 2, name: 'musubi-proof' })
  try {
    return await work(owner)
  } finally {
    await owner.end({ timeout: 5 })
  }
}

const paused = async (owner: Sql): Promise<void> => {
  for (;;) {
    const [row] = await owner<{ state: string }[]>`select pg_get_wal_replay_pause_state() as state`
    if (row?.state === 'paused') return
    await sleep(50)
  }
}

const compareCounts = (noted: Counts, found: Counts): readonly string[] => {
  if (Object.keys(noted).length === 0)
    return ['No rows were counted when the backup was made (long writers left no moment): counts are not compared.']
  return [...new Set([...Object.keys(noted), ...Object.keys(found)])].flatMap(table =>
    noted[table] === found[table]
      ? []
      : [`${table} has ${found[table] ?? 'no'} rows; ${noted[table] ?? 'none'} were counted when the backup was made.`],
  )
}

/** Recovery up to the base's mark, where the tables were counted exactly. */
const countAtMark = async (plan: RestorePlan, at: Scratch): Promise<Counts> => {
  const target = { ...recoveryTarget({ kind: 'base', id: plan.base.id }, plan.base), pause: true }
  const server = await recover({ place: at.place, log: at.log, serverLog: at.serverLog, target })
  try {
    return await asked(at.folder, server.port, async owner => {
      await paused(owner)
      return countRows(owner)
    })
  } finally {
    await server.stop()
  }
}

interface Verified {
  readonly ledger: LedgerReport
  readonly records: RecordsReport
  readonly files: readonly string[]
}

/** Recovery goes on from the mark to the end of the log; then the same verification as `musubi verify`. */
const verifyNewest = async (plan: RestorePlan, at: Scratch, options: ProveOptions): Promise<Verified> => {
  const server = await recover({ place: at.place, log: at.log, serverLog: at.serverLog, target: { settings: [] } })
  try {
    return await asked(at.folder, server.port, async owner => ({
      ledger: await verifyLedger({
        owner,
        outside: [join(at.folder, 'checkpoints')],
        verifiers: options.verifiers,
        // Entries wait for their place since the backup's end, and not since today.
        clock: { now: () => plan.until },
      }),
      records: await verifyRecords(owner, options.readers),
      files: await options.files(owner, uploadedObjects(options.vault, plan.base.epoch)),
    }))
  } finally {
    await server.stop()
  }
}

const checkUploads = async (vault: Vault, base: Manifest): Promise<readonly string[]> => {
  const problems: string[] = []
  const there = await uploadsIn(vault, base.epoch)
  const queue = queueOf(8)
  for (const address of new Set([...base.uploads, ...there]))
    await queue.add(async () => {
      try {
        await getUpload(vault, base.epoch, address)
      } catch (error) {
        problems.push(error instanceof Error ? error.message : String(error))
      }
    })
  await queue.end()
  return problems
}

interface Scratch {
  readonly folder: string
  readonly place: Place
  readonly log: string
  readonly serverLog: string
}

const sentences = ({ ledger, records, files }: Verified): readonly string[] => [
  ...ledger.findings.map(finding => finding.message.en),
  ...(records.findings ?? []).map(finding => finding.message.en),
  ...ledger.unproven.map(text => text.en),
  ...files,
]

const run = async (
  plan: RestorePlan,
  options: ProveOptions,
  folder: string,
): Promise<Omit<ProofReport, 'at' | 'seconds'>> => {
  const { vault } = options
  const { base } = plan
  const place = choosePlace(folder, findBinaries(), options.log ?? (() => {}))
  writeFileSync(join(folder, 'passwords.json'), base.passwords, { mode: 0o600 })
  const { cluster, log } = await fetchBase(options, plan, place)
  await fetchCheckpoints(vault, join(folder, 'checkpoints'))
  const scratch = { folder, place: { ...place, cluster }, log, serverLog: join(folder, 'postgres.log') }
  try {
    const counts = await countAtMark(plan, scratch)
    const verified = await verifyNewest(plan, scratch, options)
    const missing = missingKeys(base.keys, options.keys)
    const problems = [
      ...compareCounts(base.counts, counts),
      ...sentences(verified),
      ...missing.map(key => `The key ${key}, with which the database was written, is not in the key folder.`),
      ...(await checkUploads(vault, base)),
    ]
    return {
      backup: base.id,
      good: problems.length === 0,
      moment: plan.until.toISOString(),
      tables: Object.keys(counts).length,
      rows: Object.values(counts).reduce((sum, count) => sum + count, 0),
      ledger: verified.ledger.size,
      uploads: base.uploads.length,
      problems,
    }
  } finally {
    // A shelter lies outside the scratch folder.
    for (const path of [cluster, log]) rmSync(path, { recursive: true, force: true })
  }
}

/**
 * Restores the newest backup into a scratch place, counts and verifies it there, and takes it away again. What does not
 * work is the report's result and no error: a backup that cannot be restored is what is to be found out.
 */
export const prove = async (options: ProveOptions): Promise<ProofReport> => {
  const { vault, clock } = options
  const began = performance.now()
  mkdirSync(options.scratch, { recursive: true })
  const folder = join(options.scratch, `proof-${randomBytes(4).toString('hex')}`)
  mkdirSync(folder)
  chmodSync(folder, 0o755)
  const at = clock.now().toISOString()
  const seconds = () => Math.round((performance.now() - began) / 100) / 10
  let plan: RestorePlan | undefined
  try {
    plan = await planRestore(vault, { kind: 'newest' })
    checkVersions(plan.base, findBinaries(), options.migrations)
    await checkSpace(plan, folder)
    const result = await run(plan, options, folder)
    return { ...result, at, seconds: seconds() }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return {
      backup: plan?.base.id ?? '',
      at,
      good: false,
      seconds: seconds(),
      moment: null,
      tables: 0,
      rows: 0,
      ledger: 0,
      uploads: 0,
      problems: [reason],
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
