/**
 * A TrueType font whose glyphs all begin at multiples of four bytes. The subsetter of @pdf-lib/fontkit 1.1.1 writes small
 * subsets with halved offsets (loca of the short form) without padding: behind every glyph of an odd length the next
 * ones are lost, and the document prints blanks. Padded glyphs are never odd. (OpenType 1.9, tables glyf and loca.)
 */
export const padGlyphs = (font: Uint8Array): Uint8Array => {
  const view = new DataView(font.buffer, font.byteOffset, font.byteLength)
  const tables = Array.from({ length: view.getUint16(4) }, (_, index) => {
    const at = 12 + index * 16
    return {
      tag: String.fromCharCode(...font.subarray(at, at + 4)),
      entry: at,
      offset: view.getUint32(at + 8),
      length: view.getUint32(at + 12),
    }
  })
  const find = (tag: string) => {
    const table = tables.find(one => one.tag === tag)
    if (!table) throw new Error(`the font has no table ${tag}`)
    return table
  }
  const [head, loca, glyf] = [find('head'), find('loca'), find('glyf')]
  const long = view.getInt16(head.offset + 50) === 1
  const count = loca.length / (long ? 4 : 2)
  const offsetOf = (glyph: number): number =>
    long ? view.getUint32(loca.offset + glyph * 4) : view.getUint16(loca.offset + glyph * 2) * 2

  const newLoca = new DataView(new ArrayBuffer(count * 4))
  const pieces: Uint8Array[] = []
  let length = 0
  for (let glyph = 0; glyph + 1 < count; glyph += 1) {
    newLoca.setUint32(glyph * 4, length)
    const bytes = font.subarray(glyf.offset + offsetOf(glyph), glyf.offset + offsetOf(glyph + 1))
    const padding = -bytes.length & 3
    pieces.push(bytes, new Uint8Array(padding))
    length += bytes.length + padding
  }
  newLoca.setUint32((count - 1) * 4, length)

  const start = 12 + tables.length * 16
  const directory = new Uint8Array(font.subarray(0, start))
  const directoryView = new DataView(directory.buffer)
  const parts: Uint8Array[] = [directory]
  let at = start
  for (const table of [...tables].sort((a, b) => a.offset - b.offset)) {
    const body =
      table === glyf
        ? Buffer.concat(pieces)
        : table === loca
          ? new Uint8Array(newLoca.buffer)
          : Uint8Array.from(font.subarray(table.offset, table.offset + table.length))
    if (table === head) new DataView(body.buffer, body.byteOffset).setInt16(50, 1)
    directoryView.setUint32(table.entry + 8, at)
    directoryView.setUint32(table.entry + 12, body.length)
    const padding = -body.length & 3
    parts.push(body, new Uint8Array(padding))
    at += body.length + padding
  }
  return Buffer.concat(parts)
}
