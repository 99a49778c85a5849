import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { NotFoundError } from '../../base/problem.ts'
import { localFiles, sha256Of } from './store.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'musubi-files-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const bytes = (text: string) => new TextEncoder().encode(text)

test('what is put is read back under the hash of its bytes', async () => {
  const files = localFiles(folder)
  const sha256 = await files.put(bytes('許可証'))
  expect(sha256).toBe(sha256Of('許可証'))
  expect(new TextDecoder().decode(await files.get(sha256))).toBe('許可証')
})

test('the same bytes are kept once, also when put twice at once', async () => {
  const files = localFiles(folder)
  const [a, b] = await Promise.all([files.put(bytes('同じ')), files.put(bytes('同じ'))])
  expect(a).toBe(b)
  const kept = await readdir(join(folder, a.slice(0, 2), a.slice(2, 4)))
  expect(kept).toEqual([a])
})

test('an altered file is found when it is read', async () => {
  const files = localFiles(folder)
  const sha256 = await files.put(bytes('正しい'))
  await writeFile(join(folder, sha256.slice(0, 2), sha256.slice(2, 4), sha256), '違う')
  await expect(files.get(sha256)).rejects.toThrow('altered')
})

test('an address that is none, or is not there, is not found', async () => {
  const files = localFiles(folder)
  await expect(files.get('../../etc/passwd')).rejects.toThrow(NotFoundError)
  await expect(files.get('0'.repeat(64))).rejects.toThrow(NotFoundError)
})
