import { cpSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
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
} from '../../../../test/backup/site.ts'
import { until } from '../../../../test/platform/process.ts'
import { systemClock } from '../../../base/clock.ts'
import { loadSecrets } from '../../database/secrets.ts'
import { folderObjects } from '../../files/folder.ts'
import { sha256Of } from '../../files/store.ts'
import { loadSigner, loadVerifiers, verifierPath } from '../../ledger/keys.ts'
import { outsideFolders } from '../../ledger/outside.ts'
import { startSequencer } from '../../ledger/sequencer.ts'
import { verifyLedger } from '../../ledger/verify.ts'
import type { Repository } from '../repository/repository.ts'
import { openVault } from '../vault.ts'
import type { RestoreTarget } from './plan.ts'
import { type Restored, restore } from './restore.ts'

afterEach(cleanUpSites)

/** An empty machine that was given the keys and the repository. */
const bringBack = async (keys: string, repository: Repository, target: RestoreTarget) => {
  const folder = newFolder()
  cpSync(keys, join(folder, 'keys'), { recursive: true })
  const restored: Restored = await restore({
    vault: await openVault({ repository, keyFolder: join(folder, 'keys') }),
    folder,
    target,
    migrations: await migrationNames(),
    organisation,
    objects: async () => folderObjects(join(folder, 'files')),
    clock: systemClock,
    log: () => {},
  })
  return { folder, restored, site: await startSite(folder) }
}

/** The keys as they were, kept elsewhere. */
const copyKeys = (site: Site): string => {
  const kept = newFolder('keys')
  cpSync(join(site.folder, 'keys'), kept, { recursive: true })
  return kept
}

const names = async (site: Site): Promise<ReadonlySet<string>> =>
  new Set(
    (await site.database.owner<{ name: string }[]>`select name from musubi.setting where name like 'row %'`).map(
      row => row.name,
    ),
  )

const verify = (site: Site) =>
  verifyLedger({
    owner: site.database.owner,
    outside: outsideFolders(site.folder, ''),
    verifiers: loadVerifiers(verifierPath(site.folder)),
  })

/** Gives places and signs, as another process of the platform would. */
const sequence = async (site: Site): Promise<void> => {
  const sequencer = startSequencer({
    owner: site.database.owner,
    signer: loadSigner({ dataFolder: site.folder }),
    outside: outsideFolders(site.folder, ''),
    checkpointMs: 0,
  })
  await sequencer.flush()
  await sequencer.stop()
}

describe('a restore', () => {
  test('of everything, after the data folder was destroyed under load, has every row acknowledged before the last shipping', async () => {
    const repository = newRepository()
    const site = await startSite()
    const acknowledged: { name: string; at: number }[] = []
    let loading = true
    const load = Promise.all(
      [1, 2, 3].map(async worker => {
        for (let n = 0; loading; n += 1) {
          const name = `row ${worker} ${n}`
          await site.write(name)
          acknowledged.push({ name, at: Date.now() })
          await sleep(1)
        }
      }),
    )
    const secrets = loadSecrets(site.folder)
    const place = { register: 'r', field: 'f', record: '1' }
    const sealed = secrets.seal('要配慮', place).toString('base64')
    await site.database
      .owner`insert into musubi.setting (name, value) values ('sealed', ${site.database.owner.json({ sealed })})`
    const backup = await backupOf(site, repository)
    const files = filesOf(site.folder)
    const before = await files.put(Buffer.from('前のファイル'))
    const base = await backup.base()
    expect(Object.values(base.counts).some(count => count > 0)).toBe(true)
    const after = await files.put(Buffer.from('後のファイル'))
    const after40 = acknowledged.length + 40
    await until('rows after the backup', () => acknowledged.length > after40)
    const shipped = await backup.ship()
    const sure = acknowledged.filter(each => each.at < Date.parse(shipped.at)).map(each => each.name)
    const unsure = acknowledged.length + 20
    await until('rows after the shipping', () => acknowledged.length > unsure)
    loading = false
    await load
    const keys = copyKeys(site)
    await backup.close()
    await site.stop()
    rmSync(site.folder, { recursive: true, force: true })

    const { restored, site: survivor, folder } = await bringBack(keys, repository, { kind: 'newest' })
    const there = await names(survivor)
    expect(sure.length).toBeGreaterThan(20)
    expect(sure.filter(name => !there.has(name))).toEqual([])
    expect([...there].filter(name => !acknowledged.some(each => each.name === name)).length).toBeLessThanOrEqual(3)
    const again = filesOf(folder)
    for (const [hash, text] of [
      [before, '前のファイル'],
      [after, '後のファイル'],
    ] as const)
      expect(sha256Of(await again.get(hash))).toBe(sha256Of(text))
    const [row] = await survivor.database.owner<{ value: { sealed: string } }[]>`
      select value from musubi.setting where name = 'sealed'`
    expect(loadSecrets(folder).open(Buffer.from(row?.value.sealed ?? '', 'base64'), place)).toBe('要配慮')
    expect(restored.ledger.cut).toBeUndefined()
    expect(restored.uploads).toBe(2)
    await survivor.sequencer.flush()
    const report = await verify(survivor)
    expect(report).toMatchObject({ count: 0, waiting: 0, unproven: [], cuts: [] })
    expect(report.size).toBeGreaterThanOrEqual(sure.length)
    await survivor.write('row after')
    await survivor.sequencer.flush()
    expect(survivor.sequencer.status().state).toBe('active')
  })

  test('to a moment between two writes has the first and not the second, ends the log there and goes on with another', async () => {
    const repository = newRepository()
    const site = await startSite()
    const backup = await backupOf(site, repository)
    await site.write('row 1')
    await backup.base()
    await site.sequencer.stop()
    // Not sequenced when the moment comes.
    await site.write('row 2')
    await sleep(30)
    const moment = new Date()
    await sleep(30)
    await site.write('row 3')
    await sequence(site)
    await backup.ship()
    const keys = copyKeys(site)
    await backup.close()
    await site.stop()

    const { restored, site: survivor } = await bringBack(keys, repository, { kind: 'time', at: moment })
    expect(await names(survivor)).toEqual(new Set(['row 1', 'row 2']))
    expect(Date.parse(restored.moment)).toBeLessThan(moment.getTime())
    expect(restored.ledger.cut).toMatchObject({ origin: 'musubi.localhost/ledger', size: 1, signed: 3 })
    await survivor.write('row 4')
    await survivor.sequencer.flush()
    expect(survivor.sequencer.status().state).toBe('active')
    const report = await verify(survivor)
    expect(report).toMatchObject({ count: 0, unproven: [] })
    expect(report.cuts).toMatchObject([{ size: 1, signed: 3 }])
  })

  test('to a moment at which an older transaction had not ended: the places differ from the old log’s, and that is said', async () => {
    const repository = newRepository()
    const site = await startSite()
    const backup = await backupOf(site, repository)
    await site.write('row 1')
    await backup.base()
    await site.sequencer.flush()
    await site.sequencer.stop()
    const { promise: moment, resolve } = Promise.withResolvers<Date>()
    await site.write('row 2', async () => {
      // Younger, and committed before the moment; the older one only after.
      await site.write('row 3')
      await sleep(30)
      resolve(new Date())
      await sleep(30)
    })
    await sequence(site)
    await backup.ship()
    const keys = copyKeys(site)
    await backup.close()
    await site.stop()

    const { restored, site: survivor } = await bringBack(keys, repository, { kind: 'time', at: await moment })
    expect(await names(survivor)).toEqual(new Set(['row 1', 'row 3']))
    expect(restored.ledger.cut).toMatchObject({ size: 1, signed: 3 })
    const entries = await survivor.database.owner<{ content: string }[]>`
      select e.content from ledger.leaf l join ledger.entry e on e.id = l.entry order by l.seq limit 2`
    expect(entries[1]?.content).toContain('row 3')
    await survivor.write('row 4')
    await survivor.sequencer.flush()
    expect(await verify(survivor)).toMatchObject({ count: 0, waiting: 0, unproven: [], cuts: [{ size: 1, signed: 3 }] })
  })
})
