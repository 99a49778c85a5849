import { chmodSync, cpSync, mkdtempSync, rmSync } from 'node:fs'
import { mkdir, open, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { systemClock } from '../src/base/clock.ts'
import { projectRoot } from '../src/base/root.ts'
import { newId } from '../src/base/uuid.ts'
import { type Backup, openBackup } from '../src/platform/backup/backup.ts'
import { listCluster } from '../src/platform/backup/cluster/list.ts'
import { folderRepository } from '../src/platform/backup/repository/folder.ts'
import { restore } from '../src/platform/backup/restore/restore.ts'
import { connect } from '../src/platform/database/connect.ts'
import type { Sql } from '../src/platform/database/connection.ts'
import { migrate } from '../src/platform/database/migrate.ts'
import { readMigrations } from '../src/platform/database/migration-file.ts'
import { startEmbedded } from '../src/platform/database/server/index.ts'
import { folderObjects } from '../src/platform/files/folder.ts'
import { loadSigner } from '../src/platform/ledger/keys.ts'
import type { BenchOptions } from './tools/options.ts'
import { atLeastShare, atMost, note } from './tools/report.ts'
import { spreadOf } from './tools/statistics.ts'

const migrations = join(projectRoot, 'migrations')

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const began = performance.now()
  await work()
  return (performance.now() - began) / 1000
}

/** The peer: the same files read whole and written anew, each flushed to the disk, as a copy that must last is. */
const plainCopy = async (from: string, to: string): Promise<void> => {
  const { files } = await listCluster(from)
  for (const path of files) {
    await mkdir(dirname(join(to, path)), { recursive: true })
    const file = await open(join(to, path), 'w')
    await file.writeFile(await readFile(join(from, path)))
    await file.datasync()
    await file.close()
  }
}

/** Rows of which a third is random, as names, numbers and sealed fields are; pages compress about as real ones do. */
const fill = async (owner: Sql, rows: number): Promise<void> => {
  await owner`create table musubi.bench (id int primary key, text text not null, noise text not null)`
  await owner`
    insert into musubi.bench
    select n, repeat('産業廃棄物処理業許可 ', 12) || n, encode(sha256(n::text::bytea), 'hex') || encode(sha256((n + 1)::text::bytea), 'hex')
    from generate_series(1, ${rows}) n`
  await owner`checkpoint`.catch(() => {})
}

interface Site {
  readonly parent: string
  readonly folder: string
  readonly cluster: string
  readonly owner: Sql
  stop(): Promise<void>
}

const startSite = async (rows: number): Promise<Site> => {
  const parent = mkdtempSync(join(tmpdir(), 'musubi-bench-backup-'))
  chmodSync(parent, 0o755)
  const folder = join(parent, 'data')
  const server = await startEmbedded(folder, { log: () => {} })
  const database = await connect({ owner: server.url('owner'), app: server.url('app'), public: server.url('public') })
  await migrate(database.owner, migrations)
  loadSigner({ dataFolder: folder })
  await fill(database.owner, rows)
  return {
    parent,
    folder,
    cluster: join(folder, 'postgres'),
    owner: database.owner,
    stop: async () => {
      await database.close()
      await server.stop()
      rmSync(parent, { recursive: true, force: true })
    },
  }
}

const backupInto = (site: Site, name: string): Promise<Backup> =>
  openBackup({
    dataFolder: site.folder,
    repository: folderRepository(join(site.parent, name)),
    objects: folderObjects(join(site.folder, 'files')),
    keys: [],
    clock: systemClock,
  })

const round = async (site: Site, at: number) => {
  const copy = join(site.parent, `copy-${at}`)
  const plain = await timed(() => plainCopy(site.cluster, copy))
  rmSync(copy, { recursive: true, force: true })
  const backup = await backupInto(site, `repository-${at}`)
  // What the log holds of the rows' first writing is not the base's.
  await backup.ship()
  let size = 0
  const sealed = await timed(async () => {
    const base = await backup.base()
    size = base.files.reduce((sum, file) => sum + file.size, 0)
  })
  const target = join(site.parent, `restored-${at}`)
  cpSync(join(site.folder, 'keys'), join(target, 'keys'), { recursive: true })
  const names = (await readMigrations(migrations)).map(file => file.name)
  const vault = await backup.vault()
  const back = await timed(() =>
    restore({
      vault,
      folder: target,
      target: { kind: 'newest' },
      migrations: names,
      organisation: newId(),
      objects: async () => folderObjects(join(target, 'files')),
      clock: systemClock,
      log: () => {},
    }),
  )
  await backup.close()
  rmSync(target, { recursive: true, force: true })
  const speed = (seconds: number) => `${Math.round(size / 1e6 / seconds)} MB/s`
  note(`${Math.round(size / 1e6)} MB: plain copy ${speed(plain)}, backup ${speed(sealed)}, restore ${speed(back)}`)
  return { backup: plain / sealed, restore: plain / back }
}

/** The second backup after one row in a hundred was changed: lying together, and scattered over the whole table. */
const changes = async (site: Site, rows: number): Promise<void> => {
  const backup = await backupInto(site, 'repository-changes')
  const first = await backup.base()
  const share = async (condition: string): Promise<number> => {
    await site.owner.unsafe(`update musubi.bench set noise = md5(noise) where ${condition}`)
    const next = await backup.base()
    return (next.bytes.written / first.bytes.written) * 100
  }
  atMost(
    'second backup after 1 % of the rows changed, together: share of the first',
    await share(`id <= ${rows / 100}`),
    15,
    '%',
  )
  note(`the same scattered over the table: ${Math.round(await share('id % 100 = 0'))} % (every 256 kB holds one)`)
  await backup.close()
}

/** Backup and restore beside a plain copy of the same bytes that is flushed to the disk. */
export const backup = async ({ full, rounds }: BenchOptions): Promise<void> => {
  const rows = full ? 2_000_000 : 400_000
  const site = await startSite(rows)
  try {
    const found: { readonly backup: number; readonly restore: number }[] = []
    for (let at = 0; at < Math.min(rounds, 3); at += 1) found.push(await round(site, at))
    atLeastShare(
      'backup (sealed, compressed, counted), of a plain copy',
      spreadOf(found.map(each => each.backup)),
      0.25,
    )
    atLeastShare(
      'restore (until the platform could start), of a plain copy',
      spreadOf(found.map(each => each.restore)),
      0.25,
    )
    await changes(site, rows)
  } finally {
    await site.stop()
  }
}
