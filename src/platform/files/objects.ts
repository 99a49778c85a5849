import { DefinitionError } from '../../base/problem.ts'

/** What a store tells of an object without its bytes. */
export interface StoredObject {
  readonly name: string
  /** Bytes. */
  readonly size: number
  /** When it was put last, by the store's own clock. */
  readonly at: Date
}

/**
 * Bytes under names, in a folder or a bucket. An object is there as a whole or not at all, and is never changed: whoever
 * puts other bytes uses another name. It knows nothing of what the bytes mean.
 */
export interface ObjectStore {
  /** For messages to the operator: the folder, or bucket and prefix. */
  readonly place: string
  /**
   * Durable when it returns. The same bytes under the same name are kept once, and count as put now; an object there with
   * other bytes was damaged, and is replaced.
   * @throws UnavailableError
   */
  put(name: string, bytes: Uint8Array): Promise<void>
  /** @throws NotFoundError, UnavailableError */
  get(name: string): Promise<Uint8Array>
  look(name: string): Promise<StoredObject | null>
  /** In no particular order. @param prefix the beginning of the names wanted */
  list(prefix?: string): AsyncIterable<StoredObject>
  /** Nothing happens where there is none. */
  remove(name: string): Promise<void>
  /** To be called at the start. @throws OperatorError in one sentence: missing, refused or unreachable */
  check(): Promise<void>
}

const part = '[0-9a-z](?:[0-9a-z._-]*[0-9a-z])?'
const names = new RegExp(`^${part}(?:/${part})*$`)

/** Names hold what every store and file system takes: small letters, digits, `.`, `_`, `-`, and `/` between parts. */
export const isObjectName = (name: string): boolean => name.length <= 512 && names.test(name) && !name.includes('..')

/** @throws DefinitionError: names are made by code, never typed */
export const requireObjectName = (name: string): string => {
  if (!isObjectName(name)) throw new DefinitionError(`"${name}" is no name of an object`)
  return name
}
