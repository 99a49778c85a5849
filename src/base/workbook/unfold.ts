import { crc32, inflateRawSync } from 'node:zlib'

/** Most bytes that a workbook may unfold to: a hundred times what a year's register of a prefecture needs. */
export const mostUnfolded = 400 * 1024 * 1024

/** What lies in the zip file is more than `most`, whatever its directory says. */
export class TooMuchError extends Error {
  override readonly name = 'TooMuchError'
}

const localEntry = 0x04034b50
const directoryEntry = 0x02014b50
const endOfDirectory = 0x06054b50
const [localLength, directoryLength, endLength] = [30, 46, 22]
/** A comment may follow the end of the directory. */
const longestComment = 65_535
const [stored, deflated] = [0, 8]
const encrypted = 1

/** Names of the parts that hold a workbook's tables; pictures and printer settings are never unfolded. */
const isPart = (name: string): boolean => name.endsWith('.xml') || name.endsWith('.xml.rels')

const broken = (): Error => new Error('no zip file that can be read')

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

const endOf = (bytes: Uint8Array): number => {
  const view = viewOf(bytes)
  const first = Math.max(0, bytes.byteLength - endLength - longestComment)
  for (let at = bytes.byteLength - endLength; at >= first; at -= 1)
    if (view.getUint32(at, true) === endOfDirectory) return at
  throw broken()
}

interface Part {
  readonly name: Uint8Array
  readonly content: Uint8Array
}

const unfold = (packed: Uint8Array, method: number, room: number): Uint8Array => {
  if (method === stored && packed.byteLength <= room) return packed
  if (method !== stored && method !== deflated) throw broken()
  if (room <= 0 || method === stored) throw new TooMuchError()
  try {
    return inflateRawSync(packed, { maxOutputLength: room })
  } catch (error) {
    throw error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE'
      ? new TooMuchError()
      : error
  }
}

const partsOf = (bytes: Uint8Array, most: number): readonly Part[] => {
  const view = viewOf(bytes)
  const end = endOf(bytes)
  const parts: Part[] = []
  let at = view.getUint32(end + 16, true)
  let room = most
  for (let left = view.getUint16(end + 10, true); left > 0; left -= 1) {
    if (at + directoryLength > bytes.byteLength || view.getUint32(at, true) !== directoryEntry) throw broken()
    const nameLength = view.getUint16(at + 28, true)
    const name = bytes.subarray(at + directoryLength, at + directoryLength + nameLength)
    if (isPart(Buffer.from(name).toString('utf8'))) {
      const local = view.getUint32(at + 42, true)
      if (local + localLength > bytes.byteLength || view.getUint32(local, true) !== localEntry) throw broken()
      const start = local + localLength + view.getUint16(local + 26, true) + view.getUint16(local + 28, true)
      const packed = bytes.subarray(start, start + view.getUint32(at + 20, true))
      if (view.getUint16(at + 8, true) & encrypted) throw broken()
      const content = unfold(packed, view.getUint16(at + 10, true), room)
      room -= content.byteLength
      parts.push({ name, content })
    }
    at += directoryLength + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true)
  }
  return parts
}

/** The fields that a local entry and one of the directory share, from "version needed" on. */
const writeCommon = (header: DataView, at: number, { name, content }: Part): void => {
  header.setUint16(at, 20, true)
  // Names are UTF-8.
  header.setUint16(at + 2, 0x800, true)
  header.setUint16(at + 4, stored, true)
  header.setUint32(at + 10, crc32(content), true)
  header.setUint32(at + 14, content.byteLength, true)
  header.setUint32(at + 18, content.byteLength, true)
  header.setUint16(at + 22, name.byteLength, true)
}

/**
 * The same workbook with its parts unfolded, and nothing else in it: what its readers then meet has the size that was
 * measured here. Directories lie (a file of some kilobytes unfolds to gigabytes), and a reader that goes by the entries
 * meets others than one that goes by the directory.
 * @throws TooMuchError, and other errors where it is no zip file
 */
export const unfolded = (bytes: Uint8Array, most = mostUnfolded): Buffer => {
  if (bytes.byteLength < endLength) throw broken()
  const pieces: Uint8Array[] = []
  const directory: Uint8Array[] = []
  let size = 0
  const parts = partsOf(bytes, most)
  for (const part of parts) {
    const local = new DataView(new ArrayBuffer(localLength))
    local.setUint32(0, localEntry, true)
    writeCommon(local, 4, part)
    const entry = new DataView(new ArrayBuffer(directoryLength))
    entry.setUint32(0, directoryEntry, true)
    entry.setUint16(4, 20, true)
    writeCommon(entry, 6, part)
    entry.setUint32(42, size, true)
    pieces.push(new Uint8Array(local.buffer), part.name, part.content)
    directory.push(new Uint8Array(entry.buffer), part.name)
    size += localLength + part.name.byteLength + part.content.byteLength
  }
  const end = new DataView(new ArrayBuffer(endLength))
  end.setUint32(0, endOfDirectory, true)
  end.setUint16(8, parts.length, true)
  end.setUint16(10, parts.length, true)
  end.setUint32(
    12,
    directory.reduce((sum, piece) => sum + piece.byteLength, 0),
    true,
  )
  end.setUint32(16, size, true)
  return Buffer.concat([...pieces, ...directory, new Uint8Array(end.buffer)])
}
