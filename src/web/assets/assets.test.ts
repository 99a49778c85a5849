import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { projectRoot } from '../../base/root.ts'
import { assetsOf, loadAssets } from './assets.ts'
import { buildClient } from './build.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

test('an address holds its content for ever, and an old one brings nothing new', () => {
  const before = assetsOf({ 'site.css': bytes('a{}') }).url('site.css')
  const now = assetsOf({ 'site.css': bytes('b{}') })
  expect(now.url('site.css')).not.toBe(before)
  const [, , hash = '', name = ''] = before.split('/')
  expect(now.respond(hash, name, null)).toBeUndefined()
  const [, , currentHash = ''] = now.url('site.css').split('/')
  expect(now.respond(currentHash, 'site.css', null)?.headers.get('cache-control')).toContain('immutable')
  expect(() => now.url('none.js')).toThrow('none.js')
})

test('the stylesheet is one small file', async () => {
  const assets = await loadAssets()
  const [, , hash = '', name = ''] = assets.url('site.css').split('/')
  const packed = await assets.respond(hash, name, 'gzip')?.arrayBuffer()
  expect(packed?.byteLength).toBeGreaterThan(1000)
  expect(packed?.byteLength).toBeLessThan(25_000)
  expect(assets.has('map.css') && assets.has('map.js') && assets.has('page.js')).toBe(true)
})

test('several builders at once leave one whole build', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'musubi-client-'))
  const target = join(folder, 'client')
  await Promise.all([1, 2, 3].map(() => buildClient(join(projectRoot, 'src', 'web'), target)))
  expect(readdirSync(folder)).toEqual(['client'])
  expect(readdirSync(target)).toContain('site.css')
  rmSync(folder, { recursive: true })
})
