import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { OperatorError } from '../../base/problem.ts'
import { writeWhole } from '../database/private-file.ts'

const mode = z.enum(['forming', 'together', 'alone'])

/** What a data folder knows of itself as a site; a copy of the folder's database does not take it along. */
const form = z.object({
  site: z.string().regex(/^musubi_[a-z0-9]+$/),
  /** Signs and seals what the two sites say to each other. */
  secret: z.string(),
  /** Of `SiteStatus`. Folders of older versions have none. */
  step: z.number().int().default(0),
  mode,
  /** When and why one site was allowed to go on alone. */
  alone: z.object({ at: z.string(), reason: z.string() }).nullable(),
  /** Since when an alarm of which the operators know is open. */
  called: z.string().nullable().default(null),
  /** The other site's name, once there was one. */
  peer: z.string().nullable(),
  /** Folder of a copy on this machine, which the platform itself runs for a trial. */
  beside: z.string().nullable(),
  /** What this copy follows, for a start while the other site is away. */
  upstream: z.object({ host: z.string(), port: z.number(), password: z.string(), slot: z.string() }).nullable(),
  told: z.object({ mode, at: z.string() }).nullable(),
  promoted: z
    .object({
      at: z.string(),
      reason: z.string(),
      ms: z.number().nullable(),
      complete: z.boolean(),
      lost: z.string().nullable().default(null),
      timeline: z.number().default(0),
    })
    .nullable(),
  /** An order to promote of which it is not known yet that PostgreSQL went through with it. */
  promoting: z
    .object({ reason: z.string(), complete: z.boolean(), lost: z.string().nullable() })
    .nullable()
    .default(null),
})

export type SiteFile = Readonly<z.infer<typeof form>>

const pathOf = (folder: string): string => join(folder, 'site.json')

export const readSiteFile = (folder: string): SiteFile | undefined => {
  if (!existsSync(pathOf(folder))) return undefined
  try {
    return form.parse(JSON.parse(readFileSync(pathOf(folder), 'utf8')))
  } catch {
    throw new OperatorError(
      `${pathOf(folder)} is damaged; without it this site does not know whether another one went on.`,
    )
  }
}

export const writeSiteFile = (folder: string, file: SiteFile): SiteFile => {
  mkdirSync(folder, { recursive: true })
  writeWhole(pathOf(folder), `${JSON.stringify(file, null, 2)}\n`, 0o600)
  return file
}

/** @param secret of the operator; without it the folder's own, made at the first start */
export const keepSiteFile = (folder: string, secret: string | undefined): SiteFile => {
  const found = readSiteFile(folder)
  if (found && (secret === undefined || secret === found.secret)) return found
  return writeSiteFile(folder, {
    site: `musubi_${randomBytes(4).toString('hex')}`,
    step: 0,
    mode: 'forming',
    alone: null,
    called: null,
    peer: null,
    beside: null,
    upstream: null,
    told: null,
    promoted: null,
    promoting: null,
    ...found,
    secret: secret ?? randomBytes(32).toString('base64url'),
  })
}
