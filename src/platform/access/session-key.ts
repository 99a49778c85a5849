import { randomBytes } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { OperatorError } from '../../base/problem.ts'

/**
 * The secret that signs session cookies, `keys/session.key` in the data folder; made at the first start. Two processes
 * that start at once agree on one, since the finished file is linked into its place and never overwritten.
 * @throws OperatorError when the file holds no key
 */
export const sessionKey = (dataFolder: string): string => {
  const folder = join(dataFolder, 'keys')
  const path = join(folder, 'session.key')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const draft = join(folder, `session.key.${process.pid}.${randomBytes(4).toString('hex')}`)
  writeFileSync(draft, `${randomBytes(48).toString('base64url')}\n`, { mode: 0o600, flush: true })
  try {
    linkSync(draft, path)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  } finally {
    rmSync(draft)
  }
  const key = readFileSync(path, 'utf8').trim()
  if (key.length < 32) throw new OperatorError(`${path} holds no session key; remove it to have a new one made`)
  return key
}
