import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeText } from '../../../base/csv/decode.ts'
import { encodeText } from '../../../base/csv/encode.ts'
import { parseCsv } from '../../../base/csv/parse.ts'
import { writeCsv } from '../../../base/csv/write.ts'
import { region } from '../../../regions/miyagi/index.ts'
import { joinAddress, readSanpaiKun, sanpaiKunColumns, splitAddress, writeSanpaiKun } from './sanpai-kun.ts'

const municipalities = {
  prefecture: region.prefecture.name.ja,
  list: region.municipalities
    .filter(({ until }) => until === undefined)
    .map(({ code, name }) => ({ code, name: name.ja })),
}

// Made for this test; no real operator. Glyphs that files lose on the way: 髙, 﨑, 邉, ①, ㈱.
const lines = [
  sanpaiKunColumns.join(','),
  '見本髙﨑産業株式会社,宮城県石巻市穀町字見本9001番地,912304,00400912304,宮城県,収運,2021/11/22,2026/11/21,無',
  '見本髙﨑産業株式会社,宮城県石巻市穀町字見本9001番地,912304,00452912304,宮城県,特管収運,2019/04/01,2026/03/31,有',
  '"見本邉商店, ㈱見本①",宮城県仙台市青葉区国分町字見本9002番地,900007,0420900007,宮城県,中間,2022/05/06,2027/05/05,無',
  '見本東京運輸,東京都千代田区見本9003番地,900008,01310900008,東京都,収運,2023/01/10,2028/01/09,無',
]
const bytes = encodeText(`${lines.join('\r\n')}\r\n`, 'cp932').bytes

const rowsOf = (file: Uint8Array) => parseCsv(decodeText(file).text).map(({ cells }) => cells)
const read = (...more: readonly string[]) =>
  readSanpaiKun(rowsOf(Buffer.from([lines[0], ...more].join('\r\n'), 'utf8')), municipalities)

describe('さんぱいくん CSV', () => {
  test('the bytes are CP932 whatever the file says; they come back unchanged', () => {
    expect(decodeText(bytes).encoding).toBe('cp932')
    const file = readSanpaiKun(rowsOf(bytes), municipalities)
    expect(file.problems).toEqual([])
    expect(file.records).toHaveLength(4)
    const written = encodeText(writeCsv(writeSanpaiKun(file.records, municipalities, file.style)), 'cp932')
    expect(written.unencodable).toEqual([])
    expect(Buffer.compare(written.bytes, bytes)).toBe(0)
  })

  test('rows become the values of both registers; glyphs and the older form of the number stay', () => {
    const { records, repairs } = readSanpaiKun(rowsOf(bytes), municipalities)
    expect(records[0]).toMatchObject({
      operator: {
        operatorNumber: '912304',
        name: '見本髙﨑産業株式会社',
        address: { municipality: '042021', town: '穀町字見本9001番地' },
      },
      permit: {
        permitNumber: '00400912304',
        tenDigits: false,
        authority: '004',
        kind: '0',
        grantedOn: '2021-11-22',
        expiresOn: '2026-11-21',
        excellent: false,
      },
    })
    expect(records[1]?.permit).toMatchObject({ kind: '5', excellent: true })
    expect(records[2]).toMatchObject({
      operator: { address: { municipality: '041017' } },
      permit: { permitNumber: '00420900007', tenDigits: true, kind: '2' },
    })
    expect(records[3]?.operator.address).toEqual({ municipality: '', town: '東京都千代田区見本9003番地', rest: '' })
    expect(repairs).toMatchObject([{ row: 4, column: '許可番号', from: '0420900007', to: '00420900007' }])
  })

  const good = '見本商店,宮城県石巻市見本9001番地,900001,00400900001,宮城県,収運,2021/11/22,2026/11/21,無'
  test.each([
    ['業者名', good.replace('見本商店', '')],
    ['固有番号', good.replace(',900001,', ',900002,')],
    ['許可番号', good.replace('00400900001', '04800900001')],
    ['許可主体', good.replace(',宮城県,', ',岩手県,')],
    ['業の区分', good.replace('収運', '特管収運')],
    ['業の区分', good.replace('収運', '中間')],
    ['許可年月日', good.replace('2021/11/22', '2021/02/30')],
    ['許可期限年月日', good.replace('2026/11/21', '2020/11/21')],
    ['優良認定の有無', good.replace(',無', ',不明')],
  ])('a mistake in %s is told with row, column and value; the other rows are read', (column, line) => {
    const { problems, records } = read(good, line)
    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatchObject({ row: 3, column })
    const heading: readonly string[] = sanpaiKunColumns
    expect(problems[0]?.value).toBe(line.split(',')[heading.indexOf(column)])
    expect(records).toHaveLength(1)
  })

  test('numbers that went through a spreadsheet are mended and told', () => {
    const { records, repairs, problems } = read(good.replace('900001,00400900001', '12304,400012304'))
    expect(problems).toEqual([])
    expect(records[0]).toMatchObject({
      operator: { operatorNumber: '012304' },
      permit: { permitNumber: '00400012304', tenDigits: false },
    })
    expect(repairs.map(({ column }) => column)).toEqual(['固有番号', '許可番号'])
  })

  test('another file is refused as a whole', () => {
    expect(readSanpaiKun([['名前', '住所']], municipalities)).toMatchObject({ records: [], problems: [{ row: 1 }] })
  })

  test.each([
    ['2021/1/5', '2026/1/4'],
    ['2021-01-05', '2026-01-04'],
    ['2021年1月5日', '2026年1月4日'],
    ['20210105', '20260104'],
  ])('dates as %s and %s are written as they were', (granted, expires) => {
    const line = good.replace('2021/11/22', granted).replace('2026/11/21', expires)
    const file = read(line)
    expect(writeSanpaiKun(file.records, municipalities, file.style)[1]?.join(',')).toBe(line)
  })

  test('property: an address comes back as it was written, whatever it begins with', () => {
    const start = fc.constantFrom(
      '',
      '宮城県',
      '宮城県石巻市',
      '宮城県仙台市青葉区',
      '宮城県美里町',
      '埼玉県美里町',
      '石巻市',
      '川崎市',
    )
    fc.assert(
      fc.property(start, fc.string(), (head, rest) => {
        expect(joinAddress(splitAddress(head + rest, municipalities), municipalities)).toBe(head + rest)
      }),
    )
  })

  test('a municipality of the same name elsewhere is not taken for the region’s', () => {
    expect(splitAddress('埼玉県美里町見本1', municipalities).municipality).toBe('')
    expect(splitAddress('美里町見本1', municipalities).municipality).toBe('')
    expect(splitAddress('宮城県美里町見本1', municipalities).municipality).toBe('045055')
    expect(splitAddress('宮城県見本石巻市1', municipalities)).toEqual({
      municipality: '',
      town: '宮城県見本石巻市1',
      rest: '',
    })
  })
})
