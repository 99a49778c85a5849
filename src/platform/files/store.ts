import { createHash, randomBytes } from 'node:crypto'
import { mkdir, open, readFile, rename, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { NotFoundError } from '../../base/problem.ts'

/** Files by the SHA-256 of their bytes: the same file is kept once, and a file that was altered is found when it is read. */
export interface FileStore {
  /** Durable when it returns. @returns the content's address, 64 hex digits */
  put(bytes: Uint8Array): Promise<string>
  /** @throws NotFoundError; an Error when the bytes no longer are what the address says */
  get(sha256: string): Promise<Uint8Array>
}

const address = /^[0-9a-f]{64}$/

export const sha256Of = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex')

const syncFolder = async (folder: string): Promise<void> => {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** A store in a local folder: `ab/cd/abcd…`. Written beside its place, flushed to disk, then moved there. */
export const localFiles = (folder: string): FileStore => {
  const pathOf = (sha256: string): string => {
    if (!address.test(sha256)) throw new NotFoundError('file')
    return join(folder, sha256.slice(0, 2), sha256.slice(2, 4), sha256)
  }
  const put = async (bytes: Uint8Array): Promise<string> => {
    const sha256 = sha256Of(bytes)
    const path = pathOf(sha256)
    const there = await stat(path).catch(() => null)
    if (there?.size === bytes.byteLength) return sha256
    await mkdir(dirname(path), { recursive: true })
    const temporary = `${path}.${randomBytes(6).toString('hex')}.part`
    const handle = await open(temporary, 'wx', 0o600)
    try {
      await handle.writeFile(bytes)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(temporary, path)
    await syncFolder(dirname(path))
    return sha256
  }
  const get = async (sha256: string): Promise<Uint8Array> => {
    const path = pathOf(sha256)
    const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') throw new NotFoundError('file')
      throw error
    })
    if (sha256Of(bytes) !== sha256) throw new Error(`file ${sha256}: its bytes were altered`)
    return bytes
  }
  return { put, get }
}
