import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import writeXlsxFile from 'write-excel-file/node'
import { projectRoot } from '../root.ts'
import { workbookOf, zipOf } from './fixture.ts'
import { type Cell, workbookRows } from './read.ts'
import { TooMuchError, unfolded } from './unfold.ts'

const read = async (bytes: Uint8Array, limits = {}): Promise<readonly (readonly Cell[])[]> => {
  const rows: (readonly Cell[])[] = []
  for await (const row of workbookRows(bytes, limits)) rows.push(row)
  return rows
}
const cell = (place: string, text: string) => `<c r="${place}" t="inlineStr"><is><t>${text}</t></is></c>`

test('a workbook is read with its texts, digits and days', async () => {
  const rows = Array.from({ length: 5000 }, (_, at) => [
    { value: `見本 ${at}` },
    { value: 0.1 + at },
    { value: new Date('2026-04-01T00:00:00Z'), format: 'yyyy/mm/dd' },
    { value: true },
  ])
  const file = await writeXlsxFile(rows, {}).toBuffer()
  const found = await read(file)
  expect(found).toHaveLength(5000)
  expect(found[1]).toEqual(['見本 1', '1.1', new Date('2026-04-01T00:00:00Z'), true])
  expect(found[4999]?.[0]).toBe('見本 4999')
  expect(await read(workbookOf(`<row r="2">${cell('B2', 'ab')}</row>`))).toEqual([
    [null, null],
    [null, 'ab'],
  ])
})

test('several are read at once, also where nobody reads one to its end', async () => {
  const file = workbookOf(`<row r="1">${cell('A1', 'x')}</row>`)
  const begun = workbookRows(file)
  await begun.next()
  expect(await Promise.all([read(file), read(file)])).toEqual([[['x']], [['x']]])
  await begun.return(undefined)
})

test.each([
  ['a column beyond all sheets', `<row r="1">${cell('ZZZZZZZ1', 'x')}</row>`],
  ['a row beyond all sheets', `<row r="4000000000">${cell('A4000000000', 'x')}</row>`],
])(
  '%s costs a process of its own and not the platform',
  async (_, rows) => {
    await expect(read(workbookOf(rows), { memory: 64 })).rejects.toMatchObject({ problems: [{ field: 'file' }] })
  },
  60_000,
)

test('what a zip holds is measured, whatever it says of itself', () => {
  const long = 'a'.repeat(100_000)
  for (const claimed of [undefined, 0, 10, 0xffff_ffff]) {
    expect(() => unfolded(zipOf({ 'xl/a.xml': long }, claimed), 99_999), `${claimed}`).toThrow(TooMuchError)
    expect(() => unfolded(zipOf({ 'a.xml': long, 'b.xml': long }, claimed), 150_000)).toThrow(TooMuchError)
    expect(unfolded(zipOf({ 'a.xml': long, 'b.xml': long }, claimed), 200_000).includes(long)).toBe(true)
    // What is no part of a table is not even unfolded.
    expect(unfolded(zipOf({ 'xl/media/a.png': long }, claimed), 10).includes('aaa')).toBe(false)
  }
})

test.each([
  ['nothing', new Uint8Array()],
  ['a text', new TextEncoder().encode('no zip at all, but long enough to look')],
  ['a start and no directory', new TextEncoder().encode(`PK\x03\x04${'x'.repeat(100)}`)],
  ['another zip', zipOf({ 'a.xml': '<a/>' })],
  ['a broken sheet', workbookOf('<row><c r="A1"')],
  ['a picture', new Uint8Array(readFileSync(join(projectRoot, 'src', 'web', 'client', 'icon.svg')))],
])('%s is no workbook, and said to be none', async (_, bytes) => {
  await expect(read(bytes)).rejects.toMatchObject({ problems: [{ field: 'file' }] })
})

test('an entity of XML opens no file', async () => {
  const bytes = zipOf({
    ...{ '[Content_Types].xml': '<Types/>' },
    'xl/workbook.xml':
      '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><workbook><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>',
    'xl/_rels/workbook.xml.rels':
      '<Relationships><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
    'xl/worksheets/sheet1.xml': `<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><worksheet><sheetData><row r="1">${cell('A1', '&x;')}</row></sheetData></worksheet>`,
  })
  const found = await read(bytes).catch(() => [])
  expect(JSON.stringify(found)).not.toContain('root:')
})
