import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type S3Server, startS3 } from '../../../../test/s3-server.ts'
import { folderRepository } from './folder.ts'
import { openRepository } from './open.ts'
import type { Repository } from './repository.ts'

let folder = ''
let server: S3Server

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'musubi-repository-'))
  // Pages of two names.
  server = await startS3(['bucket'], 2)
  vi.stubEnv('MUSUBI_BACKUP_ENDPOINT', server.endpoint)
  vi.stubEnv('MUSUBI_BACKUP_KEY_ID', server.credentials.accessKeyId)
  vi.stubEnv('MUSUBI_BACKUP_SECRET', server.credentials.secretAccessKey)
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await server.close()
  rmSync(folder, { recursive: true, force: true })
})

const kinds: readonly (readonly [string, () => Promise<Repository>])[] = [
  ['a folder', async () => folderRepository(join(folder, 'repository'))],
  ['an object store', () => openRepository('s3://bucket/prefecture/one')],
]

describe.each(kinds)('a repository in %s', (_kind, open) => {
  const names = async (repository: Repository, prefix: string) => {
    const found: string[] = []
    for await (const { name } of repository.list(prefix)) found.push(name)
    return found.sort()
  }

  test('keeps bytes under names, replaces, lists by prefix over pages, deletes', async () => {
    const repository = await open()
    expect(await names(repository, '')).toEqual([])
    expect(await repository.get('chunks/1/none')).toBeUndefined()
    const bytes = Buffer.from([0, 255, 10, 13])
    for (const name of ['a.json', 'chunks/1/aa/x', 'chunks/1/bb/y', 'chunks/1/cc/z', 'chunks/2/aa/x'])
      await repository.put(name, bytes)
    await repository.sync()
    expect(await repository.get('chunks/1/aa/x')).toEqual(bytes)
    await repository.put('a.json', Buffer.from('new'))
    expect(String(await repository.get('a.json'))).toBe('new')
    expect(await names(repository, 'chunks/1/')).toEqual(['chunks/1/aa/x', 'chunks/1/bb/y', 'chunks/1/cc/z'])
    expect(await names(repository, '')).toHaveLength(5)
    for await (const { size, at } of repository.list('chunks/2/')) {
      expect(size).toBe(4)
      expect(at).toBeInstanceOf(Date)
    }
    await repository.delete('chunks/1/bb/y')
    await repository.delete('chunks/1/none')
    expect(await names(repository, 'chunks/1/')).toEqual(['chunks/1/aa/x', 'chunks/1/cc/z'])
  })
})

test('an object store that refuses is said in a sentence, without its keys', async () => {
  const put = async (place: string) => (await openRepository(place)).put('a', Buffer.from('x'))
  await expect(put('s3://elsewhere/one')).rejects.toThrow(
    /^The place for backups http:\S+ elsewhere\/one\/ cannot be used: there is no such bucket; .*\.$/,
  )
  vi.stubEnv('MUSUBI_BACKUP_SECRET', 'another')
  await expect(put('s3://bucket/one')).rejects.toThrow(/ refused \(SignatureDoesNotMatch\); check the key(?!.*another)/)
  vi.stubEnv('MUSUBI_BACKUP_SECRET', server.credentials.secretAccessKey)
  vi.stubEnv('MUSUBI_BACKUP_ENDPOINT', 'http://127.0.0.1:1')
  await expect(put('s3://bucket/one')).rejects.toThrow(' unreachable (ECONNREFUSED)')
  vi.stubEnv('MUSUBI_BACKUP_ENDPOINT', server.endpoint)
})

test('a place that is none is refused; a folder that is a file too', async () => {
  await expect(openRepository('ftp://host/x')).rejects.toThrow('is no place for backups')
  await expect(openRepository('s3://')).rejects.toThrow('is no place in an object store')
  writeFileSync(join(folder, 'file'), 'x')
  const repository = await openRepository(join(folder, 'file'))
  await expect(repository.put('a/b', Buffer.from('x'))).rejects.toThrow('cannot be written')
})

test('a write that was cut off leaves nothing of its name', async () => {
  const place = join(folder, 'cut')
  const repository = folderRepository(place)
  await repository.put('one', Buffer.from('1'))
  // A folder of the name stands in the way of the last step.
  await folderRepository(join(place, 'two')).put('inner', Buffer.from('x'))
  await expect(repository.put('two', Buffer.from('2'))).rejects.toThrow()
  expect(readdirSync(place).sort()).toEqual(['one', 'two'])
})
