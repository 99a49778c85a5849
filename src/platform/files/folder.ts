import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { access, mkdir, open, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import { NotFoundError, OperatorError } from '../../base/problem.ts'
import { isObjectName, type ObjectStore, requireObjectName, type StoredObject } from './objects.ts'

/** Half-written objects lie here, on the same file system; no name of an object begins with a dot. */
const incoming = '.incoming'
const dayMs = 86_400_000

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''

const orNull = async <T>(work: Promise<T>): Promise<T | null> => {
  try {
    return await work
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null
    throw error
  }
}

const syncFolder = async (folder: string): Promise<void> => {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Makes a folder and those above it; each new name is flushed to disk, or a power cut could lose the whole branch. */
const makeFolder = async (folder: string): Promise<void> => {
  const first = await mkdir(folder, { recursive: true, mode: 0o700 })
  if (first === undefined) return
  for (let made = folder; ; made = dirname(made)) {
    await syncFolder(dirname(made))
    if (made === first || dirname(made) === made) return
  }
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a file stands in its place',
  EEXIST: 'a file stands in its place',
}

/** Objects in a local folder. Written aside, flushed to disk, then moved to their place, whose folder is flushed too. */
export const folderObjects = (folder: string): ObjectStore => {
  const pathOf = (name: string): string => join(folder, ...requireObjectName(name).split('/'))

  const write = async (path: string, bytes: Uint8Array): Promise<void> => {
    await makeFolder(join(folder, incoming))
    const aside = join(folder, incoming, randomBytes(12).toString('hex'))
    try {
      const handle = await open(aside, 'wx', 0o600)
      try {
        await handle.writeFile(bytes)
        await handle.sync()
      } finally {
        await handle.close()
      }
      if ((await stat(aside)).size !== bytes.byteLength) throw new Error('a file was written short')
      await makeFolder(dirname(path))
      await rename(aside, path)
    } catch (error) {
      await rm(aside, { force: true })
      throw error
    }
    await syncFolder(dirname(path))
  }

  async function* walk(at: string): AsyncGenerator<StoredObject> {
    for (const entry of (await orNull(readdir(at, { withFileTypes: true }))) ?? []) {
      const path = join(at, entry.name)
      if (entry.isDirectory() && entry.name !== incoming) yield* walk(path)
      const name = relative(folder, path).split(sep).join('/')
      if (!entry.isFile() || !isObjectName(name)) continue
      const facts = await orNull(stat(path))
      if (facts) yield { name, size: facts.size, at: facts.mtime }
    }
  }

  return {
    place: folder,
    async put(name, bytes) {
      const path = pathOf(name)
      const there = await orNull(readFile(path))
      if (!there?.equals(bytes)) return write(path, bytes)
      const now = new Date()
      // Removed between reading and now: written again.
      if ((await orNull(utimes(path, now, now).then(() => true))) === null) await write(path, bytes)
    },
    async get(name) {
      const bytes = await orNull(readFile(pathOf(name)))
      if (bytes === null) throw new NotFoundError(`object ${name}`)
      return bytes
    },
    async look(name) {
      const facts = await orNull(stat(pathOf(name)))
      return facts && { name, size: facts.size, at: facts.mtime }
    },
    async *list(prefix = '') {
      for await (const object of walk(folder)) if (object.name.startsWith(prefix)) yield object
    },
    async remove(name) {
      const path = pathOf(name)
      await rm(path, { force: true })
      await orNull(syncFolder(dirname(path)))
    },
    async check() {
      try {
        await makeFolder(join(folder, incoming))
        await access(join(folder, incoming), constants.W_OK)
        // What a crash left half-written belongs to nobody.
        for (const left of await readdir(join(folder, incoming))) {
          const facts = await orNull(stat(join(folder, incoming, left)))
          if (facts && Date.now() - facts.mtimeMs > dayMs) await rm(join(folder, incoming, left), { force: true })
        }
      } catch (error) {
        const reason = reasons[codeOf(error)] ?? codeOf(error)
        throw new OperatorError(`Files cannot be kept in ${folder}: ${reason}.`)
      }
    },
  }
}
