import { createReadStream } from 'node:fs'
import { mkdtemp, rm, stat } from 'node:fs/promises'
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

/**
 * The file is made whole before the first byte leaves: a character that the format lacks is told instead of half a
 * file, and a slow reader holds no connection to the database.
 */
export const spool = async (
  name: string,
  type: string,
  write: (path: string) => Promise<Written>,
): Promise<SpooledFile> => {
  const folder = await mkdtemp(join(tmpdir(), 'musubi-export-'))
  const path = join(folder, 'export')
  const discard = () => rm(folder, { recursive: true, force: true })
  try {
    const told = await write(path)
    const { size } = await stat(path)
    const stream = (broken?: () => void) => {
      const file = createReadStream(path)
      let whole = false
      file.on('end', () => {
        whole = true
      })
      file.on('close', () => {
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
