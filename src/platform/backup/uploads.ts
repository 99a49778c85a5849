import type { Dirent } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { NotFoundError, OperatorError } from '../../base/problem.ts'
import { isObjectName, type ObjectStore } from '../files/objects.ts'
import type { Vault } from './vault.ts'

/**
 * The uploaded files, which lie outside the database, as their store holds them: sealed under the platform's own key
 * and named so that nothing shows. In a repository they are sealed once more, so that an epoch's end takes them too.
 */
export interface UploadSource {
  /** Names of objects that appeared since the last call; at the first call, and when asked for, all. */
  fresh(all: boolean): AsyncIterable<string>
  read(name: string): Promise<Uint8Array>
}

/** A folder that changed this short a time ago may change again within the same tick of the file system's clock. */
const settled = 2_000

interface Known {
  readonly changed: number
  readonly folders: readonly string[]
}

const entriesOf = async (folder: string): Promise<readonly Dirent[]> => {
  try {
    return await readdir(folder, { withFileTypes: true })
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}

/**
 * A store in a folder, looked through every few seconds: a folder within it whose time of change is known holds nothing
 * new of its own, and is not read again.
 */
export const folderUploads = (folder: string, objects: Pick<ObjectStore, 'get'>): UploadSource => {
  const known = new Map<string, Known>()
  async function* walk(inside: string): AsyncGenerator<string> {
    const path = join(folder, inside)
    const changed = (await stat(path).catch(() => undefined))?.mtimeMs
    if (changed === undefined) return
    const before = known.get(inside)
    let folders = before?.folders ?? []
    if (before?.changed !== changed) {
      const entries = await entriesOf(path)
      const named = (entry: Dirent): string => (inside === '' ? entry.name : `${inside}/${entry.name}`)
      folders = entries.filter(entry => entry.isDirectory() && isObjectName(entry.name)).map(named)
      for (const entry of entries) if (entry.isFile() && isObjectName(named(entry))) yield named(entry)
      if (Date.now() - changed > settled) known.set(inside, { changed, folders })
    }
    for (const each of folders) yield* walk(each)
  }
  return {
    async *fresh(all) {
      if (all) known.clear()
      yield* walk('')
    },
    read: name => objects.get(name),
  }
}

/** How much longer than one listing of a bucket the pause to the next must be, and its least length. */
const [listingShare, leastPause] = [60, 60_000]

/** A store in a bucket, which tells what is new only by listing all: seldom, and lists between cost nothing. */
export const bucketUploads = (
  objects: Pick<ObjectStore, 'get' | 'list'>,
  now = () => performance.now(),
): UploadSource => {
  let due = 0
  return {
    async *fresh(all) {
      const began = now()
      if (!all && began < due) return
      for await (const { name } of objects.list()) yield name
      due = now() + Math.max(leastPause, (now() - began) * listingShare)
    },
    read: name => objects.get(name),
  }
}

export const uploadAddress = (vault: Vault, epoch: number, name: string): string =>
  vault.addressOf(epoch, Buffer.from(`file ${name}`))

export const uploadName = (epoch: number, address: string): string => `files/${epoch}/${address.slice(0, 2)}/${address}`

/** Which uploads the repository has, in one epoch. */
export const uploadsIn = async (vault: Vault, epoch: number): Promise<Set<string>> => {
  const known = new Set<string>()
  for await (const { name } of vault.repository.list(`files/${epoch}/`)) known.add(name.split('/').at(-1) ?? '')
  return known
}

/** The object is the name's length, the name in the store, and the bytes. @returns bytes written */
export const putUpload = (vault: Vault, epoch: number, name: string, bytes: Uint8Array): Promise<number> => {
  const head = Buffer.alloc(2)
  head.writeUInt16BE(Buffer.byteLength(name))
  return vault.put(
    uploadName(epoch, uploadAddress(vault, epoch, name)),
    Buffer.concat([head, Buffer.from(name), bytes]),
  )
}

/** @throws OperatorError when the object is missing or not what it was */
export const getUpload = async (
  vault: Vault,
  epoch: number,
  address: string,
): Promise<{ readonly name: string; readonly bytes: Buffer }> => {
  const place = uploadName(epoch, address)
  const plain = await vault.get(place)
  const length = plain.readUInt16BE(0)
  const name = plain.subarray(2, 2 + length).toString('utf8')
  if (!isObjectName(name) || uploadAddress(vault, epoch, name) !== address)
    throw new OperatorError(`The backup cannot be used: ${place} is not the file that its name says.`)
  return { name, bytes: plain.subarray(2 + length) }
}

/** The repository's uploads as a store that can only be read: what a restored platform would find. */
export const uploadedObjects = (vault: Vault, epoch: number): ObjectStore => {
  const readOnly = (): never => {
    throw new Error('a backup is not written as a store')
  }
  return {
    place: vault.repository.place,
    async get(name) {
      const address = uploadAddress(vault, epoch, name)
      if ((await vault.repository.get(uploadName(epoch, address))) === undefined)
        throw new NotFoundError(`object ${name}`)
      return (await getUpload(vault, epoch, address)).bytes
    },
    put: readOnly,
    look: readOnly,
    list: readOnly,
    remove: readOnly,
    check: async () => {},
  }
}
