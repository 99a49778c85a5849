import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { InputError } from '../../../base/problem.ts'
import { fileOfBytes } from '../../registers/import/file.ts'
import { type FileDefinition, fitsPattern } from '../definition.ts'
import { clubLayout } from '../fixture-data.ts'
import { checkPackage, readPackage } from './check.ts'
import { openPackageFile } from './read.ts'
import { writePackageFile } from './write.ts'

const item = (id: string, length: number, number: number) => ({
  number,
  id,
  title: { ja: `項目${id}`, en: id },
  type: 'text' as const,
  length,
  required: false,
  personal: false,
})
const fileOf = (form: FileDefinition['form'], encoding: FileDefinition['encoding']): FileDefinition => ({
  id: 'any',
  title: { ja: '見本', en: 'Sample' },
  pattern: '*',
  encoding,
  form,
  key: [],
  required: true,
  group: 'any',
  items: [item('a', 40, 1), { ...item('b', 40, 2), repeats: 2 }, item('c', 40, 3)],
})

/** Ten signs take 20 bytes in CP932 and 30 in UTF-8: they fit. No private ones, which CP932 has others of. */
const sign = fc.constantFrom(...'見本アｱ髙﨑〜A0 ,"\'\\表ソ能')
const cell = fc.array(sign, { maxLength: 10 }).map(signs =>
  signs
    .join('')
    .replace(/^[ \u3000]+|[ \u3000]+$/g, '')
    .replaceAll('〜', '～'),
)
const rows = fc.array(fc.tuple(fc.constant('行'), cell, cell, cell), { minLength: 1, maxLength: 8 })

const readAll = async (bytes: Uint8Array, of: FileDefinition) => {
  const opened = await openPackageFile(fileOfBytes('any', bytes), of)
  const all: (readonly string[])[] = []
  for await (const row of opened.rows) all.push(row.cells)
  return { all, notices: opened.notices, missing: opened.missing }
}

describe('what is written is read', () => {
  test.each<[string, FileDefinition['form'], FileDefinition['encoding']]>([
    ['CSV in CP932', { kind: 'delimited', delimiter: ',', header: true }, 'cp932'],
    ['CSV in UTF-8 without a heading', { kind: 'delimited', delimiter: ',', header: false }, 'utf-8'],
    ['tabs', { kind: 'delimited', delimiter: '\t', header: true }, 'cp932'],
    ['fixed width in bytes of CP932', { kind: 'fixed', unit: 'bytes' }, 'cp932'],
    ['fixed width in bytes of UTF-8', { kind: 'fixed', unit: 'bytes' }, 'utf-8'],
    ['fixed width in characters', { kind: 'fixed', unit: 'characters' }, 'utf-8'],
  ])('%s', (_, form, encoding) =>
    fc.assert(
      fc.asyncProperty(rows, async given => {
        const of = fileOf(form, encoding)
        expect((await readAll(writePackageFile(of, given), of)).all).toEqual(given)
      }),
      { numRuns: 60 },
    ),
  )
})

test('columns are found by their headings, in any order, and missing ones are told', async () => {
  const of = fileOf({ kind: 'delimited', delimiter: ',', header: true }, 'utf-8')
  const { all, missing } = await readAll(Buffer.from('項目c,項目a,項目b1\r\n三,一,二\r\n'), of)
  expect(all).toEqual([['一', '二', '', '三']])
  expect(missing).toEqual(['項目b2'])
})

test('a row of another width is told and not read', async () => {
  const of = fileOf({ kind: 'fixed', unit: 'bytes' }, 'cp932')
  const opened = await openPackageFile(fileOfBytes('any', Buffer.from('short\r\n')), of)
  const { value } = await opened.rows.next()
  expect(value).toMatchObject({ row: 1, cells: [], wrong: { en: 'This row has 5 bytes; the item list says 160.' } })
})

const problemsOf = (value: unknown) => {
  try {
    checkPackage(value)
  } catch (error) {
    if (error instanceof InputError) return error.problems.map(problem => problem.field)
    throw error
  }
  return []
}
const [member, booking] = clubLayout.files

test.each<[string, unknown, string]>([
  ['nothing at all', {}, 'files'],
  ['a file twice', { ...clubLayout, files: [member, member] }, 'files'],
  ['a child before its parent', { ...clubLayout, files: [booking, member] }, 'files.booking.parent'],
  ['a key that is no item', { ...clubLayout, files: [{ ...member, key: ['none'] }] }, 'files.member.key'],
  ['an unknown encoding', { ...clubLayout, files: [{ ...member, encoding: 'ebcdic' }] }, 'files.1.encoding'],
  [
    'an unknown code list',
    { ...clubLayout, files: [{ ...member, items: [{ ...member?.items[0], codes: 'none' }] }] },
    'files.1.items.1.codes',
  ],
  [
    'eras of two lengths',
    { ...clubLayout, files: [{ ...member, items: [{ ...member?.items[4], eras: { '3': '昭和', '04': '平成' } }] }] },
    'files.1.items.1.eras',
  ],
  [
    'an item twice',
    { ...clubLayout, files: [{ ...member, items: [member?.items[0], member?.items[0]] }] },
    'files.member.items',
  ],
])('a layout with %s is refused at its place', (_, value, field) => {
  expect(problemsOf(value)).toContain(field)
})

test('a layout is read back from its JSON', () => {
  const layout = checkPackage(clubLayout)
  expect(readPackage(JSON.stringify(layout))).toEqual(layout)
  expect(() => readPackage('{')).toThrow('no JSON')
})

test('names of files', () => {
  expect(fitsPattern('KAIIN*.csv', 'kaiin_2026.CSV')).toBe(true)
  expect(fitsPattern('KAIIN*.csv', 'KAIIN_2026_csv')).toBe(false)
  expect(fitsPattern('(a+)*.csv', '(a+)1.csv')).toBe(true)
})
