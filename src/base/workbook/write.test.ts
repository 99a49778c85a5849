import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Cell, workbookRows } from './read.ts'
import { type WrittenCell, type WrittenSheet, workbookBytes, workbookPieces } from './write.ts'
import { ZipTooLargeError, zipPieces } from './zip.ts'

const sheet = (rows: WrittenSheet['rows']): WrittenSheet => ({ name: 'データ', widths: [18], headings: 1, rows })
const read = async (bytes: Uint8Array) => {
  const rows: (readonly Cell[])[] = []
  for await (const row of workbookRows(bytes)) rows.push(row)
  return rows
}

test('texts, numbers and days are read as they were written', async () => {
  const texts = [
    '見本',
    ' 空白 ',
    '<&>"\'',
    '１行目\n２行目',
    'a\r\nb',
    '_x0041_',
    '_x005F_x0041_',
    '=1+1',
    '0123',
    '𠮷',
  ]
  const rows: WrittenCell[][] = [
    ['見出し', null, '', 12],
    ...texts.map(text => [text, 0.1, null, new Date('2026-04-01T00:00:00Z')]),
    [new Date('1900-03-01T00:00:00Z'), new Date('1899-12-31T00:00:00Z'), -5],
  ]
  expect(await read(await workbookBytes([sheet(rows)]))).toEqual([
    ['見出し', null, null, '12'],
    ...texts.map(text => [text, '0.1', null, new Date('2026-04-01T00:00:00Z')]),
    // Excel has no days before 1900: they are texts, with the same digits.
    [new Date('1900-03-01T00:00:00Z'), '1899-12-31', '-5', null],
  ])
})

test('whatever texts hold, a workbook is made that can be read', async () => {
  const texts = fc.array(fc.string({ unit: 'binary', maxLength: 40 }), { minLength: 20, maxLength: 60 })
  await fc.assert(
    fc.asyncProperty(texts, async wild => {
      // As many columns as two letters name, and some.
      const row = [...Array<null>(720).fill(null), ...wild.map(text => `a${text}`)]
      expect(await read(await workbookBytes([sheet([row])]))).toEqual([row])
    }),
    { numRuns: 3 },
  )
})

test('no more rows are asked for than are written, and one who stops ends their source', async () => {
  let asked = 0
  let ended = false
  const rows = async function* () {
    try {
      for (;;) {
        asked += 1
        yield [`見本 ${asked} ${'x'.repeat(1000)}`, String(Math.sin(asked))]
      }
    } finally {
      ended = true
    }
  }
  const pieces = workbookPieces([sheet(rows())])
  for (let at = 0; at < 60; at += 1) await pieces.next()
  expect(asked).toBeGreaterThan(1)
  // A few pieces of 32 kB wait in the two streams; a sheet without end would never have come here.
  expect(asked).toBeLessThan(100_000)
  await pieces.return(undefined)
  await expect.poll(() => ended).toBe(true)
  const then = asked
  await new Promise(setImmediate)
  expect(asked).toBe(then)
})

test('an error in the rows is the error of the workbook', async () => {
  const rows = async function* () {
    yield ['a']
    throw new RangeError('見本')
  }
  await expect(workbookBytes([sheet(rows())])).rejects.toThrow(new RangeError('見本'))
})

test('several sheets keep their order and names', async () => {
  const bytes = await workbookBytes([sheet([]), { ...sheet([['二']]), name: '二<枚目>' }])
  // The first sheet that has any rows is read.
  expect(await read(bytes)).toEqual([['二']])
})

test('a zip file larger than its form can say is refused', async () => {
  const entry = { name: 'a', pieces: [Buffer.alloc(60), Buffer.alloc(60)] }
  const all = async (most: number) => {
    for await (const piece of zipPieces([entry], most)) void piece
  }
  await all(120)
  await expect(all(119)).rejects.toThrow(ZipTooLargeError)
  await expect(all(30)).rejects.toThrow(ZipTooLargeError)
})
