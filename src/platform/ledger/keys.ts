import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { OperatorError } from '../../base/problem.ts'
import { createPrivateFile, keyFolder, writeWhole } from '../database/private-file.ts'
import { type NoteSigner, type NoteVerifier, parseSigner, parseVerifier, signerText } from './signed-note.ts'

export interface LedgerKeyOptions {
  /** Data folder; the key lies in its `keys/` unless MUSUBI_KEYS names another folder. */
  readonly dataFolder: string
  /** Name of the log for a key that is to be made: a domain and path without scheme, as C2SP asks. */
  readonly origin?: string
}

/**
 * The log's signing key, made on the first start: `ledger.key` (only its owner may read it) and `ledger.pub`, which the operator hands to supervisors. Both sites of a pair must hold the same key.
 * @throws OperatorError when the file is not a key or may be read by others
 */
export const loadSigner = ({ dataFolder, origin = 'musubi.localhost/ledger' }: LedgerKeyOptions): NoteSigner => {
  const folder = keyFolder(dataFolder)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, 'ledger.key')
  const text = createPrivateFile(path, () => `${signerText(origin, randomBytes(32))}\n`)
  let signer: NoteSigner
  try {
    signer = parseSigner(text)
  } catch {
    throw new OperatorError(`${path} is not the private key of a log: put the key back from its backup.`)
  }
  keepVerifier(verifierPath(dataFolder), signer.text)
  return signer
}

/**
 * Ends the log of this folder and begins another, of the next name and with a new key: what the old key signed beyond the
 * tree that is left can no longer be confused with what is signed from now on. The old public key stays in `ledger.pub`,
 * the old private one is gone.
 * @returns the new signer
 */
export const beginNewLog = (dataFolder: string): NoteSigner => {
  const { name } = loadSigner({ dataFolder })
  const [, stem = name, number = '1'] = /^(.*?)(?:\/(\d+))?$/.exec(name) ?? []
  const text = signerText(`${stem}/${Number(number) + 1}`, randomBytes(32))
  writeWhole(join(keyFolder(dataFolder), 'ledger.key'), `${text}\n`, 0o600)
  return loadSigner({ dataFolder })
}

/** Adds the public key to the file unless it is there; keys of old checkpoints stay. */
const keepVerifier = (path: string, text: string): void => {
  const known = existsSync(path) ? readFileSync(path, 'utf8') : ''
  if (!known.split('\n').includes(text)) writeWhole(path, `${known}${text}\n`, 0o644)
}

/** The file of public keys that `loadSigner` keeps and `loadVerifiers` reads. */
export const verifierPath = (dataFolder: string): string => join(keyFolder(dataFolder), 'ledger.pub')

/** The public keys in a file, one a line: an operator who changed keys keeps the old ones there for old checkpoints. */
const readVerifiers = (text: string): readonly NoteVerifier[] =>
  text
    .split('\n')
    .filter(line => line.trim() !== '' && !line.startsWith('#'))
    .map(parseVerifier)

/** @throws OperatorError when the file is missing or not a list of public keys */
export const loadVerifiers = (path: string): readonly NoteVerifier[] => {
  try {
    return readVerifiers(readFileSync(path, 'utf8'))
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new OperatorError(`The log's public key cannot be read from ${path}: ${reason}.`)
  }
}
