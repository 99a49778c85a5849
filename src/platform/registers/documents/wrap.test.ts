import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { wrapText } from './wrap.ts'

/** Full-width characters are two, the others one. */
const width = (text: string) => Array.from(text).reduce((sum, one) => sum + (/[\u0020-\u007e]/.test(one) ? 1 : 2), 0)
const wrap = (text: string, most: number) => wrapText(text, most, width)

describe('wrapText', () => {
  it('breaks anywhere but before points and small kana, and behind brackets', () => {
    expect(wrap('あいうえお。', 10)).toEqual(['あいうえ', 'お。'])
    expect(wrap('あいうえッか', 8)).toEqual(['あいう', 'えッか'])
    expect(wrap('あいう（えお）', 8)).toEqual(['あいう', '（えお）'])
  })

  it('keeps words and figures whole', () => {
    expect(wrap('電話 022-211-2111 まで', 12)).toEqual(['電話', '022-211-2111', 'まで'])
  })

  it('keeps line ends and empty lines', () => {
    expect(wrap('あ\n\nい', 10)).toEqual(['あ', '', 'い'])
  })

  it('loses nothing but blanks, and no line is longer than allowed unless it cannot be helped', () => {
    const text = fc.string({ unit: fc.constantFrom(...'あいう漢字、。（）「」ーッab12 ') })
    fc.assert(
      fc.property(text, fc.integer({ min: 6, max: 30 }), (written, most) => {
        const lines = wrap(written, most)
        expect(lines.join('').replace(/ /g, '')).toBe(written.replace(/ /g, ''))
        for (const line of lines)
          if (!/^[、。）」ーッ（「]/.test(line)) expect(width(line)).toBeLessThanOrEqual(most * 2)
      }),
    )
  })
})
