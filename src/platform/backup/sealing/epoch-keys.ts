import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { OperatorError } from '../../../base/problem.ts'
import { isId, newId } from '../../../base/uuid.ts'
import { createPrivateFile, destroyKeyFile, isDestroyedKey } from '../../database/private-file.ts'
import type { EpochKey } from './seal.ts'

/**
 * The keys of a repository's contents, one file an epoch (`backup-1.key`) beside the platform's other keys and never in
 * the repository. An epoch ends by making the next key; whatever was sealed in it becomes unreadable for everyone when its
 * key is destroyed, wherever copies of the repository lie.
 */
export interface BackupKeys {
  readonly repository: string
  /** Oldest first; the last one seals. */
  readonly epochs: readonly EpochKey[]
}

const idFile = 'backup.id'
const keyFile = (epoch: number): string => `backup-${epoch}.key`
const fileForm = /^backup-(\d{1,5})\.key$/

const parseKey = (path: string, epoch: number): EpochKey => {
  const text = readFileSync(path, 'utf8')
  const [, number, encoded = '', madeAt = ''] = /^(\d+) ([A-Za-z0-9+/]{43}=) (\S+)\n$/.exec(text) ?? []
  if (Number(number) !== epoch)
    throw new OperatorError(`${path} is not the key of a backup: put it back from its copy.`)
  return { epoch, bytes: Buffer.from(encoded, 'base64'), madeAt }
}

/** The keys that the folder holds; undefined when no backup was ever made with it. @throws OperatorError */
export const readBackupKeys = (keyFolder: string): BackupKeys | undefined => {
  const path = join(keyFolder, idFile)
  if (!existsSync(path)) return undefined
  const repository = readFileSync(path, 'utf8').trim()
  if (!isId(repository)) throw new OperatorError(`${path} is not the name of a repository: put it back from its copy.`)
  const epochs = readdirSync(keyFolder)
    .flatMap(name => {
      const epoch = Number(fileForm.exec(name)?.[1] ?? 0)
      const there = epoch > 0 && !isDestroyedKey(readFileSync(join(keyFolder, name), 'utf8'))
      return there ? [parseKey(join(keyFolder, name), epoch)] : []
    })
    .sort((a, b) => a.epoch - b.epoch)
  return { repository, epochs }
}

/** Makes the key of an epoch; one that is there already stays. */
export const makeEpochKey = (keyFolder: string, epoch: number, at: Date): EpochKey => {
  mkdirSync(keyFolder, { recursive: true, mode: 0o700 })
  const path = join(keyFolder, keyFile(epoch))
  createPrivateFile(path, () => `${epoch} ${randomBytes(32).toString('base64')} ${at.toISOString()}\n`)
  return parseKey(path, epoch)
}

/** The keys of the folder, made when there are none. */
export const keepBackupKeys = (keyFolder: string, at: Date): BackupKeys => {
  mkdirSync(keyFolder, { recursive: true, mode: 0o700 })
  createPrivateFile(join(keyFolder, idFile), () => `${newId()}\n`)
  const known = readBackupKeys(keyFolder)
  if (known && known.epochs.length > 0) return known
  if (existsSync(join(keyFolder, keyFile(1))))
    throw new OperatorError(
      `Every key of a backup in ${keyFolder} was destroyed: put the newest one back from its copy, or remove ${idFile} and name an empty place.`,
    )
  makeEpochKey(keyFolder, 1, at)
  return keepBackupKeys(keyFolder, at)
}

/**
 * Destroys a key: written over, and a mark left in its place, by which the other site destroys its own. On a disk that writes
 * elsewhere (most SSDs, copy-on-write file systems) the old bytes may stay until they are used again; other copies of the key
 * folder are the operator's to destroy.
 */
export const destroyEpochKey = (keyFolder: string, epoch: number, at: Date): void => {
  const path = join(keyFolder, keyFile(epoch))
  if (existsSync(path)) destroyKeyFile(path, at)
}

/** Epochs whose keys are among the files of a copy. */
export const epochsIn = (files: Readonly<Record<string, string>>): readonly number[] =>
  Object.entries(files).flatMap(([name, text]) => {
    const epoch = Number(fileForm.exec(name)?.[1] ?? 0)
    return epoch > 0 && !isDestroyedKey(text) ? [epoch] : []
  })
