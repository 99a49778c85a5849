import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { ConflictError, OperatorError } from '../../base/problem.ts'
import { isId } from '../../base/uuid.ts'
import { createPrivateFile, writeWhole } from './private-file.ts'
import type { MasterKey } from './secrets.ts'

/**
 * One random key an organisation, in a file of its own beside the master key and outside the database: what was sealed
 * with it is gone for good, in every copy of the database, when the file and its copies are destroyed. The key lies
 * wrapped with the master key, so that a copy of the folder of these files alone opens nothing.
 */
export interface TenantKeys {
  /** The key, made where there is none. @throws ConflictError when it was destroyed */
  keyFor(tenant: string): MasterKey
  /** The key, where there is one. */
  find(tenant: string): MasterKey | null
  /** Organisations that have one. */
  known(): readonly string[]
  /** When it was destroyed; null where it was not. */
  destroyed(tenant: string): string | null
  /** Destroys the key here. Copies of it elsewhere are the operator's to destroy. */
  destroy(tenant: string, at: Date): void
}

const folderName = 'tenants'
const [nonceLength, tagLength] = [12, 16]

export const tenantKeyFolder = (keys: string): string => join(keys, folderName)

/** Milliseconds after which a key that was read is read again: another process may have destroyed it. */
const fresh = 5_000

const gone = (): ConflictError =>
  new ConflictError({
    ja: 'この団体は退去し、鍵が廃棄されています。',
    en: 'This organisation has left, and its key was destroyed.',
  })

/**
 * @param keys the key folder
 * @param wrapping keys derived from the master keys, oldest first
 */
export const tenantKeys = (
  keys: string,
  wrapping: readonly MasterKey[],
  now: () => number = () => performance.now(),
): TenantKeys => {
  const folder = tenantKeyFolder(keys)
  const memory = new Map<string, { readonly at: number; readonly key: MasterKey | null }>()
  let names: { readonly at: number; readonly known: readonly string[] } | undefined
  const pathOf = (tenant: string): string => {
    if (!isId(tenant)) throw new Error(`not the id of an organisation: ${tenant}`)
    return join(folder, `${tenant}.key`)
  }
  const markOf = (tenant: string): string => pathOf(tenant).replace(/key$/, 'destroyed')
  const additional = (tenant: string, id: number): Buffer => Buffer.from(JSON.stringify([tenant, id]))

  const wrap = (tenant: string, id: number, bytes: Buffer): string => {
    const master = wrapping.at(-1)
    if (!master) throw new Error('no key to wrap with')
    const nonce = randomBytes(nonceLength)
    const cipher = createCipheriv('aes-256-gcm', master.bytes, nonce)
    cipher.setAAD(additional(tenant, id))
    const sealed = Buffer.concat([nonce, cipher.update(bytes), cipher.final(), cipher.getAuthTag()])
    return `${id} ${master.id} ${sealed.toString('base64')}\n`
  }
  const unwrap = (tenant: string, text: string): MasterKey => {
    const [, id = '', masterId = '', encoded = ''] = /^(\d{1,3}) (\d{1,3}) (\S+)\n?$/.exec(text) ?? []
    const master = wrapping.find(key => key.id === Number(masterId))
    const sealed = Buffer.from(encoded, 'base64')
    try {
      if (!master) throw new Error(`master key ${masterId} is not there`)
      const decipher = createDecipheriv('aes-256-gcm', master.bytes, sealed.subarray(0, nonceLength), {
        authTagLength: tagLength,
      })
      decipher.setAAD(additional(tenant, Number(id)))
      decipher.setAuthTag(sealed.subarray(-tagLength))
      const bytes = Buffer.concat([decipher.update(sealed.subarray(nonceLength, -tagLength)), decipher.final()])
      return { id: Number(id), bytes }
    } catch {
      throw new OperatorError(
        `${pathOf(tenant)} cannot be used: put the file, and special.key, back from their copies.`,
      )
    }
  }
  const read = (tenant: string): MasterKey | null => {
    const known = memory.get(tenant)
    if (known && now() - known.at < fresh) return known.key
    const path = pathOf(tenant)
    const key = existsSync(path) ? unwrap(tenant, readFileSync(path, 'utf8')) : null
    memory.set(tenant, { at: now(), key })
    return key
  }

  return {
    find: read,
    keyFor(tenant) {
      const found = read(tenant)
      if (found) return found
      if (existsSync(markOf(tenant))) throw gone()
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      const text = createPrivateFile(pathOf(tenant), () => wrap(tenant, 1, randomBytes(32)))
      const key = unwrap(tenant, text)
      memory.set(tenant, { at: now(), key })
      names = undefined
      return key
    },
    known() {
      if (names && now() - names.at < fresh) return names.known
      const files = existsSync(folder) ? readdirSync(folder) : []
      const known = files.flatMap(name => (name.endsWith('.key') && isId(name.slice(0, -4)) ? [name.slice(0, -4)] : []))
      names = { at: now(), known }
      return known
    },
    destroyed(tenant) {
      const mark = markOf(tenant)
      return existsSync(mark) ? readFileSync(mark, 'utf8').trim() : null
    },
    destroy(tenant, at) {
      const path = pathOf(tenant)
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      // The mark first: nobody makes a new key in between.
      writeWhole(markOf(tenant), `${at.toISOString()}\n`, 0o600)
      if (existsSync(path)) {
        // In place, so that a disk that keeps blocks keeps noise; what a log-structured disk keeps is told in the docs.
        const file = openSync(path, 'r+')
        try {
          writeSync(file, randomBytes(statSync(path).size))
          fsyncSync(file)
        } finally {
          closeSync(file)
        }
        rmSync(path)
      }
      memory.delete(tenant)
      names = undefined
    },
  }
}
