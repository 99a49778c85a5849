/** Most bytes that a workbook may unfold to: a hundred times what a year's register of a prefecture needs. */
export const mostUnfolded = 400 * 1024 * 1024

const endOfDirectory = 0x06054b50
const entryOfDirectory = 0x02014b50
const endLength = 22
/** A comment may follow the end of the directory. */
const longestComment = 65_535

/**
 * Bytes that a zip file (a workbook is one) says it unfolds to, from its own directory, before anything is unfolded: a
 * file of a few kilobytes can say gigabytes.
 * @returns undefined where there is no directory that can be read; Infinity for sizes beyond 4 GB (zip64)
 */
export const unfoldedSize = (bytes: Uint8Array): number | undefined => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const first = Math.max(0, bytes.byteLength - endLength - longestComment)
  let end = bytes.byteLength - endLength
  while (end >= first && view.getUint32(end, true) !== endOfDirectory) end -= 1
  if (end < first || end < 0) return undefined
  const entries = view.getUint16(end + 10, true)
  let at = view.getUint32(end + 16, true)
  let total = 0
  for (let entry = 0; entry < entries; entry += 1) {
    if (at + 46 > bytes.byteLength || view.getUint32(at, true) !== entryOfDirectory) return undefined
    const size = view.getUint32(at + 24, true)
    if (size === 0xffff_ffff) return Number.POSITIVE_INFINITY
    total += size
    at += 46 + view.getUint16(at + 28, true) + view.getUint16(at + 30, true) + view.getUint16(at + 32, true)
  }
  return total
}
