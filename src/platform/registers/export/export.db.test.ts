import { readFile } from 'node:fs/promises'
import fc from 'fast-check'
import iconv from 'iconv-lite'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { everything, kindFieldId, type TennisClub, tennisClub } from '../../../../test/tennis-club.ts'
import { decodeText } from '../../../base/csv/decode.ts'
import { parseCsv } from '../../../base/csv/parse.ts'
import { InputError, RefusedError } from '../../../base/problem.ts'
import type { Actor } from '../../access/actor.ts'
import type { FieldKindId, RecordValues } from '../field.ts'
import { fileOfBytes } from '../import/file.ts'
import { importRecords } from '../import/import.ts'
import { type KindExamples, kindExamples } from '../kinds/examples.ts'
import { readListQuery } from '../query.ts'
import { type ExportOptions, exportPublished, exportRecords } from './export.ts'
import type { ExportFormat } from './format.ts'

let club: TennisClub
let officer: Actor
beforeAll(async () => {
  club = await tennisClub()
  officer = club.officer(everything)
})
afterAll(() => club?.drop())
beforeEach(async () => {
  const { owner } = club.db.database
  for (const name of ['club_member', 'club_specimen'])
    await owner`truncate ${owner(`register.${name}`)}, ${owner(`history.${name}`)}`
})

const registerOf = (id: string) => club.registers.service(id).register
const queryOf = (id: string, search = '') => {
  const register = registerOf(id)
  const read = readListQuery(register, new URLSearchParams(search), new Set(register.fields.map(field => field.id)))
  if (!read.ok) throw new Error('query')
  return read.value
}
type More = Partial<ExportOptions> & { readonly who?: Actor; readonly search?: string }
const exported = async (id: string, format: ExportFormat, { who = officer, search, ...more }: More = {}) => {
  const file = await exportRecords(club.registers, registerOf(id), club.act(who), {
    format,
    query: queryOf(id, search),
    ...more,
  })
  const bytes = await readFile(file.path)
  await file.discard()
  return { ...file, bytes }
}
const published = async (id: string, format: ExportFormat, more: Partial<ExportOptions> = {}) => {
  const file = await exportPublished(club.registers, registerOf(id), '2026-11-22', {
    format,
    query: queryOf(id),
    ...more,
  })
  return Buffer.from(await new Response(file.stream()).arrayBuffer())
}
const create = (id: string, values: RecordValues, sample = false) =>
  club.registers.service(id).create(club.act(officer), values, { sample })
const bring = (id: string, bytes: Uint8Array) =>
  importRecords(club.registers, club.registers.service(id), club.act(officer), fileOfBytes('x', bytes))
const tableOf = (bytes: Uint8Array) => parseCsv(decodeText(bytes).text).map(row => row.cells)

const kinds = Object.entries<KindExamples<FieldKindId>>(kindExamples)
/** Specimens of all kinds put together at random. */
const specimens = fc.array(
  fc.record(
    Object.fromEntries(
      kinds
        // A file's address in a file is no proof that one may read it: files come through forms only.
        .filter(([kind]) => kind !== 'reference' && kind !== 'file')
        .map(([kind, examples]) => [
          kindFieldId(kind),
          fc.option(fc.constantFrom(...examples.good.map(one => one.value as RecordValues[string]))),
        ]),
    ),
  ),
  { minLength: 1, maxLength: 6 },
)

const formats: readonly ExportFormat[] = ['csv', 'xlsx', 'jsonl']

describe('round trips', () => {
  test.each(formats)('%s of every kind of field comes back unchanged', async format => {
    let number = 0
    await fc.assert(
      fc.asyncProperty(specimens, async rows => {
        for (const row of rows) {
          number += 1
          await create('club_specimen', { key: `K${String(number).padStart(4, '0')}`, ...row })
        }
        const first = await exported('club_specimen', format)
        const report = await bring('club_specimen', first.bytes)
        expect(report.problems).toEqual([])
        expect(report.repairs).toEqual([])
        expect(report).toMatchObject({ written: true, created: 0, changed: 0, unchanged: number })
        // What stands there for people only is told as not read.
        expect(report.ignored).toEqual(
          format === 'jsonl' ? [] : ['choice', 'choices', 'reference'].map(kind => `${kind}の項目（表示のみ）`),
        )
        const second = await exported('club_specimen', format)
        if (format !== 'xlsx') expect(second.bytes.equals(first.bytes)).toBe(true)
      }),
      { numRuns: 12 },
    )
  })

  test.each(formats)('%s of one register fills another that is empty', async format => {
    const values = Object.fromEntries(
      kinds
        // A file's address in a file is no proof that one may read it: files come through forms only.
        .filter(([kind]) => kind !== 'reference' && kind !== 'file')
        .map(([kind, { good }]) => [kindFieldId(kind), good[0]?.value ?? null]),
    ) as RecordValues
    await create('club_specimen', { key: 'K1', ...values })
    const file = await exported('club_specimen', format)
    const { owner } = club.db.database
    const [before] = await owner`select * from register.club_specimen`
    await owner`truncate register.club_specimen, history.club_specimen`
    const text = format === 'xlsx' ? null : decodeText(file.bytes).text.replaceAll(String(before?.['id']), '')
    // A workbook keeps its ids, which are unknown here: the whole row is told.
    const report = await bring('club_specimen', text === null ? file.bytes : Buffer.from(text))
    if (text === null) expect(report.problems).toMatchObject([{ column: '記録ID' }])
    else {
      expect(report).toMatchObject({ created: 1, problems: [] })
      const [after] = await owner`select * from register.club_specimen`
      const unmarked = { id: '', version: 1, created_at: '', updated_at: '' }
      expect({ ...after, ...unmarked }).toEqual({ ...before, ...unmarked })
    }
  })
})

describe('what is given out', () => {
  const values = {
    number: '001',
    name: '髙橋 見本',
    nickname: '=1+1',
    level: '1',
    joinedOn: '2026-04-01',
    illness: '喘息',
  } satisfies Partial<RecordValues>
  const none = Object.fromEntries(registerOfNone().map(id => [id, null])) as RecordValues
  function registerOfNone() {
    return ['fee', 'address', 'place', 'coach', 'license', 'note']
  }
  const seed = async () => {
    await create('club_member', { ...none, ...values })
    await create('club_member', { ...none, ...values, number: '002', level: '2' }, true)
  }

  test('personal and special fields need their permissions, in every format', async () => {
    await seed()
    for (const format of [...formats, 'csv-cp932'] as const) {
      const sees = async (...may: string[]) => {
        const { bytes } = await exported('club_member', format, { who: club.officer(['read', 'export', ...may]) })
        const text =
          format === 'xlsx'
            ? await workbookText(bytes)
            : format === 'csv-cp932'
              ? iconv.decode(bytes, 'cp932')
              : bytes.toString()
        return { name: text.includes('髙橋'), illness: text.includes('喘息') }
      }
      expect(await sees()).toEqual({ name: false, illness: false })
      expect(await sees('readPersonal')).toEqual({ name: true, illness: false })
      expect(await sees('readPersonal', 'readSpecial')).toEqual({ name: true, illness: true })
    }
    await expect(exported('club_member', 'csv', { who: club.officer(['read']) })).rejects.toBeInstanceOf(RefusedError)
  })

  test('the public has published fields only, sample records marked or left out', async () => {
    await seed()
    const [heading, ...rows] = tableOf(await published('club_member', 'csv'))
    expect(heading).toEqual(['記録ID', '会員番号', 'ニックネーム', '級', '級（表示のみ）', '入会日', '見本'])
    expect(rows.map(row => row.at(-1))).toEqual(['', '見本'])
    expect(rows.map(row => row.slice(3, 5))).toEqual([
      ['1', '初級'],
      ['2', '中級'],
    ])
    expect(tableOf(await published('club_member', 'csv', { withoutSample: true }))).toHaveLength(2)
    for (const format of formats) {
      const bytes = await published('club_member', format)
      expect(format === 'xlsx' ? await workbookText(bytes) : bytes.toString()).not.toContain('髙橋')
    }
  })

  test('filters and search of the list hold', async () => {
    await seed()
    expect((await exported('club_member', 'csv', { search: 'level=2' })).count).toBe(1)
    expect((await exported('club_member', 'csv', { search: 'q=001' })).count).toBe(1)
  })

  test('the ledger says what was given out, and never what was searched for', async () => {
    await seed()
    await exported('club_member', 'csv', { search: 'q=髙橋&level=1' })
    const [entry] = await club.db.database
      .owner`select content from ledger.entry where event = 'records.exported' order by n desc limit 1`
    const content: { body: unknown } = JSON.parse(String(entry?.['content']))
    expect(content.body).toMatchObject({ format: 'csv', count: 1, filters: ['level.equal'], searched: true })
    expect(String(entry?.['content'])).not.toContain('髙橋')
  })

  const exportEntries = async () =>
    club.db.database
      .owner`select event, id::text, content from ledger.entry where event like 'records.export%' order by n`

  test('a file that was refused is not entered as given out; one that broke off on its way is told', async () => {
    await seed()
    await create('club_member', { ...none, ...values, number: '003', nickname: '𠮷' })
    const before = (await exportEntries()).length
    await expect(exported('club_member', 'csv-cp932')).rejects.toBeInstanceOf(InputError)
    expect(await exportEntries()).toHaveLength(before)
    const ask = () =>
      exportRecords(club.registers, registerOf('club_member'), club.act(officer), {
        format: 'csv',
        query: queryOf('club_member'),
      })
    await new Response((await ask()).stream()).arrayBuffer()
    expect(await exportEntries()).toHaveLength(before + 1)
    await (await ask()).stream().cancel()
    await vi.waitFor(async () => expect(await exportEntries()).toHaveLength(before + 3))
    const [first, second] = (await exportEntries()).slice(-2)
    expect([first?.['event'], second?.['event']]).toEqual(['records.exported', 'records.exportBroken'])
    expect(JSON.parse(String(second?.['content']))).toMatchObject({ body: { entry: first?.['id'] } })
  })

  test('values that begin like formulas are guarded in CSV for people, and bare where systems read', async () => {
    await create('club_member', { ...none, ...values, nickname: '=HYPERLINK("x")', note: '-5', number: '+81-22' })
    const cell = (bytes: Uint8Array, heading: string) => {
      const [headings, row] = tableOf(bytes)
      return row?.[headings?.indexOf(heading) ?? -1]
    }
    const { bytes } = await exported('club_member', 'csv')
    expect(['ニックネーム', '備考', '会員番号'].map(one => cell(bytes, one))).toEqual([
      `'=HYPERLINK("x")`,
      '-5',
      '+81-22',
    ])
    expect(cell((await exported('club_member', 'csv', { plain: true })).bytes, 'ニックネーム')).toBe('=HYPERLINK("x")')
    expect(cell(await published('club_member', 'csv'), 'ニックネーム')).toBe('=HYPERLINK("x")')
    const report = await bring('club_member', bytes)
    expect(report).toMatchObject({ unchanged: 1, changed: 0, problems: [] })
    expect(report.notices.map(notice => notice.en)).toContainEqual(expect.stringContaining('1 values began'))
    // In a workbook the cell is a text: a formula that nobody reckoned has no value to read.
    const { bytes: book } = await exported('club_member', 'xlsx')
    expect(await workbookText(book)).toContain(JSON.stringify('=HYPERLINK("x")').slice(1, -1))
  })

  test('Shift_JIS: what it lacks is refused with row and column, or replaced and told', async () => {
    await seed()
    await create('club_member', { ...none, ...values, number: '003', nickname: '𠮷' })
    const refused = await exported('club_member', 'csv-cp932').catch((error: unknown) => error)
    if (!(refused instanceof InputError)) throw new Error('not refused')
    expect(refused.problems).toMatchObject([{ row: 4, column: 'ニックネーム', value: '𠮷' }])
    const file = await exported('club_member', 'csv-cp932', { replace: true })
    expect(file.replaced).toBe(1)
    expect(iconv.decode(file.bytes, 'cp932')).toContain('〓')
    expect(iconv.decode(file.bytes, 'cp932')).toContain('髙橋')
  })

  test('JSON Lines tell what codes mean where that is asked for, and come back all the same', async () => {
    await seed()
    const linesOf = (bytes: Uint8Array) =>
      Buffer.from(bytes)
        .toString()
        .trim()
        .split('\n')
        .map(line => JSON.parse(line) as Record<string, unknown>)
    const [plain] = linesOf((await exported('club_member', 'jsonl')).bytes)
    expect(plain).not.toHaveProperty('labels')
    const { bytes } = await exported('club_member', 'jsonl', { labels: 'ja' })
    const [first] = linesOf(bytes)
    expect(first).toEqual({ ...plain, labels: { level: expect.any(String) } })
    const [english] = linesOf(await published('club_member', 'jsonl', { labels: 'en' }))
    const labels = [first?.['labels'], english?.['labels']].map(one => (one as Record<string, string>)['level'])
    const { field } = registerOf('club_member').field('level')
    const choice = field.kind === 'choice' ? field.of.find(({ code }) => code === plain?.['level']) : undefined
    expect(labels).toEqual([choice?.label.ja, choice?.label.en])
    const report = await bring('club_member', bytes)
    expect(report).toMatchObject({ created: 0, changed: 0, problems: [], ignored: ['labels'] })
  })

  test('the name of a file tells its encoding', async () => {
    const named = async (format: ExportFormat) =>
      (await exported('club_member', format)).name.replace(/\d{4}-\d\d-\d\d/, 'day')
    expect(await Promise.all((['csv', 'csv-cp932', 'xlsx', 'jsonl'] as const).map(named))).toEqual([
      'club_member-day-utf8.csv',
      'club_member-day-sjis.csv',
      'club_member-day.xlsx',
      'club_member-day.jsonl',
    ])
  })

  test('a record changed in a spreadsheet comes back as one change', async () => {
    await seed()
    const { bytes } = await exported('club_member', 'csv')
    const report = await bring('club_member', Buffer.from(bytes.toString().replace('2026-04-01', '2026-04-02')))
    expect(report).toMatchObject({ changed: 1, unchanged: 1 })
  })
})

const workbookText = async (bytes: Uint8Array): Promise<string> => {
  const { default: read } = await import('read-excel-file/node')
  return JSON.stringify(await read(Buffer.from(bytes)))
}
