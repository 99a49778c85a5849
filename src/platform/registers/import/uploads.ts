import { randomBytes } from 'node:crypto'
import { mkdir, open, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Act } from '../../access/actor.ts'
import type { Secrets } from '../../database/secrets.ts'
import { fileOfPath, type ImportFile } from './file.ts'

/** How long an upload waits to be confirmed. Milliseconds. */
const keepFor = 60 * 60 * 1000

interface Ticket {
  readonly key: string
  readonly name: string
  readonly until: number
}

/**
 * Uploads between the report and the officer's word. They lie apart from the file store, which forgets nothing, and are
 * removed after an hour or when they were imported. The ticket is sealed for the person who uploaded.
 */
export interface Uploads {
  keep(act: Act, name: string, bytes: Uint8Array): Promise<string>
  /** @returns undefined for a ticket that ran out or is another person's */
  find(act: Act, ticket: string): Promise<ImportFile | undefined>
  discard(act: Act, ticket: string): Promise<void>
}

export const createUploads = (folder: string, secrets: Secrets): Uploads => {
  const place = (act: Act) => ({ register: 'import', field: 'ticket', record: act.actor.person ?? '' })
  const pathOf = (key: string): string => join(folder, key)
  const read = (act: Act, text: string): Ticket | undefined => {
    try {
      const ticket: Ticket = JSON.parse(secrets.open(Buffer.from(text, 'base64url'), place(act)))
      return ticket.until >= act.clock.now().getTime() ? ticket : undefined
    } catch {
      return undefined
    }
  }
  const sweep = async (): Promise<void> => {
    for (const name of await readdir(folder)) {
      const { mtimeMs } = await stat(pathOf(name)).catch(() => ({ mtimeMs: Number.POSITIVE_INFINITY }))
      if (Date.now() - mtimeMs > keepFor) await rm(pathOf(name), { force: true })
    }
  }
  return {
    async keep(act, name, bytes) {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      await sweep()
      const key = randomBytes(16).toString('hex')
      const handle = await open(pathOf(key), 'wx', 0o600)
      try {
        await handle.writeFile(bytes)
      } finally {
        await handle.close()
      }
      const ticket: Ticket = { key, name: name.slice(0, 200), until: act.clock.now().getTime() + keepFor }
      return secrets.seal(JSON.stringify(ticket), place(act)).toString('base64url')
    },
    async find(act, text) {
      const ticket = read(act, text)
      if (!ticket || !(await stat(pathOf(ticket.key)).catch(() => null))) return undefined
      return fileOfPath(ticket.name, pathOf(ticket.key))
    },
    async discard(act, text) {
      const ticket = read(act, text)
      if (ticket) await rm(pathOf(ticket.key), { force: true })
    },
  }
}
