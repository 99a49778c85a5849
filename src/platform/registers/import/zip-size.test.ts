import { expect, test } from 'vitest'
import writeXlsxFile from 'write-excel-file/node'
import { unfoldedSize } from './zip-size.ts'

/** A directory of one entry that says it unfolds to so many bytes. */
const saying = (size: number): Uint8Array => {
  const bytes = new Uint8Array(46 + 22)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, 0x02014b50, true)
  view.setUint32(24, size, true)
  view.setUint32(46, 0x06054b50, true)
  view.setUint16(46 + 10, 1, true)
  view.setUint32(46 + 16, 0, true)
  return bytes
}

test('a zip is asked what it unfolds to before it is unfolded', () => {
  expect(unfoldedSize(saying(3_000_000_000))).toBe(3_000_000_000)
  expect(unfoldedSize(saying(0xffff_ffff))).toBe(Number.POSITIVE_INFINITY)
  expect(unfoldedSize(new TextEncoder().encode('no zip at all, but long enough to look'))).toBeUndefined()
  expect(unfoldedSize(new Uint8Array())).toBeUndefined()
})

test('a real workbook says its real size', async () => {
  const rows = Array.from({ length: 200 }, () => [{ value: '見本'.repeat(50) }])
  const file = await writeXlsxFile(rows, {}).toBuffer()
  expect(unfoldedSize(file)).toBeGreaterThan(file.byteLength)
})
