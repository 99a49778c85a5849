import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../../../test/platform/platform.ts'
import { encodeText } from '../../../base/csv/encode.ts'
import { InputError, OperatorError, RefusedError } from '../../../base/problem.ts'
import { exportCommand } from '../../../commands/export.ts'
import { importCommand } from '../../../commands/import.ts'
import type { Act } from '../../../platform/access/actor.ts'
import { exportLayout, writtenLayouts } from '../../../platform/registers/export/layout.ts'
import { fileOfBytes } from '../../../platform/registers/import/file.ts'
import { importLayout } from '../../../platform/registers/import/layout.ts'
import { saveMapping } from '../../../platform/registers/import/mappings.ts'
import type { ImportReport } from '../../../platform/registers/import/report.ts'
import { readListQuery } from '../../../platform/registers/query.ts'

let platform: TestPlatform
const folder = mkdtempSync(join(tmpdir(), 'musubi-layout-'))
beforeAll(async () => {
  platform = await startTestPlatform()
})
afterAll(async () => {
  rmSync(folder, { recursive: true })
  await platform?.close()
})

const heading = '業者名,所在地,固有番号,許可番号,許可主体,業の区分,許可年月日,許可期限年月日,優良認定の有無'
const line = (name: string, expires: string) =>
  `${name},宮城県栗原市見本1-2,123456,00450123456,宮城県,特管収運,2026/04/01,${expires},無`
// Made for this test; no real operator. Glyphs that files lose on the way, the older form of the number, another prefecture.
const others = [
  '見本東京運輸,東京都千代田区見本9003番地,900008,01310900008,東京都,収運,2023/01/10,2028/01/09,無',
  '見本髙﨑産業株式会社,宮城県石巻市穀町字見本9001番地,912304,00400912304,宮城県,収運,2021/11/22,2026/11/21,無',
  '見本髙﨑産業株式会社,宮城県石巻市穀町字見本9001番地,912304,00452912304,宮城県,特管収運,2019/04/01,2026/03/31,有',
  '"見本邉商店, ㈱見本①",宮城県仙台市青葉区国分町字見本9002番地,900007,0420900007,宮城県,中間,2022/05/06,2027/05/05,無',
]
const fileOf = (lines: readonly string[]) => encodeText([heading, ...lines, ''].join('\r\n'), 'cp932').bytes
const layout = () => {
  const permits = platform.built.services.registers.service('waste_permit').register
  const found = writtenLayouts(platform.built.layouts, permits).find(one => one.id === 'sanpai-kun')
  if (!found) throw new Error('not wired')
  return found
}
const system = (): Act => platform.built.services.systemAct('見本')
const bring = (...lines: string[]) =>
  importLayout(platform.built.services.registers, layout(), system(), fileOfBytes('sanpai.csv', fileOf(lines)))
const ledger = async () => {
  const rows = await platform.test.database
    .owner`select event, register, content from ledger.entry where event like 'records.export%' order by n`
  return rows.map(row => {
    const content: { body: Record<string, unknown> } = JSON.parse(String(row['content']))
    return { event: row['event'], register: row['register'], ...content.body }
  })
}
const query = (search = '') => {
  const { register } = platform.built.services.registers.service('waste_permit')
  const read = readListQuery(register, new URLSearchParams(search), new Set(register.fields.map(field => field.id)))
  if (!read.ok) throw new Error('query')
  return read.value
}
const out = join(folder, 'out.csv')
const command = (...parameters: string[]) =>
  exportCommand(platform.built, ['waste_permit', '--format', 'sanpai-kun', '--out', out, ...parameters])

test('one row becomes an operator and a permit that refers to it; the same file again changes nothing', async () => {
  const [operators, permits] = await bring(line('見本産業株式会社', '2031/03/31'))
  expect(operators?.problems).toEqual([])
  expect(permits?.problems).toEqual([])
  expect(operators).toMatchObject({ register: 'waste_operator', written: true, created: 1 })
  expect(permits).toMatchObject({ register: 'waste_permit', written: true, created: 1 })
  expect(await bring(line('見本産業株式会社', '2031/03/31'))).toMatchObject([{ unchanged: 1 }, { unchanged: 1 }])
  const { owner } = platform.test.database
  const [row] =
    await owner`select o.operator_number from register.waste_permit p join register.waste_operator o on o.id = p.operator`
  expect(row?.['operator_number']).toBe('123456')
})

test('a file in another style has the same values, and is told that it will not come back as it looked', async () => {
  const usual = line('見本産業株式会社', '2031/03/31')
  const told = (reports: readonly ImportReport[]) =>
    reports.flatMap(report => report.notices.map(({ ja }) => ja)).filter(ja => ja.includes('書き方'))
  expect(told(await bring(usual))).toEqual([])
  const reports = await bring(usual.replace('2031/03/31', '2031年3月31日').replace(/,無$/, ',×'))
  expect(reports).toMatchObject([{ unchanged: 1 }, { unchanged: 1 }])
  expect(told(reports)).toEqual([expect.stringMatching(/^許可期限年月日、優良認定の有無の書き方が/)])
})

test('a wrong row keeps the whole file out and is told with its row', async () => {
  const [operators, permits] = await bring('', line('見本産業株式会社', '2031/02/31'))
  expect([operators?.written, permits?.written]).toEqual([false, false])
  expect(permits?.problems).toMatchObject([{ row: 3, column: '許可期限年月日', value: '2031/02/31' }])
})

test('the command writes the file byte for byte as it came, without samples, and the ledger has both registers', async () => {
  const lines = [line('見本産業株式会社', '2031/03/31'), ...others]
  expect((await bring(...lines)).every(report => report.written)).toBe(true)
  const { registers } = platform.built.services
  const one = await registers.service('waste_permit').list(system(), query('q=00450123456'))
  const { row } = await registers.service('waste_permit').get(system(), one.rows[0]?.id ?? '')
  const sample = { ...row.values, permitNumber: '00410123456', kind: '1' }
  await registers.service('waste_permit').create(system(), sample, { sample: true })
  expect(await command('--filter', 'sort=permitNumber')).toBe(0)
  const number = (text: string) => text.match(/,(\d{10,11}),/)?.[1]?.padStart(11, '0') ?? ''
  const sorted = [...lines].sort((a, b) => number(a).localeCompare(number(b)))
  expect(readFileSync(out).equals(fileOf(sorted))).toBe(true)
  expect(readdirSync(folder)).toEqual(['out.csv'])
  expect((await ledger()).slice(-2)).toMatchObject([
    { event: 'records.exported', register: 'waste_permit', layout: 'sanpai-kun', count: 5 },
    { event: 'records.exported', register: 'waste_operator', layout: 'sanpai-kun', count: 4 },
  ])
})

test('a permit whose certificate has another name than its operator goes out and comes back unchanged', async () => {
  const { owner } = platform.test.database
  const { registers } = platform.built.services
  const permits = registers.service('waste_permit')
  const found = async (number: string) => {
    const { rows } = await permits.list(system(), query(`q=${number}`))
    const { row } = await permits.get(system(), rows[0]?.id ?? '')
    return row
  }
  const before = await found('00400912304')
  const certificate = {
    holder: '見本髙﨑興業有限会社',
    holderAddress: { municipality: '042021', town: '見本9', rest: '' },
    office: 'headquarters',
  }
  await owner`update register.waste_permit set holder = ${certificate.holder}, holder_address_municipality = '042021',
    holder_address_town = '見本9', office = 'headquarters' where id = ${before.id}`
  expect((await found('00400912304')).values).toMatchObject(certificate)
  expect(await command('--filter', 'sort=permitNumber')).toBe(0)
  const written = readFileSync(out)
  const [operators, again] = await importLayout(registers, layout(), system(), fileOfBytes('sanpai.csv', written))
  expect(operators).toMatchObject({ created: 0, changed: 0, failed: 0 })
  expect(again).toMatchObject({ created: 0, changed: 0, failed: 0 })
  expect((await found('00400912304')).values).toMatchObject(certificate)

  // A new name of the operator rewrites no certificate; a new grant prints one.
  const line = (name: string, granted: string, expires: string) =>
    `${name},宮城県石巻市穀町字見本9001番地,912304,00400912304,宮城県,収運,${granted},${expires},無`
  const rest =
    '見本髙﨑産業ホールディングス株式会社,宮城県石巻市穀町字見本9001番地,912304,00452912304,宮城県,特管収運,2019/04/01,2026/03/31,有'
  const renamed = '見本髙﨑産業ホールディングス株式会社'
  await bring(line(renamed, '2021/11/22', '2026/11/21'), rest)
  expect((await found('00400912304')).values).toMatchObject(certificate)
  await bring(line(renamed, '2026/11/22', '2031/11/21'), rest)
  const { values } = await found('00400912304')
  expect(values).toMatchObject({ holder: renamed, grantedOn: '2026-11-22', office: expect.not.stringMatching('headq') })
  expect((await found('00452912304')).values['holder']).toBe('見本髙﨑産業株式会社')
})

test('who may not export or see one of the registers gets nothing, and no entry says otherwise', async () => {
  const before = await ledger()
  const { registers } = platform.built.services
  const only = (...permissions: string[]): Act => ({
    ...system(),
    actor: { ...system().actor, kind: 'person', permissions: new Set(permissions) },
  })
  const asked = (act: Act) => exportLayout(registers, layout(), act, { query: query() })
  await expect(asked(only('waste_permit.read', 'waste_permit.export'))).rejects.toBeInstanceOf(RefusedError)
  expect(await ledger()).toEqual(before)
})

test('what the layout has no place for is told with row and column, and nothing is written or entered', async () => {
  const before = await ledger()
  const { owner } = platform.test.database
  const others = await owner`update register.waste_permit set authority = 'other'
    where permit_number = '00452912304' returning id`
  expect(others).toHaveLength(1)
  const asked = exportLayout(platform.built.services.registers, layout(), system(), {
    query: query('sort=permitNumber'),
  })
  const refused = await asked.catch((error: unknown) => error)
  if (!(refused instanceof InputError)) throw new Error('not refused')
  expect(refused.problems).toMatchObject([{ row: 5, column: '許可主体', value: '00452912304' }])
  rmSync(out, { force: true })
  expect(await command()).toBe(1)
  expect(readdirSync(folder)).toEqual([])
  expect(await ledger()).toEqual(before)
})

test('a wrong word of the command is told with what there is', async () => {
  const refused = (...parameters: string[]) => exportCommand(platform.built, parameters)
  await expect(refused('waste_permit', '--format', 'odt')).rejects.toThrow(/csv, csv-cp932, xlsx, jsonl, sanpai-kun/)
  await expect(refused('waste_operator', '--format', 'sanpai-kun')).rejects.toThrow(/waste_permit/)
  await expect(command('--mapping', '見本')).rejects.toBeInstanceOf(OperatorError)
  await expect(refused('waste_permit', '--format', 'sanpai-kun', '--out', join(folder, 'no', 'x.csv'))).rejects.toThrow(
    /cannot be written/,
  )
})

test('the commands take and give a file under a saved mapping, and give the same file', async () => {
  const { registers, database } = platform.built.services
  const { register } = registers.service('waste_operator')
  const columns = { 名: 'name', 番号: 'operatorNumber', 所在地: 'address.town', 市: 'address.municipality', 欄外: '' }
  const headings = ['番号', '名', '市', '所在地', '欄外']
  await saveMapping(database, system(), register, '業者の表', { columns, headings })
  const mine = join(folder, 'mine.csv')
  const text = `\ufeff${headings.join(',')}\r\n912304,見本髙﨑産業株式会社,042021,見本9,\r\n`
  writeFileSync(mine, text)
  expect(await importCommand(platform.built, ['waste_operator', mine, '--mapping', '業者の表'])).toBe(0)
  const asked = ['waste_operator', '--mapping', '業者の表', '--filter', 'q=912304', '--out', out]
  expect(await exportCommand(platform.built, asked)).toBe(0)
  expect(readFileSync(out, 'utf8')).toBe(text)
  expect((await ledger()).at(-1)).toMatchObject({ register: 'waste_operator', mapping: '業者の表', count: 1 })
  const missing = exportCommand(platform.built, ['waste_operator', '--mapping', 'ない表'])
  await expect(missing).rejects.toThrow(/業者の表/)
})

test('an export that cannot be put where it should is entered as broken off', async () => {
  const blocked = join(folder, 'blocked.csv')
  mkdirSync(join(blocked, 'in'), { recursive: true })
  const asked = exportCommand(platform.built, ['waste_operator', '--out', blocked])
  await expect(asked).rejects.toThrow()
  expect((await ledger()).slice(-2)).toMatchObject([
    { event: 'records.exported', register: 'waste_operator' },
    { event: 'records.exportBroken', register: 'waste_operator' },
  ])
  expect(readdirSync(folder).filter(name => name.endsWith('.part'))).toEqual([])
})

test('rows of one operator with an old and a new name: the newest permit names it, each permit keeps its own, and it is told', async () => {
  const old = '旧見本運輸有限会社,宮城県栗原市見本1-2,555001,00400555001,宮城県,収運,2020/04/01,2025/03/31,無'
  const now = '見本運輸株式会社,宮城県大崎市古川見本3,555001,00450555001,宮城県,特管収運,2024/04/01,2029/03/31,無'
  const [operators, permits] = await bring(now, old)
  expect([operators?.problems, permits?.problems]).toEqual([[], []])
  expect([operators?.created, permits?.created]).toEqual([1, 2])
  const told = permits?.repairs.map(({ row, to }) => [row, to])
  expect(told).toEqual(expect.arrayContaining([[3, expect.stringContaining('見本運輸株式会社')]]))
  const { owner } = platform.test.database
  const rows = await owner`
    select o.name, p.holder, p.permit_number from register.waste_operator o
    join register.waste_permit p on p.operator = o.id where o.operator_number = '555001' order by p.granted_on`
  expect(rows.map(({ name, holder }) => [name, holder])).toEqual([
    ['見本運輸株式会社', '旧見本運輸有限会社'],
    ['見本運輸株式会社', '見本運輸株式会社'],
  ])
  const again = await bring(now, old)
  expect(again.map(report => report.unchanged)).toEqual([1, 2])
})
