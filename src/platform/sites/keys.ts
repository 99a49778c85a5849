import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { isDestroyedKey, keyFolder, overwrite, writeWhole } from '../database/private-file.ts'

/** File names and contents of everything without which the other site could not read what it holds. */
export type KeyBundle = Readonly<Record<string, string>>

const form = z.record(z.string().regex(/^(?:keys\/)?[a-z][\w.-]{0,60}$/i), z.string())

/** The key folder and the passwords of the database's roles, which lie in the database too. */
export const readKeys = (folder: string): KeyBundle => {
  const keys = keyFolder(folder)
  const names = existsSync(keys)
    ? readdirSync(keys)
        .filter(name => /\.(?:key|pub|id)$/.test(name))
        .sort()
    : []
  const passwords = join(folder, 'passwords.json')
  return {
    ...Object.fromEntries(names.map(name => [`keys/${name}`, readFileSync(join(keys, name), 'utf8')])),
    ...(existsSync(passwords) ? { 'passwords.json': readFileSync(passwords, 'utf8') } : {}),
  }
}

export const fingerprintOf = (bundle: KeyBundle): string =>
  createHash('sha256')
    .update(JSON.stringify(Object.entries(bundle).toSorted(([a], [b]) => (a < b ? -1 : 1))))
    .digest('hex')
    .slice(0, 32)

const keyOf = (secret: string): Buffer => Buffer.from(hkdfSync('sha256', secret, '', 'musubi/site/keys', 32))

export const sealKeys = (bundle: KeyBundle, secret: string): string => {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', keyOf(secret), nonce)
  const sealed = [cipher.update(JSON.stringify(bundle), 'utf8'), cipher.final()]
  return Buffer.concat([nonce, cipher.getAuthTag(), ...sealed]).toString('base64')
}

/** @throws Error when it was sealed with another secret or altered */
export const openKeys = (sealed: string, secret: string): KeyBundle => {
  const bytes = Buffer.from(sealed, 'base64')
  const decipher = createDecipheriv('aes-256-gcm', keyOf(secret), bytes.subarray(0, 12), { authTagLength: 16 })
  decipher.setAuthTag(bytes.subarray(12, 28))
  const plain = Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()])
  return form.parse(JSON.parse(plain.toString('utf8')))
}

const ofTenant = /^keys\/tenant-.{36}\.key$/

const isLive = (text: string | undefined): boolean => text !== undefined && !isDestroyedKey(text)

/**
 * What the serving site must take from its copy before it gives its own keys: a key that was destroyed there stays
 * destroyed, and an organisation's that was made there while it served alone is not lost. Nothing from a folder with
 * another master key, whose keys could not be opened here.
 */
export const lacking = (ours: KeyBundle, theirs: KeyBundle): KeyBundle => {
  if (ours['keys/special.key'] === undefined || ours['keys/special.key'] !== theirs['keys/special.key']) return {}
  return Object.fromEntries(
    Object.entries(theirs).filter(
      ([name, text]) =>
        (ofTenant.test(name) && ours[name] === undefined) || (isDestroyedKey(text) && isLive(ours[name])),
    ),
  )
}

/** Each file whole and on the disk before this returns; for its owner's eyes only. A destroyed key is not brought back. */
export const writeKeys = (folder: string, bundle: KeyBundle): void => {
  // The folder itself stays open to the user that runs the database.
  mkdirSync(folder, { recursive: true })
  mkdirSync(keyFolder(folder), { recursive: true, mode: 0o700 })
  for (const [name, text] of Object.entries(bundle)) {
    const path = name.startsWith('keys/') ? join(keyFolder(folder), name.slice(5)) : join(folder, name)
    const before = existsSync(path) ? readFileSync(path, 'utf8') : null
    if (before === text || (before !== null && isDestroyedKey(before) && name.endsWith('.key'))) continue
    // A key that was destroyed at the other site is destroyed here, and not only replaced.
    if (isDestroyedKey(text)) overwrite(path)
    writeWhole(path, text, name.endsWith('.pub') ? 0o644 : 0o600)
  }
}
