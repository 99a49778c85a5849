import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import {
  backupOf,
  cleanUpSites,
  filesOf,
  migrationNames,
  newFolder,
  newRepository,
  organisation,
  type Site,
  startSite,
} from '../../../test/backup/site.ts'
import { startS3 } from '../../../test/s3-server.ts'
import { systemClock } from '../../base/clock.ts'
import { projectRoot } from '../../base/root.ts'
import { loadSecrets } from '../database/secrets.ts'
import { s3Objects } from '../files/s3.ts'
import { fileStore } from '../files/store.ts'
import { loadVerifiers, verifierPath } from '../ledger/keys.ts'
import type { Backup } from './backup.ts'
import { beginEpoch, destroyAtEnd, destroyEnded, destroyEpoch, epochLoss } from './epochs.ts'
import { listBases, type Manifest, manifestName, readManifest } from './manifest.ts'
import { type ProofReport, type ProveOptions, prove } from './prove.ts'
import { prune } from './prune.ts'
import { s3Repository } from './repository/s3.ts'
import { planRestore } from './restore/plan.ts'
import type { Vault } from './vault.ts'
import { readHead } from './wal/parts.ts'

let site: Site
let repository: ReturnType<typeof newRepository>
let backup: Backup
beforeAll(async () => {
  site = await startSite()
})
afterAll(cleanUpSites)
afterEach(async () => {
  await backup.close()
})

const begin = async (): Promise<void> => {
  repository = newRepository()
  backup = await backupOf(site, repository)
}

const noFiles: ProveOptions['files'] = async () => []

const proof = async (vault?: Vault, files = noFiles): Promise<ProofReport> =>
  prove({
    vault: vault ?? (await backup.vault()),
    scratch: newFolder('scratch'),
    migrations: await migrationNames(),
    keys: [],
    verifiers: loadVerifiers(verifierPath(site.folder)),
    readers: [],
    files,
    clock: systemClock,
  })

const names = async (prefix: string): Promise<readonly string[]> => {
  const found: string[] = []
  for await (const { name } of repository.list(prefix)) found.push(name)
  return found.sort()
}

const options = () => ({
  owner: site.database.owner,
  keyFolder: join(site.folder, 'keys'),
  organisation,
  clock: systemClock,
})

describe('a backup', () => {
  test('writes what has changed only, and shows nothing of what it holds', async () => {
    await begin()
    await site.write('row 見本の名前')
    const first = await backup.base()
    const second = await backup.base()
    expect(first.bytes.fresh).toBeGreaterThan(500)
    expect(second.bytes.fresh).toBeLessThan(60)
    expect(second.bytes.chunks).toBeGreaterThanOrEqual(first.bytes.chunks)
    const text = Buffer.from('見本の名前')
    for (const name of await names('')) expect((await repository.get(name))?.includes(text), name).toBe(false)
  })

  test('that was killed in the middle leaves nothing that looks whole; the next one works and is proven', async () => {
    await begin()
    const child = spawn(
      process.execPath,
      [join(projectRoot, 'bin', 'run.mjs'), 'test/backup-process.ts', site.folder, repository.folder],
      { stdio: ['ignore', 'ignore', 'inherit'], cwd: projectRoot },
    )
    expect(await once(child, 'exit')).toEqual([null, 'SIGKILL'])
    expect((await names('chunks/1/')).length).toBeGreaterThanOrEqual(40)
    expect(await names('bases/')).toEqual([])
    await expect(planRestore(await backup.vault(), { kind: 'newest' })).rejects.toThrow('There is no backup')
    const made = await backup.base()
    expect(made.bytes.fresh).toBeLessThan(made.bytes.chunks)
    expect(await proof()).toMatchObject({ good: true, problems: [] })
  })

  test('that was copied from another repository’s place is not gone on with', async () => {
    await begin()
    await backup.base()
    await site.write(`row ${Math.random()}`)
    await backup.ship()
    // A data folder that was put back from an older copy would overwrite what came after.
    const vault = await backup.vault()
    await vault.put(
      'heads/1/head',
      Buffer.from(JSON.stringify({ timeline: 1, lsn: 'F/0', at: new Date().toISOString() })),
    )
    const other = await backupOf(site, repository)
    try {
      await expect(other.ship()).rejects.toThrow('is ahead of this database')
    } finally {
      await other.close()
    }
  })

  test('by the platform and a command at the same time: neither takes the other for a foreign one, nor takes back its word', async () => {
    await begin()
    await backup.base()
    let reached = ''
    /** Whenever the command reads how far the backup is, the platform has just gone further. */
    const command = await backupOf(site, {
      ...repository,
      get: async name => {
        if (name.startsWith('heads/')) {
          await site.write(`row ${Math.random()}`)
          reached = (await backup.ship()).lsn
          await site.write(`row ${Math.random()}`)
        }
        return repository.get(name)
      },
    })
    try {
      await command.ship()
    } finally {
      await command.close()
    }
    const vault = await backup.vault()
    expect((await readHead(vault, vault.epoch))?.lsn).toBe(reached)
  })

  test('by two at once: the second is told', async () => {
    await begin()
    const outcomes = await Promise.allSettled([backup.base(), backup.base()])
    expect(outcomes.map(outcome => outcome.status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(String(outcomes.find(outcome => outcome.status === 'rejected')?.reason)).toContain('under way')
  })
})

describe('a proof', () => {
  test('restores, counts as at the backup’s mark although more was written since, verifies, and leaves nothing behind', async () => {
    await begin()
    await site.write(`row ${Math.random()}`)
    const attached = await filesOf(site.folder).put(Buffer.from('添付'))
    const base = await backup.base()
    for (let n = 0; n < 5; n += 1) await site.write(`row ${Math.random()}`)
    await site.sequencer.flush()
    await backup.ship()
    const scratch = newFolder('scratch')
    mkdirSync(scratch, { recursive: true })
    const report = await prove({
      vault: await backup.vault(),
      scratch,
      migrations: await migrationNames(),
      keys: [],
      verifiers: loadVerifiers(verifierPath(site.folder)),
      readers: [],
      files: async (owner, objects) => {
        expect(await owner`select 1 from ledger.entry limit 1`).toHaveLength(1)
        const store = fileStore(objects, loadSecrets(site.folder))
        expect(String(Buffer.from(await store.get(attached)))).toBe('添付')
        await expect(store.get('0'.repeat(64))).rejects.toThrow('missing')
        return []
      },
      clock: systemClock,
    })
    expect(report).toMatchObject({ good: true, problems: [], backup: base.id, uploads: 1 })
    expect(report.rows).toBe(Object.values(base.counts).reduce((sum, count) => sum + count, 0))
    const [size] = await site.database.owner<{ size: string }[]>`select size from ledger.tree`
    expect(report.ledger).toBe(Number(size?.size))
    expect(readdirSync(scratch)).toEqual([])
  })

  test('fails for a row too few, for a damaged chunk, for a file and for a key that are not there', async () => {
    await begin()
    await filesOf(site.folder).put(Buffer.from('別の添付'))
    const base = await backup.base()
    const vault = await backup.vault()
    const more: Manifest = {
      ...base,
      counts: { ...base.counts, 'musubi.setting': (base.counts['musubi.setting'] ?? 0) + 1 },
      keys: ['special.key 9 0000'],
      uploads: [...base.uploads, 'f'.repeat(64)],
    }
    await vault.put(manifestName(1, base.id), Buffer.from(JSON.stringify(more)))
    const { good, problems } = await proof()
    expect(good).toBe(false)
    expect(problems).toHaveLength(3)
    expect(problems.join('\n')).toMatch(/musubi\.setting has \d+ rows; \d+ were counted/)
    expect(problems.join('\n')).toMatch(/special\.key 9 0000/)
    expect(problems.join('\n')).toMatch(/files\/1\/ff\/f+ is missing/)
    const [chunk = ''] = await names('chunks/1/')
    const bytes = await repository.get(chunk)
    await repository.put(chunk, (bytes ?? Buffer.alloc(0)).subarray(0, 80))
    expect(await proof()).toMatchObject({ good: false, moment: null })
  })
})

describe('a key epoch', () => {
  test('destroyed makes its backups unreadable, removes its objects, is in the ledger; the next one restores', async () => {
    await begin()
    await filesOf(site.folder).put(Buffer.from('残る添付'))
    const old = await backup.base()
    const kept = newFolder('repository')
    cpSync(repository.folder, kept, { recursive: true })
    await expect(epochLoss(await backup.vault(), site.database.owner, old.epoch)).rejects.toThrow('the one in use')
    const epoch = await beginEpoch(options(), await backup.vault())
    await expect(epochLoss(await backup.vault(), site.database.owner, old.epoch)).rejects.toThrow('No later epoch')
    await site.write(`row ${Math.random()}`)
    const fresh = await backup.base()
    expect(fresh.epoch).toBe(epoch)
    expect(fresh.uploads.length).toBe(old.uploads.length)
    expect(fresh.bytes.fresh).toBeGreaterThan(500)

    const vault = await backup.vault()
    const loss = await epochLoss(vault, site.database.owner, old.epoch)
    expect(loss).toMatchObject({ bases: [old.id], copies: [] })
    expect(loss.objects).toBeGreaterThan(500)
    await destroyEpoch(options(), vault, loss, '見本町の退会')
    expect(await names(`chunks/${old.epoch}/`)).toEqual([])
    const entries = await site.database.owner<{ content: string }[]>`
      select content from ledger.entry where event = 'backup.epoch-destroyed' order by n desc limit 1`
    expect(entries[0]?.content).toContain('見本町の退会')

    const after = await backup.vault()
    await expect(readManifest(after, old.epoch, old.id)).rejects.toThrow('was destroyed')
    const { folderRepository } = await import('./repository/folder.ts')
    const { openVault } = await import('./vault.ts')
    const copy = await openVault({ repository: folderRepository(kept), keyFolder: join(site.folder, 'keys') })
    await expect(planRestore(copy, { kind: 'newest' })).rejects.toThrow('keys of its 1 backups were destroyed')
    expect(await proof()).toMatchObject({ good: true, backup: fresh.id })
  })

  test('marked for the end of retention ends with its last backup', async () => {
    await begin()
    const old = await backup.base()
    const vault = await backup.vault()
    await beginEpoch(options(), vault)
    await backup.base()
    await destroyAtEnd(options(), await backup.vault(), old.epoch, '見本町の退会')
    expect(await destroyEnded(options(), await backup.vault())).toEqual([])
    const now = new Date(Date.now() + 40 * 86_400_000)
    await prune({ vault: await backup.vault(), now, days: 35, monthly: 0, proven: undefined })
    expect(await destroyEnded(options(), await backup.vault())).toEqual([old.epoch])
    expect((await backup.vault()).epochs).not.toContain(old.epoch)
  })
})

test('with files and backups both in buckets, retention removes what nothing needs, and what stays can be restored', async () => {
  const server = await startS3(['files', 'backups'])
  onTestFinished(server.close)
  const settings = { endpoint: server.endpoint, region: 'auto', pathStyle: true, credentials: server.credentials }
  const objects = s3Objects({ ...settings, bucket: 'files', prefix: 'one/' })
  const inBucket = s3Repository({ ...settings, bucket: 'backups', prefix: 'one/' })
  onTestFinished(objects.close)
  const store = fileStore(objects, loadSecrets(site.folder))
  const listed = (): readonly string[] => [...server.objects.keys()].filter(key => key.startsWith('backups/')).sort()
  backup = await backupOf(site, inBucket, objects)
  const attached = await store.put(Buffer.from('バケットの添付'))
  const first = await backup.base()
  await site.write(`row ${Math.random()}`)
  await backup.admin`select pg_switch_wal()`
  await site.database.owner`create table musubi.passing as select generate_series(1, 20000) as n`
  const second = await backup.base()
  await site.database.owner`drop table musubi.passing`
  await backup.admin`select pg_switch_wal()`
  await site.write(`row ${Math.random()}`)
  const third = await backup.base()
  const vault = await backup.vault()
  const now = new Date(Date.now() + 40 * 86_400_000)
  await inBucket.put(`chunks/${third.epoch}/left.part`, Buffer.from('x'))
  const before = listed()
  const dry = await prune({ vault, now, days: 35, monthly: 0, proven: first.id, dryRun: true })
  expect(listed()).toEqual(before)
  const done = await prune({ vault, now, days: 35, monthly: 0, proven: first.id })
  expect(done).toEqual(dry)
  expect(done).toMatchObject({ kept: [first.id, third.id].sort(), removed: [second.id] })
  expect(done.bytes).toBeGreaterThan(10_000)
  expect(listed()).toHaveLength(before.length - done.objects)
  expect(listed()).not.toContain(`backups/one/chunks/${third.epoch}/left.part`)
  expect((await listBases(vault)).map(base => base.id)).toEqual([first.id, third.id].sort())
  await planRestore(vault, { kind: 'base', id: first.id })
  const read: string[] = []
  const files: typeof noFiles = async (_, restored) => {
    read.push(String(Buffer.from(await fileStore(restored, loadSecrets(site.folder)).get(attached))))
    return []
  }
  expect(await proof(vault, files)).toMatchObject({ good: true, backup: third.id, uploads: 1 })
  expect(read).toEqual(['バケットの添付'])
})

test('a log that outgrew its limit before it was shipped is given up by the server; that is remembered, and a new base mends it', async () => {
  await begin()
  await site.write('row before')
  await backup.base()
  await backup.ship()
  const setLimit = async (size: string) => {
    await backup.admin.unsafe(`alter system set max_slot_wal_keep_size = '${size}'`)
    await backup.admin`select pg_reload_conf()`
  }
  await setLimit('16MB')
  for (let n = 0; n < 6; n += 1) {
    await site.write(`row lost ${n}`)
    await backup.admin`select pg_switch_wal()`
  }
  await backup.admin`checkpoint`
  const [slot] =
    await backup.admin`select wal_status, restart_lsn from pg_replication_slots where slot_name = 'musubi_backup'`
  expect(slot).toMatchObject({ wal_status: 'lost', restart_lsn: null })
  await setLimit('4GB')

  expect(await backup.ship()).toMatchObject({ gap: true })
  // Another process knows it too, and what could be restored is told.
  const other = await backupOf(site, repository)
  const shipped = await other.ship()
  expect(shipped).toMatchObject({ gap: true, gapSince: expect.stringMatching(/^20/) })
  await expect(planRestore(await other.vault(), { kind: 'newest' })).rejects.toThrow(/--to-time/)
  await other.close()

  await site.write('row after')
  await backup.base()
  const mended = await backup.ship()
  expect(mended.gap).toBe(false)
  expect(mended).not.toHaveProperty('gapSince')
  expect((await planRestore(await backup.vault(), { kind: 'newest' })).until.getTime()).toBeGreaterThan(0)
  expect(await proof()).toMatchObject({ good: true })
})
