import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '../../src/base/clock.ts'
import { projectRoot } from '../../src/base/root.ts'
import { newId } from '../../src/base/uuid.ts'
import { type Backup, openBackup } from '../../src/platform/backup/backup.ts'
import { folderRepository } from '../../src/platform/backup/repository/folder.ts'
import type { Repository } from '../../src/platform/backup/repository/repository.ts'
import { connect } from '../../src/platform/database/connect.ts'
import type { Database } from '../../src/platform/database/connection.ts'
import { migrate } from '../../src/platform/database/migrate.ts'
import { readMigrations } from '../../src/platform/database/migration-file.ts'
import { loadSecrets } from '../../src/platform/database/secrets.ts'
import { type EmbeddedServer, startEmbedded } from '../../src/platform/database/server/index.ts'
import { inTenants } from '../../src/platform/database/transaction.ts'
import { folderObjects } from '../../src/platform/files/folder.ts'
import type { ObjectStore } from '../../src/platform/files/objects.ts'
import { type FileStore, fileStore } from '../../src/platform/files/store.ts'
import { loadSigner } from '../../src/platform/ledger/keys.ts'
import { outsideFolders } from '../../src/platform/ledger/outside.ts'
import { type Sequencer, startSequencer } from '../../src/platform/ledger/sequencer.ts'
import { record } from '../../src/platform/ledger/service.ts'
import { prepareFolder } from '../platform/prepared.ts'

export const organisation = newId()
export const migrationsFolder = join(projectRoot, 'migrations')
export const migrationNames = async (): Promise<readonly string[]> =>
  (await readMigrations(migrationsFolder)).map(file => file.name)

const made = {
  id: 'test.made',
  title: { ja: '見本', en: 'Made' },
  holds: { ja: '番号', en: 'A number' },
}

/** A database server with its data folder and its ledger, as a platform has them, and a repository beside. */
export interface Site {
  readonly folder: string
  readonly server: EmbeddedServer
  readonly database: Database
  readonly sequencer: Sequencer
  /** Writes a row of records together with its ledger entry. When it returns, it was acknowledged. */
  write(name: string, beforeCommit?: () => Promise<void>): Promise<void>
  stop(): Promise<void>
}

const parents: string[] = []

/** A folder below one that everyone may enter, so that the server can run as another user. */
export const newFolder = (name = 'data'): string => {
  const parent = mkdtempSync(join(tmpdir(), 'musubi-backup-'))
  chmodSync(parent, 0o755)
  parents.push(parent)
  return join(parent, name)
}

const running = new Set<Site>()

/** @param folder of a site that is there; a new one without it */
export const startSite = async (folder?: string): Promise<Site> => {
  const at = folder ?? newFolder()
  if (folder === undefined) await prepareFolder('migrated', at)
  const server = await startEmbedded(at, { log: () => {} })
  const database = await connect({ owner: server.url('owner'), app: server.url('app'), public: server.url('public') })
  await migrate(database.owner, migrationsFolder)
  const signer = loadSigner({ dataFolder: at })
  const sequencer = startSequencer({
    owner: database.owner,
    signer,
    outside: outsideFolders(at, ''),
    intervalMs: 20,
    checkpointMs: 0,
  })
  const site: Site = {
    folder: at,
    server,
    database,
    sequencer,
    write: (name, beforeCommit) =>
      inTenants(database.app, [organisation], async tx => {
        await tx`insert into musubi.setting (name, value) values (${name}, ${tx.json({ made: true })})`
        await record(tx, { event: made, tenant: organisation, actor: null, body: { name } }, new Date())
        await beforeCommit?.()
      }),
    stop: async () => {
      running.delete(site)
      await sequencer.stop()
      await database.close()
      await server.stop()
    },
  }
  running.add(site)
  return site
}

export const backupOf = (
  site: Site,
  repository: Repository,
  objects: ObjectStore = folderObjects(join(site.folder, 'files')),
): Promise<Backup> =>
  openBackup({
    dataFolder: site.folder,
    repository,
    objects,
    keys: [],
    clock: systemClock,
  })

export const newRepository = (): Repository & { readonly folder: string } => {
  const folder = newFolder('repository')
  return { ...folderRepository(folder), folder }
}

export const cleanUpSites = async (): Promise<void> => {
  for (const site of [...running]) await site.stop().catch(() => {})
  for (const parent of parents.splice(0)) rmSync(parent, { recursive: true, force: true })
}

/** The store of uploaded files of a data folder, as the platform opens it. */
export const filesOf = (folder: string): FileStore =>
  fileStore(folderObjects(join(folder, 'files')), loadSecrets(folder))
