import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { QrCode, qrModules } from './qr-code.tsx'

/** What the path paints, read back from the markup. */
const painted = async (text: string) => {
  const html = String(await (<QrCode text={text} label="見本" />))
  const size = Number(/viewBox="0 0 (\d+) /.exec(html)?.[1])
  const dark = new Set<string>()
  for (const [, x, y, width] of html.matchAll(/M(\d+) (\d+)h(\d+)v1h-\3z/g))
    for (let step = 0; step < Number(width); step += 1) dark.add(`${Number(x) + step} ${y}`)
  return { html, size, dark }
}

describe('a QR code', () => {
  test('paints exactly the dark modules, with four light ones around', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ minLength: 1, maxLength: 200 }), async text => {
        const modules = qrModules(text)
        const { size, dark } = await painted(text)
        expect(size).toBe(modules.length + 8)
        const expected = modules.flatMap((row, y) => row.flatMap((on, x) => (on ? [`${x + 4} ${y + 4}`] : [])))
        expect([...dark].sort()).toEqual(expected.sort())
      }),
      { numRuns: 30 },
    )
  })

  test('has the three finder patterns at its corners', () => {
    const modules = qrModules('otpauth://totp/Musubi:tanto@example.jp?secret=JBSWY3DPEHPK3PXP&issuer=Musubi')
    const end = modules.length - 7
    const finder = ['1111111', '1000001', '1011101', '1011101', '1011101', '1000001', '1111111']
    const at = (top: number, left: number) =>
      finder.map((_, y) =>
        modules[top + y]
          ?.slice(left, left + 7)
          .map(Number)
          .join(''),
      )
    expect([at(0, 0), at(0, end), at(end, 0)]).toEqual([finder, finder, finder])
    expect(at(end, end)).not.toEqual(finder)
  })

  test('is told to who cannot see it, and repeats its text nowhere', async () => {
    const { html } = await painted('otpauth://totp/x?secret=JBSWY3DPEHPK3PXP')
    expect(html).toContain('role="img"')
    expect(html).toContain('aria-label="見本"')
    expect(html).not.toContain('JBSWY3DPEHPK3PXP')
    expect(html).not.toMatch(/style=|href=/)
  })
})
