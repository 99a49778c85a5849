import { readFile } from 'node:fs/promises'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { everything, type TennisClub, tennisClub } from '../../../../test/tennis-club.ts'
import { decodeText } from '../../../base/csv/decode.ts'
import { encodeText } from '../../../base/csv/encode.ts'
import { writeCsv } from '../../../base/csv/write.ts'
import { InputError } from '../../../base/problem.ts'
import type { Actor } from '../../access/actor.ts'
import type { RecordValues } from '../field.ts'
import { fileOfBytes } from '../import/file.ts'
import { importRecords } from '../import/import.ts'
import type { ColumnMapping } from '../import/mapping.ts'
import { exampleContext } from '../kinds/examples.ts'
import { readListQuery } from '../query.ts'
import { type ExportOptions, exportRecords } from './export.ts'

const city = exampleContext.municipalities()[0]?.code ?? ''

let club: TennisClub
let officer: Actor
beforeAll(async () => {
  club = await tennisClub()
  officer = club.officer(everything)
})
afterAll(() => club?.drop())
beforeEach(async () => {
  const { owner } = club.db.database
  for (const name of ['club_member', 'club_booking'])
    await owner`truncate ${owner(`register.${name}`)}, ${owner(`history.${name}`)}`
})

type Given = Partial<ExportOptions> & { readonly who?: Actor; readonly search?: string }
const given = async (id: string, mapping: ColumnMapping, { who = officer, search = '', ...more }: Given = {}) => {
  const { register } = club.registers.service(id)
  const names = new Set(register.fields.map(field => field.id))
  const query = readListQuery(register, new URLSearchParams(search), names)
  if (!query.ok) throw new Error('query')
  const saved = { id: 'x', name: '見本の表', mapping, savedAt: '2026-11-22T00:00:00Z' }
  const options = { format: 'csv' as const, query: query.value, mapping: saved, ...more }
  const file = await exportRecords(club.registers, register, club.act(who), options)
  const bytes = await readFile(file.path)
  await file.discard()
  return { count: file.count, bytes }
}
const bring = (id: string, bytes: Uint8Array, mapping: ColumnMapping, dryRun = false) =>
  importRecords(club.registers, club.registers.service(id), club.act(officer, '見本'), fileOfBytes('x', bytes), {
    mapping,
    dryRun,
  })
const create = (values: Partial<RecordValues>, sample = false) => {
  const { register } = club.registers.service('club_member')
  const none = Object.fromEntries(register.fields.map(field => [field.id, null]))
  return club.registers
    .service('club_member')
    .create(club.act(officer), { ...none, ...values } as RecordValues, { sample })
}
const problemsOf = async (work: Promise<unknown>) => {
  const error = await work.catch((one: unknown) => one)
  if (!(error instanceof InputError)) throw new Error('not refused')
  return error.problems
}
const entries = async () =>
  (await club.db.database.owner`select 1 from ledger.entry where event = 'records.exported'`).length

/** As an office writes it: its own order, words and a column of its own. */
const list: ColumnMapping = {
  columns: {
    組: 'level',
    'No.': 'number',
    氏名: 'name',
    担当メモ: '',
    市町村: 'address.municipality',
    町名: 'address.town',
    番地: 'address.rest',
    指導: 'coach',
    入会: 'joinedOn',
    一言: 'nickname',
  },
  headings: ['組', 'No.', '氏名', '担当メモ', '市町村', '町名', '番地', '指導', '入会', '一言'],
  words: { level: { あか: '1', しろ: '2' }, coach: { '○': 'はい', '―': 'いいえ' } },
}

describe('what an office imports under its mapping it exports under it', () => {
  test('the same bytes, in UTF-8 and in CP932', async () => {
    const rows = [
      [...(list.headings ?? [])],
      ['あか', '001', '見本 髙橋', '', city, '見本町', '1-2', '○', '2026-04-01', ''],
      ['3', '002', '見本 﨑', '', '', '', '', '―', '', '"引用", と読点'],
    ]
    for (const [encoding, format] of [
      ['utf-8', 'csv'],
      ['cp932', 'csv-cp932'],
    ] as const) {
      const { bytes } = encodeText(writeCsv(rows), encoding)
      expect((await bring('club_member', bytes, list)).problems).toEqual([])
      const out = await given('club_member', list, { format, search: 'sort=number' })
      expect(out.bytes.toString('hex')).toBe(bytes.toString('hex'))
    }
  })

  const text = fc.string({ unit: fc.constantFrom(...'あ髙=+-@\'"1,;#'), maxLength: 6 })
  const person = fc.record({
    nickname: fc.option(text.filter(one => one !== '')),
    level: fc.constantFrom('1', '2', '3', null),
    coach: fc.constantFrom(true, false, null),
    joinedOn: fc.constantFrom('2026-04-01', '1989-01-07', null),
    address: fc.constantFrom({ municipality: city, town: '見本', rest: '1' }, null),
  })
  test.each(['csv', 'xlsx'] as const)(
    'property: %s comes back unchanged, whatever the values begin with',
    async format => {
      let number = 0
      await fc.assert(
        fc.asyncProperty(fc.array(person, { minLength: 1, maxLength: 4 }), fc.boolean(), async (people, plain) => {
          for (const values of people) {
            number += 1
            await create({ ...values, number: `N${number}`, name: '=見本' })
          }
          const { bytes } = await given('club_member', list, { format, plain })
          expect(await bring('club_member', bytes, list, true)).toMatchObject({
            problems: [],
            repairs: [],
            created: 0,
            changed: 0,
            unchanged: number,
          })
        }),
        { numRuns: 15 },
      )
    },
  )

  test('a record of another register is named by its number', async () => {
    const member = await create({ number: 'M1', name: '見本' })
    const bookings: ColumnMapping = {
      columns: { コート: 'court', 日: 'day', 会員番号: 'member' },
      headings: ['コート', '日', '会員番号'],
    }
    const file = encodeText('コート,日,会員番号\r\n1,2026-12-01,M1\r\n2,2026-12-01,\r\n', 'utf-8').bytes
    expect(await bring('club_booking', file, bookings)).toMatchObject({ created: 2, problems: [] })
    const [row] = await club.db.database.owner`select member from register.club_booking where court = '1'`
    expect(row?.['member']).toBe(member.id)
    const out = await given('club_booking', bookings, { search: 'sort=day' })
    expect(out.bytes.toString()).toBe(file.toString())
  })

  test('samples stay behind where the file has no column to mark them', async () => {
    await create({ number: '1', name: '見本' })
    await create({ number: '2', name: '見本' }, true)
    const columns = { 番号: 'number', 印: 'sample' }
    expect((await given('club_member', { columns: { 番号: 'number' } })).count).toBe(1)
    const { count, bytes } = await given('club_member', { columns })
    expect(count).toBe(2)
    expect(decodeText(bytes).text).toContain('2,見本')
  })
})

describe('what cannot be read backwards is told, and nothing is given out or entered', () => {
  test('a fixed value that a record does not have, row by row', async () => {
    await create({ number: '1', name: '見本', level: '1' })
    await create({ number: '2', name: '見本', level: '2' })
    const constant: ColumnMapping = { columns: { 番号: 'number' }, constants: { level: '1' } }
    const before = await entries()
    expect(await problemsOf(given('club_member', constant, { search: 'sort=number' }))).toMatchObject([
      { row: 3, column: '級', value: '2' },
    ])
    expect(await entries()).toBe(before)
    const { bytes } = await given('club_member', constant, { search: 'level=1' })
    expect(await bring('club_member', bytes, constant, true)).toMatchObject({ unchanged: 1, changed: 0 })
    expect(await entries()).toBe(before + 1)
  })

  test('part of a field that the file has no column for', async () => {
    await create({ number: '1', name: '見本', address: { municipality: city, town: '見本', rest: '1' } })
    const columns = { 番号: 'number', 市: 'address.municipality', 町: 'address.town' }
    const problems = await problemsOf(given('club_member', { columns }))
    expect(problems).toMatchObject([{ row: 2, column: '市' }])
    // Personal: told without its value.
    expect(problems[0]).not.toHaveProperty('value')
  })

  test('words: two for one value, or the register’s own word taken for another', async () => {
    const columns = { 番号: 'number', 組: 'level' }
    const two = { columns, words: { level: { あか: '1', 赤: '1' } } }
    expect(await problemsOf(given('club_member', two))).toMatchObject([{ column: '組', value: 'あか、赤' }])
    await create({ number: '1', name: '見本', level: '1' })
    expect(decodeText((await given('club_member', two, { ownWords: true })).bytes).text).toContain('1,1')
    const swapped = { columns, words: { level: { '1': '2' } } }
    expect(await problemsOf(given('club_member', swapped, { ownWords: true }))).toMatchObject([
      { column: '組', value: '1' },
    ])
  })

  test('a column that the officer may not see, and a field that is gone', async () => {
    const who = club.officer(['read', 'export'])
    const columns = { 番号: 'number', 氏名: 'name' }
    expect(await problemsOf(given('club_member', { columns }, { who }))).toMatchObject([{ column: '氏名' }])
    expect(await problemsOf(given('club_member', { columns: { 番号: 'was' } }))).toMatchObject([
      { column: '番号', value: 'was' },
    ])
  })
})
