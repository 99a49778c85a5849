import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { crc32, createDeflateRaw } from 'node:zlib'

/** One file of a zip file, written as its pieces come. */
export interface ZipEntry {
  readonly name: string
  readonly pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>
}

/** Sizes of this form of zip are 32 bits wide. */
const mostBytes = 0xffff_ffff

/** An entry or the whole is larger than the form can say. */
export class ZipTooLargeError extends Error {
  override readonly name = 'ZipTooLargeError'
}

const version = 20
/** Sizes follow the content; names are UTF-8. */
const flags = 0x0808
const deflated = 8
/** 1 January 1980, the earliest day of the form: the same content makes the same file. */
const day = 0x0021

const numbers = (...fields: readonly (readonly [size: 2 | 4, value: number])[]): Buffer => {
  const bytes = Buffer.alloc(fields.reduce((sum, [size]) => sum + size, 0))
  let at = 0
  for (const [size, value] of fields) at = bytes.writeUIntLE(value, at, size)
  return bytes
}

const common = [
  [2, version],
  [2, flags],
  [2, deflated],
  [2, 0],
  [2, day],
] as const

/**
 * A zip file, deflated by the threads that Node keeps for that: whoever iterates is left alone between two pieces, and no
 * more than a piece lies in memory. One who stops early ends the source too.
 * @throws ZipTooLargeError
 */
export async function* zipPieces(entries: Iterable<ZipEntry>, most = mostBytes): AsyncGenerator<Uint8Array> {
  const directory: Buffer[] = []
  let written = 0
  for (const { name, pieces } of entries) {
    const bytes = Buffer.from(name)
    const at = written
    let [crc, size, packed] = [0, 0, 0]
    const header = Buffer.concat([
      numbers([4, 0x04034b50], ...common, [4, 0], [4, 0], [4, 0], [2, bytes.length], [2, 0]),
      bytes,
    ])
    yield header
    const source = async function* () {
      for await (const piece of pieces) {
        crc = crc32(piece, crc)
        size += piece.byteLength
        if (size > most) throw new ZipTooLargeError()
        yield piece
      }
    }
    const deflate = createDeflateRaw()
    const poured = pipeline(Readable.from(source()), deflate)
    // What went wrong is thrown by the loop below; nobody awaits this where the reader stops early.
    poured.catch(() => {})
    for await (const piece of deflate as AsyncIterable<Buffer>) {
      packed += piece.byteLength
      yield piece
    }
    await poured
    const sizes = [
      [4, crc],
      [4, packed],
      [4, size],
    ] as const
    yield numbers([4, 0x08074b50], ...sizes)
    written += header.byteLength + packed + 16
    if (written > most) throw new ZipTooLargeError()
    directory.push(
      numbers([4, 0x02014b50], [2, version], ...common, ...sizes, [2, bytes.length], [2, 0], [2, 0], [2, 0], [2, 0]),
      numbers([4, 0], [4, at]),
      bytes,
    )
  }
  const central = Buffer.concat(directory)
  const count = directory.length / 3
  yield central
  yield numbers([4, 0x06054b50], [2, 0], [2, 0], [2, count], [2, count], [4, central.length], [4, written], [2, 0])
}
