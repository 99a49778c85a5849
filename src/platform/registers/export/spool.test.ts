import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { spool } from './spool.ts'

const folder = mkdtempSync(join(tmpdir(), 'musubi-spool-'))
const left = join(folder, 'musubi-export-left')
const fresh = join(folder, 'musubi-export-fresh')
beforeAll(() => {
  vi.stubEnv('TMPDIR', folder)
  for (const path of [left, fresh]) {
    mkdirSync(path)
    writeFileSync(join(path, 'export'), '見本')
  }
  utimesSync(left, new Date(0), new Date(0))
})
afterAll(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true })
})

const made = (idle?: number) =>
  spool(
    'a.csv',
    'text/csv',
    async path => {
      await writeFile(path, Buffer.alloc(1_000_000))
      return { count: 1, replaced: 0 }
    },
    idle,
  )

test('what a killed process left is removed, and nothing that is new', async () => {
  const file = await made()
  expect(file.path.startsWith(folder)).toBe(true)
  expect([existsSync(left), existsSync(fresh), existsSync(file.path)]).toEqual([false, true, true])
  await file.discard()
})

test('a file goes when it was read, when its reader lets go, and when its reader takes nothing', async () => {
  const broken: string[] = []
  const read = await made()
  expect((await new Response(read.stream(() => broken.push('read'))).arrayBuffer()).byteLength).toBe(1_000_000)
  const dropped = await made()
  await dropped.stream(() => broken.push('dropped')).cancel()
  const held = await made(20)
  const reader = held.stream(() => broken.push('held')).getReader()
  await reader.read()
  for (const { path } of [read, dropped, held])
    await vi.waitFor(() => expect(existsSync(dirname(path)), path).toBe(false), { timeout: 5000 })
  expect(broken).toEqual(['dropped', 'held'])
})
