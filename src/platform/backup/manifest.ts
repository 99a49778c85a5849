import { z } from 'zod'
import { OperatorError } from '../../base/problem.ts'
import type { Vault } from './vault.ts'

const address = z.string().regex(/^[0-9a-f]{64}$/)
/** Inside the cluster; nothing that leads out of it. */
const path = z.string().refine(text => !text.startsWith('/') && !text.split('/').includes('..'))
const lsn = z.string().regex(/^[0-9A-F]+\/[0-9A-F]+$/)

const manifestForm = z.object({
  format: z.literal(1),
  id: z.string(),
  repository: z.string(),
  epoch: z.number(),
  startedAt: z.string(),
  /** When the copied files fit together: the earliest moment that can be restored from this base. */
  stoppedAt: z.string(),
  startLsn: lsn,
  stopLsn: lsn,
  timeline: z.number(),
  system: z.string(),
  segmentSize: z.number(),
  chunkSize: z.number(),
  /** `counts` were counted exactly at the point of this name. */
  point: z.object({ name: z.string(), lsn, at: z.string() }),
  counts: z.record(z.string(), z.number()),
  postgres: z.number(),
  migrations: z.array(z.string()),
  keys: z.array(z.string()),
  ledger: z.object({ size: z.number(), root: z.string() }),
  label: z.string(),
  folders: z.array(path),
  files: z.array(z.object({ path, size: z.number(), chunks: z.array(address) })),
  /** passwords.json of the data folder, which the roles inside the cluster were made with. */
  passwords: z.string(),
  /** Uploaded files that were in the store, by address in the repository. */
  uploads: z.array(address),
  uploadBytes: z.number(),
  bytes: z.object({ read: z.number(), written: z.number(), chunks: z.number(), fresh: z.number() }),
})

/** What a base backup is: everything that a restore needs to know, sealed and authenticated as one object. */
export type Manifest = z.infer<typeof manifestForm>

export const manifestName = (epoch: number, id: string): string => `bases/${epoch}/${id}`

/** Written last: a base without its manifest does not exist. */
export const writeManifest = async (vault: Vault, manifest: Manifest): Promise<number> => {
  await vault.repository.sync()
  const written = await vault.put(
    manifestName(manifest.epoch, manifest.id),
    Buffer.from(JSON.stringify(manifestForm.parse(manifest))),
  )
  await vault.repository.sync()
  return written
}

/** @throws OperatorError: missing, damaged, of another base or repository */
export const readManifest = async (vault: Vault, epoch: number, id: string): Promise<Manifest> => {
  const name = manifestName(epoch, id)
  const parsed = manifestForm.safeParse(JSON.parse((await vault.get(name)).toString('utf8')))
  if (!parsed.success) throw new OperatorError(`The backup cannot be used: ${name} was written by another version.`)
  if (parsed.data.id !== id || parsed.data.repository !== vault.id || parsed.data.epoch !== epoch)
    throw new OperatorError(`The backup cannot be used: ${name} is the manifest of another backup.`)
  return parsed.data
}

export interface BaseName {
  readonly id: string
  readonly epoch: number
  /** The key of its epoch is there. */
  readonly readable: boolean
}

/** Ids begin with the time: the newest comes last. */
export const listBases = async (vault: Vault): Promise<readonly BaseName[]> => {
  const found: BaseName[] = []
  for await (const { name } of vault.repository.list('bases/')) {
    const [, epoch, id] = /^bases\/(\d+)\/(\d{8}T\d{6}Z-[0-9a-f]{8})$/.exec(name) ?? []
    if (epoch && id) found.push({ id, epoch: Number(epoch), readable: vault.epochs.includes(Number(epoch)) })
  }
  return found.sort((a, b) => (a.id < b.id ? -1 : 1))
}

/** The moment that an id begins with. */
export const timeOfId = (id: string): Date =>
  new Date(id.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z.*$/, '$1-$2-$3T$4:$5:$6Z'))
