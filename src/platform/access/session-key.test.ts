import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { sessionKey } from './session-key.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'musubi-key-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

it('is made once, kept, and read by its owner only', () => {
  const key = sessionKey(folder)
  expect(key.length).toBeGreaterThanOrEqual(43)
  expect(sessionKey(folder)).toBe(key)
  expect(readdirSync(join(folder, 'keys'))).toEqual(['session.key'])
  const path = join(folder, 'keys', 'session.key')
  expect(statSync(path).mode & 0o077).toBe(0)
  expect(readFileSync(path, 'utf8').trim()).toBe(key)
})

it('is never replaced when the file is damaged: that would end every session without a word', () => {
  sessionKey(folder)
  writeFileSync(join(folder, 'keys', 'session.key'), '')
  expect(() => sessionKey(folder)).toThrow(/session\.key/)
})
