import { OperatorError } from '../../base/problem.ts'
import type { Repository } from './repository/repository.ts'
import { type BackupKeys, readBackupKeys } from './sealing/epoch-keys.ts'
import { addresser, type EpochKey, fingerprintOf, openObject, sealObject } from './sealing/seal.ts'

/**
 * A repository together with the keys that open it. Every sealed object's name begins `<kind>/<epoch>/`:
 * `bases/1/…` manifests, `chunks/1/ab/…` contents, `wal/1/…` the log between bases, `files/1/…` uploaded files,
 * `checkpoints/1/…` the ledger's, `heads/1/head` how far the log was shipped.
 */
export interface Vault {
  readonly repository: Repository
  readonly id: string
  /** Epochs whose key is there, oldest first. */
  readonly epochs: readonly number[]
  /** The epoch in which is written. */
  readonly epoch: number
  fingerprint(epoch: number): string
  addressOf(epoch: number, plain: Uint8Array): string
  /** Seals and keeps. @returns bytes written */
  put(name: string, plain: Uint8Array): Promise<number>
  /** @throws OperatorError: missing, or what is wrong with it */
  get(name: string): Promise<Buffer>
  find(name: string): Promise<Buffer | undefined>
}

const headName = 'repository.json'
const epochName = (epoch: number): string => `epochs/${epoch}.json`

const readJson = async (repository: Repository, name: string): Promise<unknown> => {
  const bytes = await repository.get(name)
  try {
    return bytes && JSON.parse(bytes.toString('utf8'))
  } catch {
    throw new OperatorError(`${name} in ${repository.place} is damaged: it is not the head of a repository.`)
  }
}

const textOf = (value: unknown, field: string): string | undefined => {
  const found: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, field) : undefined
  return typeof found === 'string' ? found : undefined
}

const isEmpty = async (repository: Repository): Promise<boolean> => {
  for await (const _ of repository.list('')) return false
  return true
}

/** @throws OperatorError when the repository is not the one that the keys belong to */
const checkRepository = async (repository: Repository, keys: BackupKeys, create: boolean): Promise<void> => {
  const head = await readJson(repository, headName)
  const id = textOf(head, 'id')
  if (head === undefined) {
    const empty = await isEmpty(repository)
    if (!create || !empty)
      throw new OperatorError(
        empty
          ? `There is no backup in ${repository.place}.`
          : `${repository.place} holds something that is not a backup of Musubi (${headName} is missing): name an empty place.`,
      )
    await repository.put(headName, Buffer.from(`${JSON.stringify({ format: 1, id: keys.repository })}\n`))
    return
  }
  if (id !== keys.repository)
    throw new OperatorError(
      `The backup in ${repository.place} is the repository ${id}, and the keys belong to ${keys.repository}: name the right place or the right keys.`,
    )
}

/** Each epoch's fingerprint lies openly in the repository, so that a wrong key is told from a damaged object. */
const checkEpoch = async (repository: Repository, key: EpochKey, create: boolean): Promise<void> => {
  const known = textOf(await readJson(repository, epochName(key.epoch)), 'fingerprint')
  const mine = fingerprintOf(key)
  if (known === undefined && create) {
    const text = JSON.stringify({ epoch: key.epoch, fingerprint: mine, madeAt: key.madeAt })
    await repository.put(epochName(key.epoch), Buffer.from(`${text}\n`))
  } else if (known !== undefined && known !== mine)
    throw new OperatorError(
      `The key of epoch ${key.epoch} is not the one that the backup in ${repository.place} was sealed with (${mine} instead of ${known}): name the right keys.`,
    )
}

interface VaultOptions {
  readonly repository: Repository
  readonly keyFolder: string
  /** An empty place becomes a repository. */
  readonly create?: boolean
}

/** @throws OperatorError: no backup there, a foreign one, or other keys */
export const openVault = async ({ repository, keyFolder, create = false }: VaultOptions): Promise<Vault> => {
  const keys = readBackupKeys(keyFolder)
  if (keys === undefined)
    throw new OperatorError(`${keyFolder} holds no key of a backup: without it nobody can read one.`)
  await checkRepository(repository, keys, create)
  for (const key of keys.epochs) await checkEpoch(repository, key, create)
  if (create) await repository.sync()
  return vaultOf(repository, keys)
}

const vaultOf = (repository: Repository, keys: BackupKeys): Vault => {
  const byEpoch = new Map(keys.epochs.map(key => [key.epoch, { key, address: addresser(key) }]))
  const keyOf = (epoch: number) => {
    const found = byEpoch.get(epoch)
    if (found === undefined)
      throw new OperatorError(
        `The key of epoch ${epoch} is not there: it was destroyed, or the keys are not complete. What was sealed in that epoch cannot be read.`,
      )
    return found
  }
  const keyFor = (name: string): EpochKey => keyOf(Number(name.split('/')[1])).key
  const find = async (name: string): Promise<Buffer | undefined> => {
    const key = keyFor(name)
    const sealed = await repository.get(name)
    return sealed && openObject(key, keys.repository, name, sealed)
  }
  return {
    repository,
    id: keys.repository,
    epochs: keys.epochs.map(key => key.epoch),
    epoch: keys.epochs.at(-1)?.epoch ?? 0,
    fingerprint: epoch => fingerprintOf(keyOf(epoch).key),
    addressOf: (epoch, plain) => keyOf(epoch).address(plain),
    async put(name, plain) {
      const sealed = await sealObject(keyFor(name), keys.repository, name, plain)
      await repository.put(name, sealed)
      return sealed.length
    },
    async get(name) {
      const plain = await find(name)
      if (plain === undefined) throw new OperatorError(`The backup cannot be used: ${name} is missing.`)
      return plain
    },
    find,
  }
}
