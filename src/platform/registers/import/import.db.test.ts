import iconv from 'iconv-lite'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import writeWorkbook from 'write-excel-file/node'
import { everything, type TennisClub, tennisClub } from '../../../../test/tennis-club.ts'
import { InputError, RefusedError } from '../../../base/problem.ts'
import { newId } from '../../../base/uuid.ts'
import type { Actor } from '../../access/actor.ts'
import { verifyRecords } from '../../ledger/verify-records.ts'
import { recordReader } from '../verify.ts'
import { fileOfBytes } from './file.ts'
import { type ImportOptions, importRecords } from './import.ts'

let club: TennisClub
let officer: Actor
beforeAll(async () => {
  club = await tennisClub()
  officer = club.officer(everything)
})
afterAll(() => club?.drop())
beforeEach(async () => {
  const { owner } = club.db.database
  for (const name of ['club_member', 'club_booking', 'club_remark', 'club_specimen']) {
    await owner`truncate ${owner(`register.${name}`)}, ${owner(`history.${name}`)}`
  }
  await owner`select 1`
})

const bring = (
  text: string | Uint8Array,
  options: ImportOptions & { reason?: string; to?: string; who?: Actor } = {},
) =>
  importRecords(
    club.registers,
    club.registers.service(options.to ?? 'club_member'),
    club.act(options.who ?? officer, options.reason),
    fileOfBytes('test.csv', typeof text === 'string' ? Buffer.from(text) : text),
    options,
  )
const problemsOf = async (work: Promise<unknown>) => {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  return error instanceof InputError ? error.problems : error
}
const members = () => club.db.database.owner`select * from register.club_member order by number`
const revisions = async (table = 'club_member') => {
  const { owner } = club.db.database
  const [row] = await owner`select count(*)::int as n from ${owner(`history.${table}`)}`
  return row?.['n']
}
const entries = async () => {
  const [row] = await club.db.database.owner`select count(*)::int as n from ledger.entry`
  return Number(row?.['n'])
}
const tried = async () => {
  const [row] = await club.db.database.owner`
    select content from ledger.entry where event = 'records.tried' order by n desc limit 1`
  return JSON.parse(String(row?.['content'])).body
}

const good = '会員番号,氏名,級,入会日\r\nA1,見本 一郎,初級,令和8年4月1日\r\nA2,見本 二郎,2,2026-05-01\r\n'

describe('a file of a register', () => {
  test('becomes records with revisions that the ledger covers', async () => {
    const report = await bring(good)
    expect(report).toMatchObject({ written: true, rows: 2, created: 2, failed: 0, key: ['number'], problems: [] })
    expect(await members()).toMatchObject([
      { number: 'A1', name: '見本 一郎', level: '1', joined_on: '2026-04-01', version: 1, sample: false },
      { number: 'A2', level: '2', joined_on: '2026-05-01' },
    ])
    const checked = await verifyRecords(club.db.database.owner, [
      recordReader(club.registers.service('club_member').register),
    ])
    expect(checked.registers).toMatchObject([{ revisions: 2, rows: 2 }])
    expect(checked.count).toBe(0)
  })

  test('imported twice changes nothing and is told once more in the ledger', async () => {
    await bring(good)
    const before = await members()
    const count = await entries()
    expect(await bring(good)).toMatchObject({ written: true, created: 0, changed: 0, unchanged: 2 })
    expect(await members()).toEqual(before)
    expect(await revisions()).toBe(2)
    expect(await entries()).toBe(count + 1)
  })

  test('changes what differs, and only the columns it has', async () => {
    await bring(good)
    const report = await bring('会員番号,入会日\nA1,2026-04-02\nA2,2026-05-01\n')
    expect(report).toMatchObject({ changed: 1, unchanged: 1, created: 0 })
    expect(await members()).toMatchObject([
      { number: 'A1', name: '見本 一郎', joined_on: '2026-04-02', version: 2 },
      { number: 'A2', version: 1 },
    ])
    expect((await members())[0]?.['search']).toContain('a1')
  })

  test('an empty cell empties the field', async () => {
    await bring(good)
    expect(await bring('会員番号,入会日\nA1,\n')).toMatchObject({ changed: 1 })
    expect((await members())[0]?.['joined_on']).toBeNull()
  })

  test('a dry run tells everything and writes nothing', async () => {
    const count = await entries()
    expect(await bring(good, { dryRun: true })).toMatchObject({ dryRun: true, written: false, created: 2 })
    expect(await members()).toHaveLength(0)
    // What the file says of people was compared with the records: that is a look at them.
    expect(await entries()).toBe(count + 1)
    expect(await tried()).toMatchObject({ rows: 2, created: 2, unchanged: 0, fields: expect.arrayContaining(['name']) })
  })

  test('whether a person is in the register is not found out behind the ledger, by a file that is not taken over', async () => {
    await bring(good)
    const count = await entries()
    expect(await bring(good, { dryRun: true })).toMatchObject({ unchanged: 2 })
    expect(await bring(`${good}A3,見本,五級,\n`)).toMatchObject({ written: false })
    expect(await entries()).toBe(count + 2)
    expect(await bring('会員番号,入会日\nA1,\n', { dryRun: true })).toMatchObject({ changed: 1 })
    expect(await entries()).toBe(count + 2)
  })

  test('one bad row keeps everything out; every bad row is told with column, value and what was expected', async () => {
    const report = await bring('会員番号,氏名,級,入会日\nA1,見本,初級,2026-02-30\n,見本,五級,\nA3,見本,初級,\n')
    expect(report).toMatchObject({ written: false, failed: 2, created: 1 })
    expect(report.problems).toMatchObject([
      { row: 2, column: '入会日', value: '2026-02-30' },
      { row: 3, column: '級', value: '五級' },
    ])
    expect(report.problems[1]?.message.ja).toContain('初級')
    expect(await members()).toHaveLength(0)
  })

  test('a missing required value is told at its row', async () => {
    const report = await bring('会員番号,氏名\n,見本\n')
    expect(report.problems).toMatchObject([{ row: 2, column: '会員番号', field: 'number' }])
  })

  test('acceptValid takes the good rows and tells the others', async () => {
    const report = await bring('会員番号,氏名,入会日\nA1,見本,2026-02-30\nA2,見本,\n', { acceptValid: true })
    expect(report).toMatchObject({ written: true, created: 1, failed: 1 })
    expect(await members()).toMatchObject([{ number: 'A2' }])
  })

  test('values of personal and special fields are not repeated', async () => {
    const long = 'あ'.repeat(61)
    const report = await bring(`会員番号,氏名,既往症\nA1,${long},\u0007x\n`)
    expect(report.problems.length).toBeGreaterThanOrEqual(2)
    for (const problem of report.problems) expect(problem.value).toBeUndefined()
  })

  test('what was mended is told', async () => {
    const report = await bring('会員番号,氏名,位置（緯度）,位置（経度）\nA1,見本,139.7,35.6\n')
    expect(report).toMatchObject({ written: true, repairCount: 1 })
    expect(report.repairs[0]).toMatchObject({ row: 2, from: '139.7, 35.6', to: '35.6, 139.7' })
  })

  test('a value of a field that is not asked for is left out, and told', async () => {
    const report = await bring('会員番号,氏名,指導員,指導員資格\nA1,見本,いいえ,一級\n')
    expect(report.repairs).toMatchObject([{ row: 2, column: '指導員資格', from: '"一級"' }])
    expect(await members()).toMatchObject([{ license: null }])
  })

  test('special values are sealed, compared unopened, and stay when the file has none', async () => {
    await bring('会員番号,氏名,既往症\nA1,見本,喘息\n')
    const [before] = await members()
    expect(Buffer.isBuffer(before?.['illness'])).toBe(true)
    expect(await bring('会員番号,氏名,既往症\nA1,見本,喘息\n')).toMatchObject({ unchanged: 1 })
    expect(await bring('会員番号,氏名\nA1,見本 太郎\n')).toMatchObject({ changed: 1 })
    const [after] = await members()
    expect(after?.['illness']).toEqual(before?.['illness'])
  })

  test('who may not see a column may not import it', async () => {
    const who = club.officer(['read', 'import', 'create'])
    expect(await problemsOf(bring('会員番号,氏名\nA1,見本\n', { who }))).toMatchObject([{ column: '氏名' }])
    await expect(bring(good, { who: club.officer(['read']) })).rejects.toBeInstanceOf(RefusedError)
  })

  test('the same key twice is told with both rows, in one chunk and across chunks', async () => {
    expect((await bring('会員番号,氏名\nA1,見本\nA1,見本\n')).problems).toMatchObject([{ row: 3, column: '会員番号' }])
    const rows = Array.from({ length: 1500 }, (_, at) => `B${at},見本\n`).join('')
    const report = await bring(`会員番号,氏名\n${rows}B0,見本\n`)
    expect(report).toMatchObject({ written: false, problemCount: 1 })
    expect(report.problems[0]?.message.ja).toContain('2行目')
    expect(await members()).toHaveLength(0)
  })

  test('records are found by id too, and a foreign id is refused', async () => {
    await bring(good)
    const [one] = await members()
    expect(await bring(`記録ID,会員番号,氏名\n${one?.['id']},A9,見本 一郎\n`)).toMatchObject({ changed: 1 })
    expect((await members()).map(row => row['number'])).toEqual(['A2', 'A9'])
    const report = await bring(`記録ID,氏名\n${club.organisation},見本\n`)
    expect(report.problems).toMatchObject([{ row: 2, column: '記録ID' }])
    const taken = await bring(`記録ID,会員番号\n${one?.['id']},A2\n`)
    expect(taken.problems).toMatchObject([{ row: 2, column: '会員番号' }])
  })

  test('records of another organisation are out of reach', async () => {
    await bring(good)
    const other = club.officer(everything, { organisation: newId(), tenants: [] })
    const [one] = await members()
    const who = { ...other, tenants: [other.organisation] }
    const report = await bring(`記録ID,氏名\n${one?.['id']},盗\n`, { who, dryRun: true })
    expect(report.problems).toMatchObject([{ row: 2, column: '記録ID' }])
  })
})

describe('registers of other sorts', () => {
  test('a reference is given by id or by the other record’s number', async () => {
    await bring(good)
    const file = 'コート,利用日,会員\n1,2026-12-01,A1\n1,2026-12-02,A7\n'
    const report = await bring(file, { to: 'club_booking', reason: '紙の台帳の移行' })
    expect(report.problems).toMatchObject([{ row: 3, column: '会員', value: 'A7' }])
    const fine = await bring('コート,利用日,会員\n1,2026-12-01,A1\n', { to: 'club_booking', reason: '紙の台帳の移行' })
    expect(fine).toMatchObject({ written: true, created: 1, key: ['court', 'day'] })
    const [booking] = await club.db.database.owner`select * from register.club_booking`
    expect(booking?.['member']).toBe((await members())[0]?.['id'])
  })

  test('where changes need approval an import needs a reason, and is told so', async () => {
    const file = 'コート,利用日\n1,2026-12-01\n'
    expect(await problemsOf(bring(file, { to: 'club_booking' }))).toMatchObject([{ field: 'reason' }])
    const report = await bring(file, { to: 'club_booking', dryRun: true })
    expect(report.notices[0]?.ja).toContain('決裁')
    await bring(file, { to: 'club_booking', reason: '紙の台帳の移行' })
    const [row] = await club.db.database.owner`select reason, operation from history.club_booking`
    expect(row).toMatchObject({ reason: '紙の台帳の移行', operation: 'create' })
  })

  test('without anything that tells records apart the same file still counts once', async () => {
    const file = '意見\nよい\nよい\n'
    expect(await bring(file, { to: 'club_remark' })).toMatchObject({ created: 2, key: null })
    expect(await bring(file, { to: 'club_remark' })).toMatchObject({ created: 0, unchanged: 2 })
    expect(await revisions('club_remark')).toBe(2)
  })
})

describe('dirty files', () => {
  const rows = good.split('\r\n')
  test('every encoding is found from the bytes', async () => {
    const files = [
      Buffer.from(`\ufeff${good}`),
      iconv.encode(good, 'cp932'),
      Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), iconv.encode(good, 'cp932')]),
      iconv.encode(good, 'utf-16le', { addBOM: true }),
    ]
    for (const file of files) {
      const report = await bring(file)
      expect(report).toMatchObject({ written: true, rows: 2, failed: 0 })
    }
    expect(await revisions()).toBe(2)
  })

  test('titles above the heading, blank rows and blank columns are passed over', async () => {
    const report = await bring(`会員一覧,,,,\n,,,,\n${rows.map(row => row && `${row},`).join('\n')},,,,\n`)
    expect(report).toMatchObject({ written: true, rows: 2 })
    expect(report.notices[0]?.ja).toContain('3行目')
  })

  test('headings under former, English and id names', async () => {
    const report = await bring(
      'Number,name,entryDay,address_municipality,住所 町名・大字\nA1,見本,2026-04-01,見本市,本町\n',
    )
    expect(report).toMatchObject({ written: true, ignored: [] })
    expect((await members())[0]).toMatchObject({ joined_on: '2026-04-01', address_town: '本町' })
  })

  test('unknown headings are told and not read', async () => {
    expect(await bring('会員番号,氏名,血液型\nA1,見本,A\n')).toMatchObject({ written: true, ignored: ['血液型'] })
  })

  test('a heading that stands twice is refused', async () => {
    expect(await problemsOf(bring('会員番号,氏名,氏名\nA1,a,b\n'))).toMatchObject([{ row: 1, column: '氏名' }])
  })

  test('short rows and long rows are told', async () => {
    const report = await bring('会員番号,氏名,級\nA1,見本\nA2,見本,1,余り\nA3,見本,1,\n')
    expect(report.problems.map(problem => problem.row)).toEqual([2, 3])
  })

  test('characters that were lost on the way are told', async () => {
    const report = await bring(iconv.encode('会員番号,氏名,愛称\nA1,見本,\ue000\n', 'utf-16le', { addBOM: true }))
    expect(report.problems).toMatchObject([{ row: 2, column: '愛称' }])
  })

  test('empty, binary and foreign files are refused in words', async () => {
    expect(await problemsOf(bring(''))).toMatchObject([{ field: 'file' }])
    expect(await problemsOf(bring(Buffer.from('%PDF-1.7 …')))).toMatchObject([{ field: 'file' }])
    expect(await problemsOf(bring(Buffer.from([0x50, 0x4b, 3, 4, 1, 2, 3])))).toMatchObject([{ field: 'file' }])
    expect(await problemsOf(bring(Buffer.from([0xd0, 0xcf, 0x11, 0xe0])))).toMatchObject([{ field: 'file' }])
    expect(await problemsOf(bring(Buffer.from([1, 2, 3, 4, 5])))).toMatchObject([{ field: 'file' }])
    expect(await problemsOf(bring('何か,別の\n1,2\n'))).toMatchObject([{ row: 1 }])
    expect((await bring('会員番号,氏名\n')).problems).toHaveLength(1)
  })

  test('a saved mapping gives headings and texts of its own', async () => {
    const mapping = { columns: { No: 'number', 名: 'name', 氏名: '' }, constants: { level: '3' } }
    const report = await bring('No,名,氏名\nA1,見本,x\n', { mapping })
    expect(report).toMatchObject({ written: true, ignored: ['氏名'] })
    expect((await members())[0]).toMatchObject({ number: 'A1', name: '見本', level: '3' })
  })
})

describe('other formats', () => {
  test('a workbook: dates as days, codes as they were seen', async () => {
    const bytes = await writeWorkbook([
      ['会員番号', '氏名', '入会日', '会費', '級'].map(value => ({ value })),
      [
        { value: '007', type: String },
        { value: '見本' },
        { value: new Date('2026-04-01T00:00:00Z'), type: Date, format: 'yyyy/mm/dd' },
        { value: 1200, type: Number },
        { value: 2, type: Number },
      ],
    ]).toBuffer()
    expect(await bring(bytes)).toMatchObject({ written: true, created: 1 })
    expect((await members())[0]).toMatchObject({ number: '007', joined_on: '2026-04-01', fee: '1200', level: '2' })
  })

  test('JSON Lines, also under a former name', async () => {
    const lines = [
      '{"number":"J1","name":"見本","entryDay":"2026-04-01"}',
      '',
      '{"number":"J2","name":"見本","level":"9"}',
      'x{',
    ]
    const report = await bring(lines.join('\n'))
    expect(report).toMatchObject({ written: false, rows: 3, failed: 2 })
    expect(report.problems).toMatchObject([{ row: 3, column: 'level' }, { row: 4 }])
    expect(await bring(lines[0] ?? '')).toMatchObject({ written: true })
    expect((await members())[0]).toMatchObject({ joined_on: '2026-04-01' })
  })
})
