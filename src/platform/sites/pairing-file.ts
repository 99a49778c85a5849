import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { OperatorError } from '../../base/problem.ts'
import { writeWhole } from '../database/private-file.ts'

const address = z.string().regex(/^[0-9A-Za-z.:-]{1,253}$/)
const port = z.number().int().min(1).max(65_535)

/** Where one site answers the other. */
export const siteAddress = z.object({ address, control: port, database: port })
export type SiteAddress = Readonly<z.infer<typeof siteAddress>>

const form = z.object({
  /** The second site joined: it begins as a copy and never makes a database of its own. */
  role: z.enum(['first', 'second']),
  own: siteAddress,
  peer: siteAddress,
  /** Signs and seals what the two say to each other. */
  secret: z.string().min(20),
  at: z.string(),
  /** Day on which the certificates of the two end, ISO 8601. */
  ends: z.string(),
})

/** What a data folder knows since it was paired with another site. */
export type Pairing = Readonly<z.infer<typeof form>>

const pathOf = (folder: string): string => join(folder, 'pairing.json')

/** Folder with `ca.pem`, `cert.pem` and `key.pem`. */
export const tlsFolder = (folder: string): string => join(folder, 'site-tls')

export const readPairing = (folder: string): Pairing | undefined => {
  if (!existsSync(pathOf(folder))) return undefined
  try {
    return form.parse(JSON.parse(readFileSync(pathOf(folder), 'utf8')))
  } catch {
    throw new OperatorError(`${pathOf(folder)} is damaged: pair the two sites again ("musubi sites invite").`)
  }
}

export interface Credentials {
  readonly ca: string
  readonly cert: string
  readonly key: string
}

/** Certificates first: a pairing that was cut off leaves the one before it. */
export const writePairing = (folder: string, pairing: Pairing, { ca, cert, key }: Credentials): void => {
  const tls = tlsFolder(folder)
  mkdirSync(tls, { recursive: true, mode: 0o700 })
  writeWhole(join(tls, 'key.pem'), key, 0o600)
  writeWhole(join(tls, 'cert.pem'), cert, 0o644)
  writeWhole(join(tls, 'ca.pem'), ca, 0o644)
  writeWhole(pathOf(folder), `${JSON.stringify(pairing, null, 2)}\n`, 0o600)
}
