import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
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
import { systemClock } from '../../../base/clock.ts'
import { findBinaries } from '../../database/server/binaries.ts'
import { folderObjects } from '../../files/folder.ts'
import { type Manifest, manifestName } from '../manifest.ts'
import { folderRepository } from '../repository/folder.ts'
import type { Repository } from '../repository/repository.ts'
import { keepBackupKeys } from '../sealing/epoch-keys.ts'
import { uploadName } from '../uploads.ts'
import { openVault, type Vault } from '../vault.ts'
import { parseLsn, segmentFile, segmentOf } from '../wal/lsn.ts'
import { planRestore, type RestoreTarget } from './plan.ts'
import { type RestoreOptions, restore } from './restore.ts'
import { checkVersions } from './versions.ts'

/** One good backup of a small site, which each test spoils for itself: the spoiled objects lie over the good ones. */
let site: Site
let good: Repository & { readonly folder: string }
let vault: Vault
let base: Manifest
let keys: string

beforeAll(async () => {
  site = await startSite()
  good = newRepository()
  await filesOf(site.folder).put(Buffer.from('添付'))
  const backup = await backupOf(site, good)
  await site.write('row 1')
  base = await backup.base()
  await site.write('row 2')
  await backup.ship()
  for (const name of ['row 3', 'row 4']) {
    await backup.admin`select pg_switch_wal()`
    await site.write(name)
    await backup.ship()
  }
  vault = await backup.vault()
  keys = join(site.folder, 'keys')
  await backup.close()
})
afterAll(cleanUpSites)

type Spoiled = Readonly<Record<string, Buffer | undefined>>

/** The good repository with some objects others or missing. */
const spoiled = (objects: Spoiled): Repository => ({
  ...good,
  get: async name => (name in objects ? objects[name] : good.get(name)),
  async *list(prefix) {
    for await (const entry of good.list(prefix)) if (!(entry.name in objects) || objects[entry.name]) yield entry
  },
})

const tryRestore = async (repository: Repository, more: Partial<RestoreOptions> = {}, keyFolder = keys) => {
  const folder = newFolder()
  cpSync(keyFolder, join(folder, 'keys'), { recursive: true })
  const outcome = restore({
    vault: await openVault({ repository, keyFolder: join(folder, 'keys') }),
    folder,
    target: { kind: 'newest' },
    migrations: await migrationNames(),
    organisation,
    objects: async () => folderObjects(join(folder, 'files')),
    clock: systemClock,
    log: () => {},
    ...more,
  })
  await expect(outcome).rejects.toThrow()
  // Nothing that looks like a platform is left.
  expect(readdirSync(folder).filter(name => !['keys', 'postgres.place', 'postgres.log'].includes(name))).toEqual([])
  return outcome
}

const refusal = async (objects: Spoiled, more: Partial<RestoreOptions> = {}): Promise<string> => {
  try {
    await tryRestore(spoiled(objects), more)
  } catch (error) {
    const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
    expect(text).toMatch(/^OperatorError: [^\n]+$/)
    return text
  }
  throw new Error('the restore was not refused')
}

const chunkName = (address: string): string => `chunks/1/${address.slice(0, 2)}/${address}`
const someChunks = (): readonly [string, string] => {
  const [one = '', two = ''] = [...new Set(base.files.flatMap(file => file.chunks))]
  return [chunkName(one), chunkName(two)]
}
const bytesOf = async (name: string): Promise<Buffer> => (await good.get(name)) ?? Buffer.alloc(0)
const walNames = async (): Promise<readonly string[]> => {
  const names: string[] = []
  for await (const { name } of good.list('wal/1/')) names.push(name)
  return names.sort()
}
/** Segments from the base's first on that are there as one object. */
const wholeSegments = async (): Promise<readonly string[]> => {
  const first = segmentFile(base.timeline, segmentOf(parseLsn(base.startLsn), base.segmentSize), base.segmentSize)
  return (await walNames()).filter(name => name.includes('/00000000-01000000-') && name >= `wal/1/${first}`)
}
const partsAfter = async (name: string): Promise<readonly string[]> =>
  (await walNames()).filter(each => each.slice(0, 30) > name.slice(0, 30))

describe('a restore is refused in one sentence, and leaves nothing behind, from', () => {
  test('a damaged chunk', async () => {
    const [name] = someChunks()
    const bytes = await bytesOf(name)
    bytes[bytes.length - 20] = (bytes[bytes.length - 20] ?? 0) ^ 1
    expect(await refusal({ [name]: bytes })).toContain(`${name} is damaged`)
  })

  test('a truncated chunk', async () => {
    const [name] = someChunks()
    const bytes = await bytesOf(name)
    expect(await refusal({ [name]: bytes.subarray(0, bytes.length - 5) })).toContain(`${name} is truncated`)
  })

  test('swapped chunks', async () => {
    const [one, two] = someChunks()
    expect(await refusal({ [one]: await bytesOf(two), [two]: await bytesOf(one) })).toContain('objects were swapped')
  })

  test('a missing chunk', async () => {
    const [name] = someChunks()
    expect(await refusal({ [name]: undefined })).toContain(`${name} is missing`)
  })

  test('a chunk of another repository', async () => {
    const keyFolder = newFolder('keys')
    keepBackupKeys(keyFolder, new Date())
    const foreign = await openVault({ repository: newRepository(), keyFolder, create: true })
    const [name] = someChunks()
    await foreign.put(name, Buffer.from('x'))
    const bytes = await foreign.repository.get(name)
    expect(await refusal({ [name]: bytes })).toContain('comes from another repository')
  })

  test('the manifest of another backup, a damaged one, and one that is not there', async () => {
    const name = manifestName(1, base.id)
    const other = manifestName(1, '20200101T000000Z-00000000')
    await vault.put(other, Buffer.from('{}'))
    const bytes = await bytesOf(other)
    await good.delete(other)
    expect(await refusal({ [name]: bytes })).toContain('objects were swapped')
    expect(await refusal({ [name]: Buffer.from('{}') })).toMatch(/truncated|not an object/)
    expect(await refusal({ [name]: undefined })).toContain('There is no backup')
    const target: RestoreTarget = { kind: 'base', id: '20200101T000000Z-00000000' }
    expect(await refusal({}, { target })).toContain(`there are ${base.id}`)
  })

  test('a manifest that holds what another backup’s should', async () => {
    const id = '20300101T000000Z-00000000'
    await vault.put(manifestName(1, id), Buffer.from(JSON.stringify(base)))
    try {
      expect(await refusal({})).toContain('is the manifest of another backup')
    } finally {
      await good.delete(manifestName(1, id))
    }
  })

  test('a missing uploaded file', async () => {
    const name = uploadName(1, base.uploads[0] ?? '')
    expect(await refusal({ [name]: undefined })).toContain(`${name} is missing`)
  })

  test('a log with a gap, with what can be restored instead', async () => {
    const [first = '', second = ''] = await wholeSegments()
    const text = await refusal({ [second]: undefined })
    expect(text).toContain('has a gap')
    const [, possible = ''] = /acknowledged before (\S+) is whole/.exec(text) ?? []
    const plan = await planRestore(await openVault({ repository: spoiled({ [second]: undefined }), keyFolder: keys }), {
      kind: 'time',
      at: new Date(possible),
    })
    expect(plan.segments.at(-1)?.parts.map(part => part.name)).toEqual([first])
    expect(await refusal({ [first]: undefined })).toContain('Choose another backup')
  })

  test('a log whose end is missing, which its head tells', async () => {
    const last = await partsAfter((await wholeSegments()).at(-1) ?? '')
    expect(last.length).toBeGreaterThan(0)
    expect(await refusal(Object.fromEntries(last.map(name => [name, undefined])))).toContain('has a gap')
  })

  test('a moment before the first backup or after the last shipping', async () => {
    const at = (iso: string): Partial<RestoreOptions> => ({ target: { kind: 'time', at: new Date(iso) } })
    expect(await refusal({}, at('2020-01-01T00:00:00Z'))).toContain('The oldest moment that can be restored')
    expect(await refusal({}, at('2100-01-01T00:00:00Z'))).toContain('is later and cannot be restored')
  })

  test('a newer Musubi, and another PostgreSQL', async () => {
    const known = (await migrationNames()).slice(0, -1)
    expect(await refusal({}, { migrations: known })).toContain('is newer than this version of Musubi')
    expect(() => checkVersions({ ...base, postgres: 190_001 }, findBinaries(), base.migrations)).toThrow(
      'is of PostgreSQL 19',
    )
  })

  test('a disk without enough room, before anything is written', async () => {
    expect(await refusal({}, { free: async () => 1_000_000 })).toMatch(/not enough room .* needs \d+.* MB, and 1 MB/)
  })
})

describe('a repository does not open', () => {
  test('with the keys of another one', async () => {
    const keyFolder = newFolder('keys')
    keepBackupKeys(keyFolder, new Date())
    await expect(openVault({ repository: good, keyFolder })).rejects.toThrow(/is the repository .* keys belong to/)
    // Nor is it taken over by them.
    await expect(openVault({ repository: good, keyFolder, create: true })).rejects.toThrow('keys belong to')
  })

  test('with another key of the epoch', async () => {
    const keyFolder = newFolder('keys')
    cpSync(keys, keyFolder, { recursive: true })
    const path = join(keyFolder, 'backup-1.key')
    writeFileSync(
      path,
      readFileSync(path, 'utf8').replace(/ [A-Za-z0-9+/]{43}=/, ` ${Buffer.alloc(32, 7).toString('base64')}`),
    )
    await expect(openVault({ repository: good, keyFolder })).rejects.toThrow('is not the one that the backup')
  })

  test('without keys, where there is none, or in a folder with other things', async () => {
    await expect(openVault({ repository: good, keyFolder: newFolder('keys') })).rejects.toThrow('holds no key')
    await expect(openVault({ repository: newRepository(), keyFolder: keys })).rejects.toThrow('There is no backup in')
    const other = newRepository()
    mkdirSync(other.folder)
    writeFileSync(join(other.folder, 'letter.txt'), 'x')
    await expect(
      openVault({ repository: folderRepository(other.folder), keyFolder: keys, create: true }),
    ).rejects.toThrow('not a backup of Musubi')
  })
})

test('a folder that holds anything is not restored into', async () => {
  const folder = newFolder()
  mkdirSync(folder)
  writeFileSync(join(folder, 'letter.txt'), 'x')
  const outcome = restore({
    vault,
    folder,
    target: { kind: 'newest' },
    migrations: [],
    organisation,
    objects: async () => folderObjects(join(folder, 'files')),
    clock: systemClock,
    log: () => {},
  })
  await expect(outcome).rejects.toThrow('is not empty (letter.txt)')
  expect(existsSync(join(folder, 'letter.txt'))).toBe(true)
})
