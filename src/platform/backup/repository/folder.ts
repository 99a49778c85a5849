import { randomBytes } from 'node:crypto'
import type { Dirent } from 'node:fs'
import { mkdir, open, opendir, readFile, rename, rm, stat, statfs } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import { OperatorError } from '../../../base/problem.ts'
import type { Repository, RepositoryEntry } from './repository.ts'

/** Begun and not finished: a run that was cut off leaves such files, which nothing reads and `prune` removes. */
export const partSuffix = '.part'

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota of this user is used up',
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'it lies on a disk that cannot be written',
  ENOTDIR: 'a part of its path is a file',
  EIO: 'the disk does not answer',
}

const syncFolder = async (folder: string): Promise<void> => {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function* walk(folder: string): AsyncGenerator<string> {
  let entries: AsyncIterable<Dirent>
  try {
    entries = await opendir(folder)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return
    throw error
  }
  for await (const entry of entries) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* walk(path)
    else if (entry.isFile()) yield path
  }
}

/** A repository in a folder. Written beside its place, flushed to the disk, then given its name. */
export const folderRepository = (folder: string): Repository => {
  /** Folders whose entries changed since the last `sync`. */
  const changed = new Set<string>()
  const known = new Set<string>()

  const makeFolder = async (path: string): Promise<void> => {
    if (known.has(path)) return
    const first = await mkdir(path, { recursive: true, mode: 0o700 })
    // The new folder's own entry must be durable too.
    for (let each = path; first !== undefined && each.startsWith(first); each = dirname(each))
      changed.add(dirname(each))
    known.add(path)
  }

  const write = async (name: string, bytes: Uint8Array): Promise<void> => {
    const path = join(folder, name)
    await makeFolder(dirname(path))
    const part = `${path}.${randomBytes(6).toString('hex')}${partSuffix}`
    try {
      const handle = await open(part, 'wx', 0o600)
      try {
        await handle.writeFile(bytes)
        await handle.datasync()
      } finally {
        await handle.close()
      }
      await rename(part, path)
    } catch (error) {
      await rm(part, { force: true })
      throw error
    }
    changed.add(dirname(path))
  }

  return {
    place: folder,
    async put(name, bytes) {
      try {
        await write(name, bytes)
      } catch (error) {
        const reason = reasons[codeOf(error)]
        if (reason === undefined) throw error
        throw new OperatorError(`The backup folder ${folder} cannot be written: ${reason}.`)
      }
    },
    async get(name) {
      try {
        return await readFile(join(folder, name))
      } catch (error) {
        if (codeOf(error) === 'ENOENT') return undefined
        throw error
      }
    },
    async *list(prefix): AsyncGenerator<RepositoryEntry> {
      for await (const path of walk(join(folder, prefix))) {
        const found = await stat(path).catch(() => undefined)
        if (found) yield { name: relative(folder, path).split(sep).join('/'), size: found.size, at: found.mtime }
      }
    },
    delete: name => rm(join(folder, name), { force: true }),
    async sync() {
      const folders = [...changed]
      changed.clear()
      for (const each of folders) await syncFolder(each)
    },
    async free() {
      try {
        const { bavail, bsize } = await statfs(folder)
        return bavail * bsize
      } catch {
        return undefined
      }
    },
  }
}
