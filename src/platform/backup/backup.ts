import { join } from 'node:path'
import type { Clock } from '../../base/clock.ts'
import { OperatorError } from '../../base/problem.ts'
import type { Sql } from '../database/connection.ts'
import { openPool } from '../database/pool.ts'
import { keyFolder } from '../database/private-file.ts'
import type { ObjectStore } from '../files/objects.ts'
import { alone, makeBase } from './base.ts'
import { runningCluster } from './cluster/access.ts'
import type { Manifest } from './manifest.ts'
import type { Repository } from './repository/repository.ts'
import { keepBackupKeys, readBackupKeys } from './sealing/epoch-keys.ts'
import { bucketUploads, folderUploads } from './uploads.ts'
import { openVault, type Vault } from './vault.ts'
import { createShipper, type Shipped } from './wal/shipper.ts'

export interface BackupOptions {
  readonly dataFolder: string
  readonly repository: Repository
  /** The store of uploaded files. */
  readonly objects: ObjectStore
  /** Names of the keys that the database was written with, for the manifest. */
  readonly keys: readonly string[]
  readonly clock: Clock
}

/** Backups of one running platform into one repository. */
export interface Backup {
  readonly admin: Sql
  /** The repository with the keys of this moment: another process may have begun an epoch. */
  vault(): Promise<Vault>
  /** Brings everything acknowledged so far into the repository. */
  ship(): Promise<Shipped>
  base(progress?: (done: number, total: number) => void): Promise<Manifest>
  /** Runs work while no other backup, prune or change of epoch does. */
  alone<T>(work: () => Promise<T>): Promise<T>
  close(): Promise<void>
}

/** For those with a server of their own: its files are out of our reach. */
export const externalServer =
  'The database of DATABASE_URL is a server of your own, whose files Musubi cannot reach: back it up with a tool of that server (pgBackRest, pg_basebackup with WAL archiving; docs/operations.md says what belongs to it).'

/**
 * @throws OperatorError when no embedded server runs on the folder, or the repository is not one that the keys belong to
 */
export const openBackup = async (options: BackupOptions): Promise<Backup> => {
  const { dataFolder, repository, clock } = options
  const cluster = runningCluster(dataFolder)
  if (cluster === undefined)
    throw new OperatorError(`No database runs on ${dataFolder}: start the platform first, or name another MUSUBI_DATA.`)
  const keys = keyFolder(dataFolder)
  keepBackupKeys(keys, clock.now())
  let opened = await openVault({ repository, keyFolder: keys, create: true })
  const vault = async (): Promise<Vault> => {
    const epochs = readBackupKeys(keys)?.epochs.map(key => key.epoch) ?? []
    if (epochs.join() !== opened.epochs.join()) opened = await openVault({ repository, keyFolder: keys, create: true })
    return opened
  }
  const admin = openPool(cluster.adminUrl, { max: 5, name: 'musubi-backup' })
  const [server] = await admin<{ copy: boolean }[]>`select pg_is_in_recovery() as copy`
  if (server?.copy) {
    await admin.end({ timeout: 5 })
    throw new OperatorError(
      `The database of ${dataFolder} is the copy of another site at the moment, which takes no entries: back up the site that serves, with its MUSUBI_DATA.`,
    )
  }
  const files = join(dataFolder, 'files')
  const shipper = createShipper({
    admin,
    cluster: cluster.folder,
    uploads: options.objects.place === files ? folderUploads(files, options.objects) : bucketUploads(options.objects),
    checkpoints: join(dataFolder, 'checkpoints'),
    clock,
  })
  return {
    admin,
    vault,
    ship: async () => shipper.ship(await vault()),
    base: async progress => {
      const of = await vault()
      return alone(admin, () =>
        makeBase({
          vault: of,
          admin,
          cluster: cluster.folder,
          dataFolder,
          shipper,
          keys: options.keys,
          clock,
          ...(progress ? { progress } : {}),
        }),
      )
    },
    alone: work => alone(admin, work),
    close: () => admin.end({ timeout: 5 }),
  }
}
