import { createHash, randomBytes } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, brotliDecompress, constants } from 'node:zlib'
import { z } from 'zod'

const pack = promisify(brotliCompress)
const unpack = promisify(brotliDecompress)

export interface CopiedPage {
  readonly type: string
  readonly body: string
  /** When it was last the same as what the database says. */
  readonly at: Date
}

export interface CopyStatus {
  readonly pages: number
  readonly bytes: number
  /** Of the page that was looked at longest ago. */
  readonly oldest: Date | null
  readonly newest: Date | null
}

/**
 * Public pages as they were last served, on disk: what residents can read on while the database is away. It holds nothing
 * that was not public a moment before, and nothing that a visitor typed.
 */
export interface PublishedCopy {
  /** Known to the platform's own walk alone: a header of this name and value says that a request is the walk's. */
  readonly mark: { readonly header: string; readonly value: string }
  /** @param tag changes with the body; a page that is kept already is only noted as still right */
  keep(address: string, tag: string, page: Omit<CopiedPage, 'at'>, now: Date): void
  /** The page is no longer published. */
  forget(address: string): void
  /** Without looking at the disk. */
  has(address: string): boolean
  find(address: string): Promise<CopiedPage | undefined>
  /** Of every page that is kept, read one by one. */
  addresses(): AsyncGenerator<string>
  status(): CopyStatus
  /** Until everything that was asked for is on disk. */
  settled(): Promise<void>
}

interface Kept {
  /** Null until the page is served again after a start. */
  readonly tag: string | null
  readonly bytes: number
  readonly at: number
}

const layout = z.object({ address: z.string(), type: z.string(), body: z.string() })

/** Pages that are served often are not noted as still right more often than this. Milliseconds. */
const noting = 60_000

const nameOf = (address: string): string => `${createHash('sha256').update(address).digest('hex')}.page`
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/**
 * @param folder made when it is not there
 * @param mostBytes the pages that were looked at longest ago give way
 */
export const openCopy = (folder: string, mostBytes: number, log: (line: string) => void): PublishedCopy => {
  /** By file name, in the order of the last looks. */
  const all = new Map<string, Kept>()
  let bytes = 0

  const read = async (name: string) =>
    layout.parse(JSON.parse((await unpack(await readFile(join(folder, name)))).toString('utf8')))
  const note = (name: string, kept: Kept): void => {
    bytes += kept.bytes - (all.get(name)?.bytes ?? 0)
    all.delete(name)
    all.set(name, kept)
  }
  const drop = async (name: string): Promise<void> => {
    bytes -= all.get(name)?.bytes ?? 0
    all.delete(name)
    await rm(join(folder, name), { force: true })
  }

  let faulty = false
  let queue: Promise<void> = Promise.resolve()
  const inTurn = (work: () => Promise<void>): void => {
    queue = queue.then(work).then(
      () => {
        faulty = false
      },
      error => {
        // A full disk must not fill the log as well.
        if (!faulty) log(`the published copy cannot be written: ${messageOf(error)}`)
        faulty = true
      },
    )
  }

  /** What is there from before; a start does not wait for it. */
  inTurn(async () => {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const found: (Kept & { readonly name: string })[] = []
    for (const name of await readdir(folder)) {
      if (!name.endsWith('.page')) await rm(join(folder, name), { force: true, recursive: true })
      else {
        const { size, mtimeMs } = await stat(join(folder, name))
        found.push({ name, tag: null, bytes: size, at: mtimeMs })
      }
    }
    for (const { name, ...kept } of found.toSorted((a, b) => a.at - b.at)) note(name, kept)
  })

  const write = async (address: string, tag: string, page: Omit<CopiedPage, 'at'>, now: Date): Promise<void> => {
    const packed = await pack(JSON.stringify({ address, type: page.type, body: page.body }), {
      params: { [constants.BROTLI_PARAM_QUALITY]: 5 },
    })
    const name = nameOf(address)
    const part = join(folder, `${name}.part`)
    await writeFile(part, packed, { mode: 0o600 })
    await utimes(part, now, now)
    await rename(part, join(folder, name))
    note(name, { tag, bytes: packed.byteLength, at: now.getTime() })
    for (const oldest of all.keys()) {
      if (bytes <= mostBytes) break
      await drop(oldest)
    }
  }

  const waiting = new Set<string>()
  return {
    mark: { header: 'x-musubi-walk', value: randomBytes(16).toString('hex') },
    keep(address, tag, page, now) {
      const name = nameOf(address)
      const kept = all.get(name)
      if (waiting.has(name)) return
      if (kept?.tag === tag && now.getTime() - kept.at < noting) return
      waiting.add(name)
      inTurn(async () => {
        waiting.delete(name)
        if (kept?.tag !== tag) return write(address, tag, page, now)
        await utimes(join(folder, name), now, now)
        note(name, { ...kept, at: now.getTime() })
      })
    },
    forget(address) {
      const name = nameOf(address)
      if (all.has(name)) inTurn(() => drop(name))
    },
    has: address => all.has(nameOf(address)),
    async find(address) {
      const name = nameOf(address)
      try {
        const { type, body } = await read(name)
        const { mtime } = await stat(join(folder, name))
        return { type, body, at: mtime }
      } catch {
        return undefined
      }
    },
    async *addresses() {
      for (const name of [...all.keys()]) {
        const page = await read(name).catch(() => undefined)
        if (page) yield page.address
        else inTurn(() => drop(name))
      }
    },
    status: () => {
      const looks = [...all.values()].map(({ at }) => at)
      const [oldest, newest] = [looks[0], looks.at(-1)]
      return {
        pages: all.size,
        bytes,
        oldest: oldest === undefined ? null : new Date(oldest),
        newest: newest === undefined ? null : new Date(newest),
      }
    },
    settled: async () => {
      // What is asked for while this waits is waited for, too.
      for (let last: unknown; last !== queue; ) {
        last = queue
        await queue
      }
    },
  }
}
