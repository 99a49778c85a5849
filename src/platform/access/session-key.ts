import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { OperatorError } from '../../base/problem.ts'
import { createPrivateFile, keyFolder } from '../database/private-file.ts'

/**
 * The secret that signs session cookies, `session.key` in the key folder; made at the first start.
 * @throws OperatorError when the file holds no key, or others may read it
 */
export const sessionKey = (dataFolder: string, folder: string = keyFolder(dataFolder)): string => {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, 'session.key')
  const key = createPrivateFile(path, () => `${randomBytes(48).toString('base64url')}\n`).trim()
  if (key.length < 32) throw new OperatorError(`${path} holds no session key; remove it to have a new one made.`)
  return key
}
