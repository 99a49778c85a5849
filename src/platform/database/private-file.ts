import { randomBytes } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { OperatorError } from '../../base/problem.ts'

/** Where keys lie: the data folder's `keys/`, or the folder of MUSUBI_KEYS (a mounted secret, another disk). */
export const keyFolder = (dataFolder: string, environment = process.env.MUSUBI_KEYS): string =>
  environment || join(dataFolder, 'keys')

const syncFolder = (path: string): void => {
  const folder = openSync(dirname(path), 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}

const writeBeside = (path: string, text: string, mode: number): string => {
  const beside = `${path}.${process.pid}.new`
  const file = openSync(beside, 'w', mode)
  try {
    writeSync(file, text)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  return beside
}

/** Writes a file so that a crash leaves the old or the new content, never a part. */
export const writeWhole = (path: string, text: string, mode: number): void => {
  renameSync(writeBeside(path, text, mode), path)
  syncFolder(path)
}

/** Writes noise over a file in place, so that a disk that keeps blocks keeps noise. Not so on a copy-on-write disk. */
export const overwriteWithNoise = (path: string): void => {
  const file = openSync(path, 'r+')
  try {
    writeSync(file, randomBytes(statSync(path).size))
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

/**
 * Reads a key file, or makes it where there is none; of two processes that make it at once, both get the first one's.
 * @throws OperatorError when others than the file's owner may read it
 */
export const createPrivateFile = (path: string, make: () => string): string => {
  if (!existsSync(path)) {
    const beside = writeBeside(path, make(), 0o600)
    try {
      linkSync(beside, path)
      syncFolder(path)
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    } finally {
      rmSync(beside, { force: true })
    }
  }
  if (process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0)
    throw new OperatorError(`${path} may be read by others than its owner: run chmod 600 on it.`)
  return readFileSync(path, 'utf8')
}
