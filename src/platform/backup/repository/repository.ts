/** One thing that a repository holds. */
export interface RepositoryEntry {
  readonly name: string
  /** Bytes as they lie there. */
  readonly size: number
  readonly at: Date
}

/**
 * Where sealed backups lie: a folder (another disk, a mounted share) or an object store. It keeps bytes under names and is
 * trusted with nothing else: every object is encrypted and authenticated before it gets here.
 */
export interface Repository {
  /** For messages; never with credentials. */
  readonly place: string
  /** Keeps the object whole or not at all; a former one of the name is replaced. */
  put(name: string, bytes: Uint8Array): Promise<void>
  /** @returns undefined when there is none of that name */
  get(name: string): Promise<Buffer | undefined>
  /** Names that begin with the prefix, which ends at a slash or is empty; in no order. */
  list(prefix: string): AsyncIterable<RepositoryEntry>
  /** No error when there is none. */
  delete(name: string): Promise<void>
  /** When it returns, everything put before survives a power failure. */
  sync(): Promise<void>
  /** Free bytes, where that can be known. */
  free(): Promise<number | undefined>
}
