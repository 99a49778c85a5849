import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type S3Server, startS3 } from '../../../test/s3-server.ts'
import { DefinitionError, NotFoundError, OperatorError, UnavailableError } from '../../base/problem.ts'
import { folderObjects } from './folder.ts'
import { isObjectName, type ObjectStore } from './objects.ts'
import { s3Objects } from './s3.ts'

const bytesOf = (text: string) => new TextEncoder().encode(text)
const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes)

let folder = ''
let server: S3Server
const stores: (ObjectStore & { close?(): void })[] = []
beforeAll(async () => {
  server = await startS3(['files'], 3)
})
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'musubi-objects-'))
  server.objects.clear()
  server.requests.length = 0
})
afterAll(async () => {
  for (const store of stores) store.close?.()
  await server.close()
})

const bucket = (more: Partial<Parameters<typeof s3Objects>[0]> = {}) => {
  const { endpoint, credentials } = server
  const store = s3Objects({
    bucket: 'files',
    endpoint,
    credentials,
    region: 'ap-northeast-1',
    pathStyle: true,
    prefix: 'musubi/',
    ...more,
  })
  stores.push(store)
  return store
}

interface Adapter {
  readonly open: () => ObjectStore
  /** Behind the store's back. */
  readonly alter: (name: string, text: string) => Promise<void>
  readonly age: (name: string, at: Date) => Promise<void>
}

const adapters: Readonly<Record<string, Adapter>> = {
  folder: {
    open: () => folderObjects(join(folder, 'files')),
    alter: (name, text) => writeFile(join(folder, 'files', name), text),
    age: (name, at) => utimes(join(folder, 'files', name), at, at),
  },
  s3: {
    open: () => bucket(),
    alter: async (name, text) => {
      server.objects.set(`files/musubi/${name}`, { bytes: Buffer.from(text), at: new Date() })
    },
    age: async (name, at) => {
      const there = server.objects.get(`files/musubi/${name}`)
      if (there) there.at = at
    },
  },
}

const namesIn = async (store: ObjectStore, prefix?: string): Promise<readonly string[]> => {
  const names: string[] = []
  for await (const { name } of store.list(prefix)) names.push(name)
  return names.toSorted()
}

describe.each(Object.entries(adapters))('objects in a store of kind %s', (_, adapter) => {
  test('what is put is read back, whatever the bytes are', async () => {
    const store = adapter.open()
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 5000 }), fc.integer({ min: 0, max: 1e9 }), async (bytes, n) => {
        await store.put(`any/${n}`, bytes)
        expect(Buffer.from(await store.get(`any/${n}`)).equals(bytes)).toBe(true)
      }),
      { numRuns: 15 },
    )
  })

  test('the same put twice, also at once, is one object', async () => {
    const store = adapter.open()
    await Promise.all([1, 2, 3].map(() => store.put('ab/one', bytesOf('同じ'))))
    await store.put('ab/one', bytesOf('同じ'))
    expect(await namesIn(store)).toEqual(['ab/one'])
    expect(textOf(await store.get('ab/one'))).toBe('同じ')
  })

  test('a name that is not there is not found, and looked for in vain', async () => {
    const store = adapter.open()
    await expect(store.get('ab/none')).rejects.toThrow(NotFoundError)
    expect(await store.look('ab/none')).toBeNull()
    await store.remove('ab/none')
    expect(await namesIn(store)).toEqual([])
  })

  test('size, time and name are told one by one and in a list, however long', async () => {
    const store = adapter.open()
    const before = Date.now()
    const wanted = Array.from({ length: 8 }, (_one, index) => `ab/${index}`)
    for (const name of wanted) await store.put(name, bytesOf('12345'))
    await store.put('cd/other', bytesOf('x'))
    expect(await namesIn(store)).toEqual([...wanted, 'cd/other'])
    expect(await namesIn(store, 'cd/')).toEqual(['cd/other'])
    const facts = await store.look('ab/3')
    expect(facts).toMatchObject({ name: 'ab/3', size: 5 })
    // HTTP tells whole seconds.
    expect(facts?.at.getTime()).toBeGreaterThan(before - 2000)
  })

  test('what was removed is gone, and what is put again counts as new', async () => {
    const store = adapter.open()
    await store.put('ab/a', bytesOf('1'))
    await store.put('ab/b', bytesOf('2'))
    await store.remove('ab/a')
    expect(await namesIn(store)).toEqual(['ab/b'])
    const old = new Date('2020-01-01T00:00:00Z')
    await adapter.age('ab/b', old)
    expect((await store.look('ab/b'))?.at).toEqual(old)
    await store.put('ab/b', bytesOf('2'))
    expect((await store.look('ab/b'))?.at.getTime()).toBeGreaterThan(old.getTime() + 1000)
  })

  test('an object that was altered is mended by putting it again', async () => {
    const store = adapter.open()
    await store.put('ab/a', bytesOf('正しい'))
    await adapter.alter('ab/a', '違った')
    await store.put('ab/a', bytesOf('正しい'))
    expect(textOf(await store.get('ab/a'))).toBe('正しい')
  })

  test('no name leads out of the store', async () => {
    const store = adapter.open()
    for (const name of ['../a', '/a', 'a//b', 'a/../b', '.a', 'A', 'a b', 'a/', ''])
      await expect(store.put(name, bytesOf('x')), name).rejects.toThrow(DefinitionError)
  })

  test('a store that is there passes the check of the start', async () => {
    await adapter.open().check()
  })
})

test('names are what every file system and bucket takes', () => {
  for (const name of ['a', 'ab/cd/ef01', '2026-03-31.json', 'a_b']) expect(isObjectName(name), name).toBe(true)
  fc.assert(fc.property(fc.string(), text => !isObjectName(text) || /^[0-9a-z._/-]+$/.test(text)))
})

describe('a folder', () => {
  test('holds nothing half-written under a name, and forgets what a crash left', async () => {
    const store = folderObjects(folder)
    await store.put('ab/a', bytesOf('1'))
    await writeFile(join(folder, '.incoming', 'left'), 'half')
    expect(await namesIn(store)).toEqual(['ab/a'])
    const old = new Date(Date.now() - 3 * 86_400_000)
    await utimes(join(folder, '.incoming', 'left'), old, old)
    await store.check()
    expect(await readdir(join(folder, '.incoming'))).toEqual([])
  })

  test('that cannot be made is said in one sentence', async () => {
    await writeFile(join(folder, 'file'), '')
    await expect(folderObjects(join(folder, 'file')).check()).rejects.toThrow(
      new OperatorError(`Files cannot be kept in ${join(folder, 'file')}: a file stands in its place.`),
    )
    await rm(folder, { recursive: true })
  })
})

describe('a bucket', () => {
  test('is asked with signed requests, path-style, under its prefix', async () => {
    await bucket().put('ab/a', bytesOf('1'))
    expect(server.requests).toEqual(['PUT /files/musubi/ab/a'])
    expect([...server.objects.keys()]).toEqual(['files/musubi/ab/a'])
  })

  const wrong = [
    ['a bucket that is not there', { bucket: 'nowhere' }, 'there is no such bucket'],
    ['a wrong secret', { credentials: { accessKeyId: 'MIHONKEY', secretAccessKey: 'no' } }, 'SignatureDoesNotMatch'],
    ['an unknown key', { credentials: { accessKeyId: 'WHO', secretAccessKey: 'no' } }, 'InvalidAccessKeyId'],
    ['an address where nobody listens', { endpoint: 'http://127.0.0.1:1' }, 'unreachable (ECONNREFUSED)'],
  ] as const
  test.each(wrong)('%s stops the start with one sentence', async (_, more, sentence) => {
    const failed = bucket(more).check()
    await expect(failed).rejects.toThrow(OperatorError)
    await expect(failed).rejects.toThrow(sentence)
    await expect(failed).rejects.not.toThrow('\n')
  })

  test('that refuses or is away while it is used is unavailable, not missing', async () => {
    const refused = bucket({ credentials: { accessKeyId: 'WHO', secretAccessKey: 'no' } })
    await expect(refused.get('ab/a')).rejects.toThrow(UnavailableError)
    await expect(bucket({ bucket: 'nowhere' }).get('ab/a')).rejects.toThrow(UnavailableError)
    const away = bucket({ endpoint: 'http://127.0.0.1:1' })
    await expect(away.put('ab/a', bytesOf('1'))).rejects.toThrow(UnavailableError)
    await expect(away.remove('ab/a')).rejects.toThrow(UnavailableError)
    await expect(namesIn(away)).rejects.toThrow(UnavailableError)
  })

  test('that asks to slow down is asked again', async () => {
    server.failNext(503)
    await bucket().put('ab/a', bytesOf('1'))
    expect(server.objects.size).toBe(1)
  })
})
