import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'

/**
 * Signed notes (C2SP signed-note) with Ed25519, and their keys in the text forms that the tools of transparency logs
 * read: `name+id+base64` for the public key, `PRIVATE+KEY+name+id+base64` for the private one.
 */
export interface NoteVerifier {
  readonly name: string
  /** Four bytes of the key's hash, 8 hex digits. */
  readonly id: string
  readonly key: KeyObject
  /** The public key's text form (vkey). */
  readonly text: string
}

export interface NoteSigner extends NoteVerifier {
  readonly privateKey: KeyObject
}

const ed25519 = 0x01
// DER of RFC 8410 before the 32 bytes of the key itself.
const pkcs8 = Buffer.from('302e020100300506032b657004220420', 'hex')
const spki = Buffer.from('302a300506032b6570032100', 'hex')

const idOf = (name: string, publicKey: Buffer): string =>
  createHash('sha256')
    .update(`${name}\n`)
    .update(Buffer.from([ed25519]))
    .update(publicKey)
    .digest('hex')
    .slice(0, 8)

const isName = (name: string): boolean => name !== '' && !/[\s+]/u.test(name)

const verifierOf = (name: string, publicKey: Buffer): NoteVerifier => {
  const id = idOf(name, publicKey)
  return {
    name,
    id,
    key: createPublicKey({ key: Buffer.concat([spki, publicKey]), format: 'der', type: 'spki' }),
    text: `${name}+${id}+${Buffer.concat([Buffer.from([ed25519]), publicKey]).toString('base64')}`,
  }
}

/** @throws Error when the text is not an Ed25519 vkey or its id does not fit name and key */
export const parseVerifier = (text: string): NoteVerifier => {
  const [, name = '', id, encoded = ''] = /^([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(text.trim()) ?? []
  const bytes = Buffer.from(encoded, 'base64')
  if (!isName(name) || bytes.length !== 33 || bytes[0] !== ed25519) throw new Error('not the public key of a log')
  const verifier = verifierOf(name, bytes.subarray(1))
  if (verifier.id !== id) throw new Error('the public key of the log does not fit its name')
  return verifier
}

/** @param seed 32 random bytes */
export const signerOf = (name: string, seed: Buffer): NoteSigner => {
  if (!isName(name)) throw new Error(`a log cannot be named "${name}": no white space and no plus sign`)
  const privateKey = createPrivateKey({ key: Buffer.concat([pkcs8, seed]), format: 'der', type: 'pkcs8' })
  const publicKey = createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).subarray(spki.length)
  return { ...verifierOf(name, publicKey), privateKey }
}

export const signerText = (name: string, seed: Buffer): string =>
  `PRIVATE+KEY+${name}+${signerOf(name, seed).id}+${Buffer.concat([Buffer.from([ed25519]), seed]).toString('base64')}`

/** @throws Error when the text is not an Ed25519 private key of a log */
export const parseSigner = (text: string): NoteSigner => {
  const [, name = '', id, encoded = ''] =
    /^PRIVATE\+KEY\+([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(text.trim()) ?? []
  const bytes = Buffer.from(encoded, 'base64')
  if (bytes.length !== 33 || bytes[0] !== ed25519) throw new Error('not the private key of a log')
  const signer = signerOf(name, bytes.subarray(1))
  if (signer.id !== id) throw new Error('the private key of the log does not fit its name')
  return signer
}

/** @param text ends with a line end and holds no empty line that could be taken for the end of the text */
export const signNote = (text: string, signer: NoteSigner): string => {
  if (!text.endsWith('\n')) throw new Error('the text of a note ends with a line end')
  const signature = sign(null, Buffer.from(text), signer.privateKey)
  return `${text}\n— ${signer.name} ${Buffer.concat([Buffer.from(signer.id, 'hex'), signature]).toString('base64')}\n`
}

/**
 * @returns the note's text when one of the keys signed it, else undefined. Signatures by unknown keys (witnesses) are
 *   passed over, as the specification asks; a wrong one by a known key makes the note invalid.
 */
export const openNote = (note: string, verifiers: readonly NoteVerifier[]): string | undefined => {
  const end = note.lastIndexOf('\n\n')
  if (end < 0 || !note.endsWith('\n')) return undefined
  const text = note.slice(0, end + 1)
  let signed = false
  for (const line of note.slice(end + 2, -1).split('\n')) {
    const [, name, encoded = ''] = /^— (\S+) ([A-Za-z0-9+/=]+)$/.exec(line) ?? []
    if (name === undefined) return undefined
    const bytes = Buffer.from(encoded, 'base64')
    const id = bytes.subarray(0, 4).toString('hex')
    for (const known of verifiers.filter(each => each.name === name && each.id === id)) {
      if (!verify(null, Buffer.from(text), known.key, bytes.subarray(4))) return undefined
      signed = true
    }
  }
  return signed ? text : undefined
}
