import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { folderRepository } from './folder.ts'
import { openRepository } from './open.ts'
import type { Repository } from './repository.ts'

let folder = ''
let server: Server
const objects = new Map<string, Buffer>()

const listing = (prefix: string, from: string): string => {
  const all = [...objects.keys()].filter(key => key.startsWith(prefix)).sort()
  const page = all.filter(key => key > from).slice(0, 2)
  const more = page.length > 0 && page.at(-1) !== all.at(-1)
  const contents = page.map(
    key =>
      `<Contents><Key>${key}</Key><Size>${objects.get(key)?.length ?? 0}</Size><LastModified>2026-11-23T00:00:00.000Z</LastModified></Contents>`,
  )
  const next = more ? `<NextContinuationToken>${page.at(-1)}</NextContinuationToken>` : ''
  return `<?xml version="1.0"?><ListBucketResult><IsTruncated>${more}</IsTruncated>${next}${contents.join('')}</ListBucketResult>`
}

/** Only as much of an object store as the adapter uses, with pages of two names. */
const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const url = new URL(request.url ?? '/', 'http://store')
  const key = decodeURIComponent(url.pathname).replace(/^\/bucket\/?/, '')
  if (!url.pathname.startsWith('/bucket')) {
    response.writeHead(403).end('<Error><Code>AccessDenied</Code><Message>no</Message></Error>')
    return
  }
  if (request.method === 'PUT') objects.set(key, await buffer(request))
  if (request.method === 'DELETE') objects.delete(key)
  if (request.method !== 'GET') response.end()
  else if (url.searchParams.has('list-type'))
    response.end(listing(url.searchParams.get('prefix') ?? '', url.searchParams.get('continuation-token') ?? ''))
  else if (objects.has(key)) response.end(objects.get(key))
  else response.writeHead(404).end('<Error><Code>NoSuchKey</Code><Message>none</Message></Error>')
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'musubi-repository-'))
  server = createServer((request, response) => void answer(request, response))
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  vi.stubEnv('AWS_ENDPOINT_URL_S3', `http://127.0.0.1:${port}`)
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'mihon')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'mihon')
  vi.stubEnv('AWS_REGION', 'us-east-1')
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await new Promise(done => server.close(done))
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
  const repository = await openRepository('s3://elsewhere/one')
  await expect(repository.put('a', Buffer.from('x'))).rejects.toThrow(
    /^The object store s3:\/\/elsewhere\/one does not do what is asked: AccessDenied/,
  )
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
