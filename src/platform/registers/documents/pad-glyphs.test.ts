import fontkit from '@pdf-lib/fontkit'
import { expect, it } from 'vitest'
import { loadFonts } from './font.ts'

it('every glyph of the prepared font begins at a multiple of four, and keeps its shape', async () => {
  const { regular } = await loadFonts()
  const view = new DataView(regular.buffer, regular.byteOffset)
  const tables = new Map(
    Array.from({ length: view.getUint16(4) }, (_, index) => {
      const at = 12 + index * 16
      return [String.fromCharCode(...regular.subarray(at, at + 4)), view.getUint32(at + 8)] as const
    }),
  )
  const loca = tables.get('loca') ?? 0
  const glyphs = view.getUint16((tables.get('maxp') ?? 0) + 4)
  for (let glyph = 0; glyph <= glyphs; glyph += 1) expect(view.getUint32(loca + glyph * 4) % 4).toBe(0)
  const font = fontkit.create(regular)
  for (const character of '髙﨑邉許可証A1。') {
    expect(font.hasGlyphForCodePoint(character.codePointAt(0) ?? 0)).toBe(true)
    expect(font.layout(character).glyphs[0]?.path.toSVG().length).toBeGreaterThan(20)
  }
})
