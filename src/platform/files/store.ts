import { createHash } from 'node:crypto'
import { KeyAwayError, NotFoundError } from '../../base/problem.ts'
import type { Secrets } from '../database/secrets.ts'
import type { ObjectStore } from './objects.ts'
import { type FileSeal, fileSeal } from './seal.ts'

/**
 * Bytes that one file may have. A file is held in memory whole, when it is sealed and when it is proven before it is
 * served; a form with one fits into the listeners' limit of an upload.
 */
export const largestFile = 50_000_000

/** What a record or a document refers to is missing in the store, or is no longer what was put there. Never served. */
export class DamagedFileError extends Error {
  override readonly name = 'DamagedFileError'
  readonly what: 'missing' | 'altered'
  constructor(sha256: string, what: 'missing' | 'altered', place: string) {
    super(`file ${sha256} is ${what} in ${place}`)
    this.what = what
  }
}

/** Files by the SHA-256 of their contents, encrypted where they lie: the same file is kept once, and what was altered is found. */
export interface FileStore {
  /**
   * Durable when it returns.
   * @param tenant the organisation whose file it is: sealed with its key, and unreadable when that is destroyed
   * @returns the SHA-256 of the contents, 64 hex digits @throws UnavailableError
   */
  put(bytes: Uint8Array, tenant?: string): Promise<string>
  /**
   * @param tenant where it is known: its file is found at once
   * @throws NotFoundError where the address is none, DamagedFileError, UnavailableError,
   *   KeyAwayError where the organisation's key is lost
   */
  get(sha256: string, tenant?: string): Promise<Uint8Array>
  /** Where and how the files lie, for the sweep and for copies of the store. */
  readonly objects: ObjectStore
  readonly seal: FileSeal
}

const address = /^[0-9a-f]{64}$/

export const sha256Of = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex')

export const fileStore = (objects: ObjectStore, secrets: Secrets): FileStore => {
  const seal = fileSeal(secrets)
  const lookUp = async (
    sha256: string,
    tenant?: string,
  ): Promise<{ readonly name: string; readonly bytes: Uint8Array } | null> => {
    for (const name of seal.names(sha256, tenant))
      try {
        return { name, bytes: await objects.get(name) }
      } catch (error) {
        if (!(error instanceof NotFoundError)) throw error
      }
    return null
  }
  return {
    objects,
    seal,
    async put(bytes, tenant) {
      if (bytes.byteLength > largestFile) throw new RangeError(`a file of ${bytes.byteLength} bytes is too large`)
      const sha256 = sha256Of(bytes)
      const sealed = seal.seal(sha256, bytes, tenant)
      await objects.put(sealed.name, sealed.bytes)
      return sha256
    },
    async get(sha256, tenant) {
      if (!address.test(sha256)) throw new NotFoundError('file')
      const found = await lookUp(sha256, tenant)
      if (!found) {
        if (tenant !== undefined && secrets.tenants?.isLost(tenant))
          throw new KeyAwayError(tenant, `the key of organisation ${tenant}, whose file this is, is lost`)
        throw new DamagedFileError(sha256, 'missing', objects.place)
      }
      const bytes = seal.open(found.name, found.bytes)
      if (!bytes || sha256Of(bytes) !== sha256) throw new DamagedFileError(sha256, 'altered', objects.place)
      return bytes
    },
  }
}
