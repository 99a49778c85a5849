import { statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Clock } from '../../base/clock.ts'
import { OperatorError } from '../../base/problem.ts'
import type { Database } from '../database/connection.ts'
import { openPool } from '../database/pool.ts'
import { keyFolder } from '../database/private-file.ts'
import type { ObjectStore } from '../files/objects.ts'
import type { NoteVerifier } from '../ledger/signed-note.ts'
import type { RecordReader } from '../ledger/verify-records.ts'
import { type Alarm, alarmsOf, type BackupFacts } from './alarms.ts'
import { type Backup, externalServer, openBackup } from './backup.ts'
import { runningCluster } from './cluster/access.ts'
import { destroyEnded, type EpochOptions } from './epochs.ts'
import type { Manifest } from './manifest.ts'
import { type ProofReport, type ProveOptions, prove } from './prove.ts'
import { type Pruned, prune, type Retention } from './prune.ts'
import { openRepository } from './repository/open.ts'
import { longestPause } from './schedule.ts'
import { readBackupKeys } from './sealing/epoch-keys.ts'
import type { BackupSettings } from './settings.ts'
import {
  type BackupRow,
  insertBackup,
  insertProof,
  keepEpoch,
  lastProven,
  markPruned,
  newestBackups,
  newestProofs,
  type ProofRow,
} from './store.ts'
import { openVault } from './vault.ts'
import { type Shipping, startShipping } from './wal/loop.ts'
import { readHead } from './wal/parts.ts'
import { dropSlot, slotName } from './wal/source.ts'

export interface BackupServiceOptions {
  /** Undefined: no place for backups is configured. */
  readonly settings: BackupSettings | undefined
  /** The database is one of DATABASE_URL. */
  readonly external: boolean
  readonly dataFolder: string
  readonly database: Database
  /** The store of uploaded files. */
  readonly objects: ObjectStore
  readonly clock: Clock
  readonly organisation: string
  /** Names of the keys that are here. */
  readonly keys: () => readonly string[]
  readonly verifiers: () => readonly NoteVerifier[]
  readonly readers: () => readonly RecordReader[]
  readonly files: ProveOptions['files']
  readonly migrations: () => Promise<readonly string[]>
}

type Progress = (what: string) => (done: number, total: number) => void

export interface BackupView extends BackupFacts {
  readonly place: string | undefined
  readonly seconds: number | undefined
  readonly proofDays: number
  readonly backups: readonly BackupRow[]
  readonly proofs: readonly ProofRow[]
  readonly alarms: readonly Alarm[]
  /** Most bytes of the log that are kept for the backup; 0 without a limit. */
  readonly keptLimit: number
}

export interface BackupService {
  readonly settings: BackupSettings | undefined
  /** @throws OperatorError: external database, no place, foreign repository */
  open(): Promise<Backup>
  base(progress?: Progress): Promise<Manifest>
  prove(progress?: Progress): Promise<ProofReport>
  prune(retention?: Retention, dryRun?: boolean): Promise<Pruned & { readonly destroyed: readonly number[] }>
  epochOptions(): EpochOptions
  /** Ships the log until `stop`. Without a place: lets the server keep no log for backups any more. */
  startShipping(log: (line: string) => void): Promise<void>
  view(): Promise<BackupView>
  stop(): Promise<void>
}

const noPlace = 'There is no place for backups: name a folder or s3://bucket/prefix in MUSUBI_BACKUP, or with --to.'

export const createBackupService = (options: BackupServiceOptions): BackupService => {
  const { settings, external, dataFolder, database, clock, organisation } = options
  let opened: Promise<Backup> | undefined
  let shipping: Shipping | undefined

  const makeBackup = async (): Promise<Backup> => {
    if (external) throw new OperatorError(externalServer)
    if (settings === undefined) throw new OperatorError(noPlace)
    const repository = await openRepository(settings.place)
    return openBackup({ dataFolder, repository, objects: options.objects, keys: options.keys(), clock })
  }
  const open = (): Promise<Backup> => {
    opened ??= makeBackup().catch(error => {
      opened = undefined
      throw error
    })
    return opened
  }
  const epochOptions = (): EpochOptions => ({
    owner: database.owner,
    keyFolder: keyFolder(dataFolder),
    organisation,
    clock,
  })

  /** How far the repository is, as this process or another one left it. */
  const shipped = async (): Promise<Pick<BackupFacts, 'shippedUntil' | 'problem' | 'gapSince'>> => {
    const status = shipping?.status()
    if (status?.last || status?.problem) {
      const { last, problem } = status
      return { shippedUntil: last && new Date(last.at), problem, gapSince: last?.gapSince }
    }
    try {
      if (settings === undefined || readBackupKeys(keyFolder(dataFolder)) === undefined)
        return { shippedUntil: undefined, problem: undefined, gapSince: undefined }
      const repository = await openRepository(settings.place)
      const vault = await openVault({ repository, keyFolder: keyFolder(dataFolder) })
      const head = await readHead(vault, vault.epoch)
      return { shippedUntil: head && new Date(head.at), problem: undefined, gapSince: head?.gap }
    } catch (error) {
      return {
        shippedUntil: undefined,
        problem: error instanceof Error ? error.message : String(error),
        gapSince: undefined,
      }
    }
  }

  const unshipped = async (): Promise<{ readonly unshipped: number | undefined; readonly keptLimit: number }> => {
    const [row] = await database.app<{ bytes: string | null; megabytes: string }[]>`
      select (select pg_current_wal_flush_lsn() - restart_lsn from pg_replication_slots where slot_name = ${slotName}) as bytes,
        (select setting from pg_settings where name = 'max_slot_wal_keep_size') as megabytes`
    const limit = Math.max(0, Number(row?.megabytes ?? 0)) * 1024 * 1024
    return { unshipped: row?.bytes == null ? undefined : Number(row.bytes), keptLimit: limit }
  }

  /** A second disk or a mounted share has a device number of its own. */
  const sameDisk = (): boolean => {
    const device = (path: string): number | undefined => statSync(path, { throwIfNoEntry: false })?.dev
    if (settings === undefined || settings.place.startsWith('s3://')) return false
    const there = device(resolve(settings.place))
    return there !== undefined && there === device(dataFolder)
  }

  const service: BackupService = {
    settings,
    open,
    epochOptions,
    async base(progress) {
      const backup = await open()
      const vault = await backup.vault()
      await keepEpoch(database.owner, vault.epoch, vault.fingerprint(vault.epoch), clock.now())
      const manifest = await backup.base(progress?.('backup'))
      await insertBackup(database.owner, manifest, vault.repository.place, clock.now())
      return manifest
    },
    async prove(progress) {
      const backup = await open()
      // What is proven reaches to now.
      await backup.ship()
      const report = await prove({
        vault: await backup.vault(),
        scratch: settings?.scratch ?? join(dataFolder, 'scratch'),
        migrations: await options.migrations(),
        keys: options.keys(),
        verifiers: options.verifiers(),
        readers: options.readers(),
        files: options.files,
        clock,
        ...(progress ? { progress } : {}),
      })
      await insertProof(database.owner, report)
      return report
    },
    async prune(retention, dryRun = false) {
      const backup = await open()
      const wanted = retention ?? { days: settings?.keepDays ?? 35, monthly: settings?.keepMonthly ?? 12 }
      return backup.alone(async () => {
        const vault = await backup.vault()
        const proven = (await lastProven(database.owner))?.backup
        const pruned = await prune({ ...wanted, vault, now: clock.now(), proven, dryRun })
        if (dryRun) return { ...pruned, destroyed: [] }
        await markPruned(database.owner, pruned.removed, clock.now())
        return { ...pruned, destroyed: await destroyEnded(epochOptions(), vault) }
      })
    },
    async startShipping(log) {
      if (external) return
      if (settings === undefined) {
        const cluster = runningCluster(dataFolder)
        if (cluster === undefined) return
        const admin = openPool(cluster.adminUrl, { max: 1, name: 'musubi-backup' })
        await dropSlot(admin).finally(() => admin.end({ timeout: 5 }))
        return
      }
      // A place that cannot be reached does not keep the platform from starting: it is tried again, and shown.
      const mend = async () => void (await service.base())
      shipping = startShipping({ ship: async () => (await open()).ship(), mend }, settings.seconds, log)
    },
    async view() {
      const backups = await newestBackups(database.app, 20)
      const proofs = await newestProofs(database.app, 10)
      const kept = await unshipped()
      const facts: BackupFacts = {
        configured: settings !== undefined,
        external,
        newest: backups[0],
        newestProof: proofs[0],
        lastGood: await lastProven(database.app),
        ...kept,
        sameDisk: sameDisk(),
        baseDays: settings ? longestPause(settings.baseCron) : 1,
        ...(await shipped()),
      }
      const proofDays = settings?.proofDays ?? 8
      return {
        ...facts,
        keptLimit: kept.keptLimit,
        place: settings?.place,
        seconds: settings?.seconds,
        proofDays,
        backups,
        proofs,
        alarms: alarmsOf(facts, proofDays, clock.now()),
      }
    },
    async stop() {
      await shipping?.stop()
      const backup = await opened?.catch(() => undefined)
      await backup?.close()
      opened = undefined
    },
  }
  return service
}
