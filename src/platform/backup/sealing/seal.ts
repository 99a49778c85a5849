import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto'
import { promisify } from 'node:util'
import { constants, zstdCompress, zstdDecompress } from 'node:zlib'
import { OperatorError } from '../../../base/problem.ts'

/**
 * How an object of a repository is sealed: compressed with zstd, encrypted with AES-256-GCM under a key that belongs to
 * its name alone, its name and head authenticated with it. So an object that was altered, cut off, put in the place of
 * another or brought from another repository does not open, and the head says which of these it is.
 */
export interface EpochKey {
  readonly epoch: number
  readonly bytes: Buffer
  readonly madeAt: string
}

const magic = Buffer.from('MSBK')
const format = 1
const [plainCodec, zstdCodec] = [0, 1]
const [nonceLength, tagLength, headLength] = [12, 16, 60]

const compress = promisify(zstdCompress)
const decompress = promisify(zstdDecompress)
/** Fast before small: database pages compress well at any level, and a backup must not take the machine's cores. */
const compression = { params: { [constants.ZSTD_c_compressionLevel]: 1 } }

const derive = (key: EpochKey, purpose: string, name: string): Buffer =>
  Buffer.from(hkdfSync('sha256', key.bytes, '', JSON.stringify(['musubi/backup', format, purpose, name]), 32))

const digestOf = (name: string): Buffer => createHash('sha256').update(name).digest().subarray(0, 16)

/** A name of a key from which nothing of the key can be learned. */
export const fingerprintOf = (key: EpochKey): string =>
  createHash('sha256').update('musubi/backup-key/').update(key.bytes).digest('hex').slice(0, 16)

/** Where content lies: nobody without the key can tell from the address whether a certain text is in the backup. */
export const addresser = (key: EpochKey): ((plain: Uint8Array) => string) => {
  const secret = derive(key, 'address', '')
  return plain => createHmac('sha256', secret).update(plain).digest('hex')
}

const idBytes = (repository: string): Buffer => Buffer.from(repository.replaceAll('-', ''), 'hex')

/** @param repository id of the repository, a UUID */
export const sealObject = async (
  key: EpochKey,
  repository: string,
  name: string,
  plain: Uint8Array,
): Promise<Buffer> => {
  const packed = plain.byteLength > 64 ? await compress(plain, compression) : undefined
  const smaller = packed !== undefined && packed.length < plain.byteLength
  const body = smaller ? packed : plain
  const head = Buffer.alloc(headLength)
  magic.copy(head)
  head[4] = format
  head[5] = smaller ? zstdCodec : plainCodec
  head.writeUInt16BE(key.epoch, 6)
  idBytes(repository).copy(head, 8)
  digestOf(name).copy(head, 24)
  head.writeBigUInt64BE(BigInt(body.byteLength + tagLength), 40)
  randomBytes(nonceLength).copy(head, 48)
  const cipher = createCipheriv('aes-256-gcm', derive(key, 'object', name), head.subarray(48))
  cipher.setAAD(Buffer.concat([head, Buffer.from(name)]))
  return Buffer.concat([head, cipher.update(body), cipher.final(), cipher.getAuthTag()])
}

const refuse = (name: string, what: string): never => {
  throw new OperatorError(`The backup cannot be used: ${name} ${what}.`)
}

const checkHead = (key: EpochKey, repository: string, name: string, sealed: Buffer): void => {
  if (sealed.length < headLength) {
    if (sealed.length === 0 || magic.subarray(0, sealed.length).equals(sealed.subarray(0, magic.length)))
      refuse(name, `is truncated: only ${sealed.length} bytes are there`)
    refuse(name, 'is not an object of a backup')
  }
  if (!sealed.subarray(0, 4).equals(magic)) refuse(name, 'is damaged: its head is not that of an object of a backup')
  if (sealed[4] !== format) refuse(name, `was written by a newer version of Musubi (format ${sealed[4]})`)
  if (!sealed.subarray(8, 24).equals(idBytes(repository))) refuse(name, 'comes from another repository')
  if (sealed.readUInt16BE(6) !== key.epoch || !sealed.subarray(24, 40).equals(digestOf(name)))
    refuse(name, 'holds what was written under another name: objects were swapped')
  const wanted = BigInt(headLength) + sealed.readBigUInt64BE(40)
  if (BigInt(sealed.length) < wanted) refuse(name, `is truncated: ${sealed.length} of ${wanted} bytes are there`)
  if (BigInt(sealed.length) > wanted) refuse(name, `is damaged: it is ${sealed.length} bytes long and not ${wanted}`)
}

/** @throws OperatorError that says what is wrong with the object */
export const openObject = async (key: EpochKey, repository: string, name: string, sealed: Buffer): Promise<Buffer> => {
  checkHead(key, repository, name, sealed)
  const head = sealed.subarray(0, headLength)
  const decipher = createDecipheriv('aes-256-gcm', derive(key, 'object', name), head.subarray(48), {
    authTagLength: tagLength,
  })
  decipher.setAAD(Buffer.concat([head, Buffer.from(name)]))
  decipher.setAuthTag(sealed.subarray(-tagLength))
  let body: Buffer
  try {
    body = Buffer.concat([decipher.update(sealed.subarray(headLength, -tagLength)), decipher.final()])
  } catch {
    return refuse(name, 'is damaged: its bytes are not those that were written')
  }
  return head[5] === zstdCodec ? decompress(body) : body
}
