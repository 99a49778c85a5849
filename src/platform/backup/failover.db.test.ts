import { chmodSync, cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cleanUpSites, migrationNames, newFolder, newRepository, organisation } from '../../../test/backup/site.ts'
import { openPair, type Pair } from '../../../test/platform/pair.ts'
import { until } from '../../../test/platform/process.ts'
import { systemClock } from '../../base/clock.ts'
import { newId } from '../../base/uuid.ts'
import { openPool } from '../database/pool.ts'
import { startEmbedded } from '../database/server/index.ts'
import { folderObjects } from '../files/folder.ts'
import { loadSigner } from '../ledger/keys.ts'
import type { LocalAgent } from '../sites/agent.ts'
import { readKeys } from '../sites/keys.ts'
import { openBackup } from './backup.ts'
import { beginEpoch, destroyEpoch, epochLoss } from './epochs.ts'
import type { RestoreTarget } from './restore/plan.ts'
import { restore } from './restore/restore.ts'
import { openVault } from './vault.ts'

const parent = mkdtempSync(join(tmpdir(), 'musubi-backup-pair-'))
chmodSync(parent, 0o755)
const repository = newRepository()
let pair: Pair
beforeAll(async () => {
  pair = await openPair(parent)
  await pair.database.owner.unsafe('create table musubi.trial (id uuid primary key)')
  await until('both sites agree', () => pair.keeper.state().mode === 'together' && !pair.keeper.state().stopped)
})
afterAll(async () => {
  await pair?.close()
  await cleanUpSites()
  rmSync(parent, { recursive: true, force: true })
})

const acknowledged: { readonly id: string; readonly at: number }[] = []
const write = async (count: number): Promise<void> => {
  for (let n = 0; n < count; n += 1) {
    const id = newId()
    await pair.database.owner`insert into musubi.trial (id) values (${id})`
    acknowledged.push({ id, at: Date.now() })
  }
}

const backupAt = ({ server }: LocalAgent) =>
  openBackup({
    dataFolder: server.folder,
    repository,
    objects: folderObjects(join(server.folder, 'files')),
    keys: [],
    clock: systemClock,
  })

/** What an empty machine brings back with the keys of a site. */
const restored = async (site: LocalAgent, target: RestoreTarget): Promise<ReadonlySet<string>> => {
  const folder = newFolder()
  cpSync(join(site.server.folder, 'keys'), join(folder, 'keys'), { recursive: true })
  await restore({
    vault: await openVault({ repository, keyFolder: join(folder, 'keys') }),
    folder,
    target,
    migrations: await migrationNames(),
    organisation,
    objects: async () => folderObjects(join(folder, 'files')),
    clock: systemClock,
    log: () => {},
  })
  const server = await startEmbedded(folder, { log: () => {} })
  const sql = openPool(server.url('owner'), { max: 1 })
  try {
    return new Set((await sql<{ id: string }[]>`select id from musubi.trial`).map(row => row.id))
  } finally {
    await sql.end({ timeout: 1 })
    await server.stop()
  }
}

test('after a failover the other site ships on from where the first one was, and a restore goes across', async () => {
  const home = pair.home.server
  loadSigner({ dataFolder: home.folder })
  const before = await backupAt(pair.home)
  await before.base()
  await write(50)
  const { timeline } = await before.ship()
  await write(50)
  await sleep(30)
  const moment = new Date()
  await sleep(30)
  await write(50)
  // Acknowledged by both sites, and not shipped when the first one is lost.
  await before.close()
  await until('the keys of backups are at both sites', () => 'keys/backup.id' in readKeys(pair.away().server.folder))
  const pid = home.pid()
  rmSync(home.folder, { recursive: true, force: true })
  process.kill(pid, 'SIGKILL')
  await pair.keeper.promote('本拠の喪失', false)
  await until('writing goes on', () =>
    write(1).then(
      () => true,
      () => false,
    ),
  )
  await write(50)

  const after = await backupAt(pair.away())
  const shipped = await after.ship()
  expect(shipped).toMatchObject({ gap: false, timeline: timeline + 1 })
  const newest = await restored(pair.away(), { kind: 'newest' })
  expect(acknowledged.filter(each => !newest.has(each.id))).toEqual([])
  const then = await restored(pair.away(), { kind: 'time', at: moment })
  const earlier = acknowledged.filter(each => each.at < moment.getTime())
  expect(earlier).toHaveLength(100)
  expect(then).toEqual(new Set(earlier.map(each => each.id)))

  // The next base begins on the new timeline; an epoch ends at both sites.
  await after.base()
  const options = {
    owner: pair.database.owner,
    keyFolder: join(pair.away().server.folder, 'keys'),
    organisation,
    clock: systemClock,
  }
  await until('both sites agree again', () => pair.keeper.state().mode === 'together' && !pair.keeper.state().stopped)
  await beginEpoch(options, await after.vault())
  await after.base()
  const vault = await after.vault()
  await destroyEpoch(options, vault, await epochLoss(vault, options.owner, 1), '訓練')
  await write(10)
  await after.ship()
  expect(await restored(pair.away(), { kind: 'newest' })).toEqual(new Set(acknowledged.map(each => each.id)))
  await until('the key is destroyed at the other site too', () =>
    (readKeys(pair.home.server.folder)['keys/backup-1.key'] ?? '').startsWith('destroyed '),
  )
  await until('both sites agree', () => pair.keeper.state().mode === 'together' && !pair.keeper.state().stopped)
  await write(1)
  await after.close()
})
