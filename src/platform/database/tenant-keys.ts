import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ConflictError, KeyAwayError, OperatorError } from '../../base/problem.ts'
import { isId } from '../../base/uuid.ts'
import { createPrivateFile, destroyedWhen, destroyKeyFile, isDestroyedKey } from './private-file.ts'
import type { MasterKey } from './secrets.ts'

/**
 * One random key an organisation, in a file of its own beside the master key and outside the database: what was sealed
 * with it is gone for good, in every copy of the database, when the file and its copies are destroyed. The key lies
 * wrapped with the master key, so that a copy of these files alone opens nothing. They lie beside the other keys under names
 * of the same form: what copies the key folder to another site or into a safe copies them too. A destroyed key leaves a
 * file that says so in its place, which replaces the key in those copies when they are made anew.
 */
export interface TenantKeys {
  /**
   * The key, made where there never was one.
   * @throws ConflictError when it was destroyed, KeyAwayError when it was lost: another one would seal so that the
   * lost one's copy, put back later, could not stand beside it
   */
  keyFor(tenant: string): MasterKey
  /** The key, where there is one. */
  find(tenant: string): MasterKey | null
  /** Was it here, or is it remembered by the database, and is its file gone? A destroyed one is not lost. */
  isLost(tenant: string): boolean
  /** Organisations that have one. */
  known(): readonly string[]
  /** The keys that are here by names that may be shown: `tenant-<id>.key <number> <fingerprint>`, or `… destroyed`. */
  names(): readonly string[]
  /** Names of keys that the database was written with: none of them is made anew. */
  expect(names: readonly string[]): void
  /** When it was destroyed; null where it was not. */
  destroyed(tenant: string): string | null
  /** Destroys the key here. Copies of it elsewhere are the operator's to destroy. */
  destroy(tenant: string, at: Date): void
}

const [nonceLength, tagLength] = [12, 16]

/** A short name of a secret key from which nothing of the key can be learned. */
export const keyFingerprint = (bytes: Uint8Array): string =>
  createHash('sha256').update('musubi/key/').update(bytes).digest('hex').slice(0, 16)

/** Names that are remembered and not here. A key that was destroyed is not missed. */
export const missingKeys = (remembered: readonly string[], here: readonly string[]): readonly string[] =>
  remembered.filter(name => !here.includes(name) && !here.includes(`${name.split(' ')[0]} ${destroyedName}`))

const destroyedName = 'destroyed'

const fileOf = (tenant: string): string => `tenant-${tenant}.key`
const file = /^tenant-(.{36})\.key$/

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
  const memory = new Map<string, { readonly at: number; readonly key: MasterKey | null }>()
  let names: { readonly at: number; readonly known: readonly string[] } | undefined
  const had = new Set<string>()
  const pathOf = (tenant: string): string => {
    if (!isId(tenant)) throw new Error(`not the id of an organisation: ${tenant}`)
    return join(keys, fileOf(tenant))
  }
  const textOf = (tenant: string): string | null => {
    const path = pathOf(tenant)
    return existsSync(path) ? readFileSync(path, 'utf8') : null
  }
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
    const text = textOf(tenant)
    const key = text === null || isDestroyedKey(text) ? null : unwrap(tenant, text)
    memory.set(tenant, { at: now(), key })
    if (key) had.add(tenant)
    return key
  }
  const tenantsHere = (): readonly string[] =>
    (existsSync(keys) ? readdirSync(keys) : []).flatMap(name => file.exec(name)?.[1] ?? []).filter(isId)

  const isLost = (tenant: string): boolean => had.has(tenant) && textOf(tenant) === null

  return {
    find: read,
    isLost,
    keyFor(tenant) {
      const found = read(tenant)
      if (found) return found
      if (isLost(tenant))
        throw new KeyAwayError(tenant, `${pathOf(tenant)} is lost: put it back from a copy of the keys`)
      mkdirSync(keys, { recursive: true, mode: 0o700 })
      const text = createPrivateFile(pathOf(tenant), () => wrap(tenant, 1, randomBytes(32)))
      if (isDestroyedKey(text)) throw gone()
      const key = unwrap(tenant, text)
      memory.set(tenant, { at: now(), key })
      had.add(tenant)
      names = undefined
      return key
    },
    known() {
      if (names && now() - names.at < fresh) return names.known
      const known = tenantsHere().filter(one => read(one) !== null)
      names = { at: now(), known }
      return known
    },
    names: () =>
      tenantsHere().map(tenant => {
        const key = read(tenant)
        return `${fileOf(tenant)} ${key ? `${key.id} ${keyFingerprint(key.bytes)}` : destroyedName}`
      }),
    expect(remembered) {
      for (const name of remembered) {
        const tenant = file.exec(name.split(' ')[0] ?? '')?.[1]
        if (tenant) had.add(tenant)
      }
    },
    destroyed(tenant) {
      const text = textOf(tenant)
      return text !== null && isDestroyedKey(text) ? destroyedWhen(text) : null
    },
    destroy(tenant, at) {
      mkdirSync(keys, { recursive: true, mode: 0o700 })
      destroyKeyFile(pathOf(tenant), at)
      memory.delete(tenant)
      had.delete(tenant)
      names = undefined
    },
  }
}
