import { createReadStream } from 'node:fs'
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import type { Written } from './write.ts'

/** A file that was made whole and waits to be sent; it is removed when it was read, or by `discard`. */
export interface SpooledFile extends Written {
  readonly name: string
  readonly type: string
  readonly size: number
  readonly path: string
  /** Once. @param broken called where the reader let go before the last byte was read */
  stream(broken?: () => void): ReadableStream<Uint8Array>
  discard(): Promise<void>
}

const prefix = 'musubi-export-'

/** What a process that was killed left behind holds what it was about to give out. Milliseconds. */
const leftAfter = 60 * 60_000
let swept = Number.NEGATIVE_INFINITY

const sweep = async (): Promise<void> => {
  if (performance.now() - swept < leftAfter) return
  swept = performance.now()
  for (const name of await readdir(tmpdir())) {
    if (!name.startsWith(prefix)) continue
    const path = join(tmpdir(), name)
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Number.POSITIVE_INFINITY }))
    // Another user's stays: it may not be removed.
    if (Date.now() - mtimeMs > leftAfter) await rm(path, { recursive: true, force: true }).catch(() => undefined)
  }
}

/** A reader that takes nothing for so long has gone, or holds on to the file on purpose. Milliseconds. */
const usualIdle = 5 * 60_000

/**
 * The file is made whole before the first byte leaves: a character that the format lacks is told instead of half a
 * file, and a slow reader holds no connection to the database.
 */
export const spool = async (
  name: string,
  type: string,
  write: (path: string) => Promise<Written>,
  idle = usualIdle,
): Promise<SpooledFile> => {
  await sweep()
  const folder = await mkdtemp(join(tmpdir(), prefix))
  const path = join(folder, 'export')
  const discard = () => rm(folder, { recursive: true, force: true })
  try {
    const told = await write(path)
    const { size } = await stat(path)
    const stream = (broken?: () => void) => {
      const file = createReadStream(path)
      let whole = false
      let taken = -1
      const watch = setInterval(() => {
        if (file.bytesRead === taken) file.destroy()
        taken = file.bytesRead
      }, idle)
      watch.unref()
      file.on('end', () => {
        whole = true
      })
      file.on('close', () => {
        clearInterval(watch)
        void discard()
        if (!whole) broken?.()
      })
      return Readable.toWeb(file) as ReadableStream<Uint8Array>
    }
    return { ...told, name, type, size, path, stream, discard }
  } catch (error) {
    await discard()
    throw error
  }
}
