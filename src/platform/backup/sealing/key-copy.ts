import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
  randomBytes,
  scryptSync,
} from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { OperatorError } from '../../../base/problem.ts'
import { writeWhole } from '../../database/private-file.ts'

/**
 * A copy of the key folder as one file that may be kept apart: sealed under a passphrase (scrypt) or for the holder of
 * an X25519 key, which an operator makes with `openssl genpkey -algorithm x25519`.
 */
export type KeySeal =
  | { readonly kind: 'passphrase'; readonly passphrase: string }
  | { readonly kind: 'public key'; readonly publicKey: string }

export type KeyOpener =
  | { readonly kind: 'passphrase'; readonly passphrase: string }
  | { readonly kind: 'private key'; readonly privateKey: string }

const form = z.object({
  musubi: z.literal('keys'),
  format: z.literal(1),
  with: z.enum(['passphrase', 'public key']),
  salt: z.string(),
  /** The sender's half of the agreement; empty under a passphrase. */
  sender: z.string(),
  nonce: z.string(),
  body: z.string(),
})

/** 128 MB and about half a second: dear to guess, bearable once. */
const scryptCost = { N: 131_072, r: 8, p: 1, maxmem: 256 * 1024 * 1024 }
const shortest = 12

const fromPassphrase = (passphrase: string, salt: Buffer): Buffer =>
  scryptSync(passphrase.normalize('NFKC'), salt, 32, scryptCost)

const agreed = (privateKey: KeyObject, publicKey: KeyObject, salt: Buffer): Buffer =>
  Buffer.from(hkdfSync('sha256', diffieHellman({ privateKey, publicKey }), salt, 'musubi/keys', 32))

const isKeyFile = (name: string): boolean => /^[a-z][a-z0-9-]*\.(?:key|pub|id)$/.test(name)

/** @throws OperatorError when the folder holds no keys */
export const readKeyFiles = (folder: string): Readonly<Record<string, string>> => {
  const names = existsSync(folder) ? readdirSync(folder).filter(isKeyFile) : []
  if (names.length === 0) throw new OperatorError(`${folder} holds no keys.`)
  return Object.fromEntries(names.sort().map(name => [name, readFileSync(join(folder, name), 'utf8')]))
}

const parsePublic = (pem: string): KeyObject => {
  try {
    const key = createPublicKey(pem)
    if (key.asymmetricKeyType === 'x25519') return key
  } catch {}
  throw new OperatorError('This is not a public X25519 key; make a pair with "openssl genpkey -algorithm x25519".')
}

const parsePrivate = (pem: string): KeyObject => {
  try {
    const key = createPrivateKey(pem)
    if (key.asymmetricKeyType === 'x25519') return key
  } catch {}
  throw new OperatorError('This is not a private X25519 key.')
}

const keyFor = (seal: KeySeal, salt: Buffer): { readonly key: Buffer; readonly sender: string } => {
  if (seal.kind === 'passphrase') {
    if (seal.passphrase.length < shortest)
      throw new OperatorError(`The passphrase is too short: take at least ${shortest} characters, better five words.`)
    return { key: fromPassphrase(seal.passphrase, salt), sender: '' }
  }
  const { privateKey, publicKey } = generateKeyPairSync('x25519')
  const sender = publicKey.export({ type: 'spki', format: 'der' }).toString('base64')
  return { key: agreed(privateKey, parsePublic(seal.publicKey), salt), sender }
}

export const sealKeys = (files: Readonly<Record<string, string>>, seal: KeySeal): string => {
  const [salt, nonce] = [randomBytes(16), randomBytes(12)]
  const { key, sender } = keyFor(seal, salt)
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  const body = Buffer.concat([cipher.update(JSON.stringify(files)), cipher.final(), cipher.getAuthTag()])
  const text: z.infer<typeof form> = {
    musubi: 'keys',
    format: 1,
    with: seal.kind,
    salt: salt.toString('base64'),
    sender,
    nonce: nonce.toString('base64'),
    body: body.toString('base64'),
  }
  return `${JSON.stringify(text, null, 2)}\n`
}

const parse = (text: string): z.infer<typeof form> => {
  try {
    return form.parse(JSON.parse(text))
  } catch {
    throw new OperatorError('This is not a copy of the keys of Musubi.')
  }
}

/** @throws OperatorError when it was sealed otherwise, or does not open */
export const openKeys = (text: string, opener: KeyOpener): Readonly<Record<string, string>> => {
  const sealed = parse(text)
  const salt = Buffer.from(sealed.salt, 'base64')
  const wanted = opener.kind === 'passphrase' ? 'passphrase' : 'public key'
  if (sealed.with !== wanted)
    throw new OperatorError(
      sealed.with === 'passphrase'
        ? 'The copy of the keys was sealed with a passphrase: give it in MUSUBI_KEYS_PASSPHRASE.'
        : 'The copy of the keys was sealed for a public key: name the file of the private key with --identity.',
    )
  const key =
    opener.kind === 'passphrase'
      ? fromPassphrase(opener.passphrase, salt)
      : agreed(
          parsePrivate(opener.privateKey),
          createPublicKey({ key: Buffer.from(sealed.sender, 'base64'), format: 'der', type: 'spki' }),
          salt,
        )
  const body = Buffer.from(sealed.body, 'base64')
  const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(sealed.nonce, 'base64'), { authTagLength: 16 })
  decipher.setAuthTag(body.subarray(-16))
  try {
    const plain = Buffer.concat([decipher.update(body.subarray(0, -16)), decipher.final()])
    return z.record(z.string().refine(isKeyFile), z.string()).parse(JSON.parse(plain.toString('utf8')))
  } catch {
    throw new OperatorError(
      `The copy of the keys does not open: the ${opener.kind} is another one, or the file is damaged.`,
    )
  }
}

/** @throws OperatorError when another key of the name is there */
export const putKeys = (files: Readonly<Record<string, string>>, folder: string): void => {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name)
    if (existsSync(path) && readFileSync(path, 'utf8') !== text)
      throw new OperatorError(`${path} is there already and is another key: name an empty key folder.`)
    writeWhole(path, text, name.endsWith('.pub') ? 0o644 : 0o600)
  }
}

/**
 * Puts back what is not there, and touches nothing that is: a key that was destroyed has a file that says so, and stays so.
 * @returns names of what was put back
 */
export const putMissingKeys = (files: Readonly<Record<string, string>>, folder: string): readonly string[] => {
  const missing = Object.entries(files).filter(([name]) => !existsSync(join(folder, name)))
  putKeys(Object.fromEntries(missing), folder)
  return missing.map(([name]) => name).sort()
}
