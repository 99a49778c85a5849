import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { OperatorError } from '../../base/problem.ts'
import type { FileStore } from '../files/store.ts'
import { sha256Of } from '../files/store.ts'
import type { Vault } from './vault.ts'

/** The uploaded files, which lie outside the database. */
export interface UploadSource {
  /** Files that appeared since the last call; at the first call, and when asked for, all. */
  fresh(all: boolean): AsyncIterable<string>
  read(sha256: string): Promise<Uint8Array>
}

const isHash = (name: string): boolean => /^[0-9a-f]{64}$/.test(name)

const list = async (folder: string): Promise<readonly string[]> => {
  try {
    return await readdir(folder)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}

/** A folder that changed this short a time ago may change again within the same tick of the file system's clock. */
const settled = 2_000

/** The local file store `ab/cd/abcd…`: a folder whose time of change is known holds nothing new. */
export const localUploads = (folder: string, files: Pick<FileStore, 'get'>): UploadSource => {
  const seen = new Map<string, number>()
  return {
    async *fresh(all) {
      if (all) seen.clear()
      for (const first of await list(folder))
        for (const second of await list(join(folder, first))) {
          const inner = join(folder, first, second)
          const changed = (await stat(inner).catch(() => undefined))?.mtimeMs
          if (changed === undefined || seen.get(inner) === changed) continue
          for (const name of await list(inner)) if (isHash(name)) yield name
          if (Date.now() - changed > settled) seen.set(inner, changed)
        }
    },
    read: sha256 => files.get(sha256),
  }
}

export const uploadAddress = (vault: Vault, epoch: number, sha256: string): string =>
  vault.addressOf(epoch, Buffer.from(`file ${sha256}`))

export const uploadName = (epoch: number, address: string): string => `files/${epoch}/${address.slice(0, 2)}/${address}`

/** Which uploads the repository has, in one epoch. */
export const uploadsIn = async (vault: Vault, epoch: number): Promise<Set<string>> => {
  const known = new Set<string>()
  for await (const { name } of vault.repository.list(`files/${epoch}/`)) known.add(name.split('/').at(-1) ?? '')
  return known
}

/** The object is the hash of the content and the content. @returns bytes written */
export const putUpload = (vault: Vault, epoch: number, sha256: string, content: Uint8Array): Promise<number> =>
  vault.put(
    uploadName(epoch, uploadAddress(vault, epoch, sha256)),
    Buffer.concat([Buffer.from(sha256, 'hex'), content]),
  )

/** @throws OperatorError when the object is missing or not what it was */
export const getUpload = async (
  vault: Vault,
  epoch: number,
  address: string,
): Promise<{ readonly sha256: string; readonly content: Buffer }> => {
  const name = uploadName(epoch, address)
  const bytes = await vault.get(name)
  const [sha256, content] = [bytes.subarray(0, 32).toString('hex'), bytes.subarray(32)]
  if (sha256Of(content) !== sha256)
    throw new OperatorError(`The backup cannot be used: ${name} is not the file that its hash says.`)
  return { sha256, content }
}
