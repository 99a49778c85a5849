import type { Bilingual } from '../../../base/bilingual.ts'
import { nationalCodes } from '../../../base/codes/index.ts'
import { municipalityCheckDigit } from '../../../base/codes/municipality.ts'
import type { FieldKindId, ValueByKind } from '../field.ts'
import type { FieldOf } from './index.ts'
import type { KindContext } from './kind.ts'

/** Specimens of one kind: for the contract test, the guide and the component page alike. */
export interface KindExamples<K extends FieldKindId> {
  readonly field: FieldOf<K>
  /** `texts` is what `write` gives for `value`. */
  readonly good: readonly { readonly texts: readonly string[]; readonly value: ValueByKind[K] }[]
  /** Other ways to type a value. */
  readonly typed: readonly { readonly texts: readonly string[]; readonly value: ValueByKind[K] }[]
  /** Mended, and told so. */
  readonly repaired: readonly { readonly texts: readonly string[]; readonly value: ValueByKind[K] }[]
  readonly bad: readonly (readonly string[])[]
  readonly badJson: readonly unknown[]
}

const town = (body: string, ja: string, en: string, kana: string) => ({
  code: body + municipalityCheckDigit(body),
  name: { ja, en },
  kana,
})

/** Places that do not exist. */
const municipalities = [
  town('01998', '見本市', 'Mihon City', 'ミホンシ'),
  town('01999', '例示郡例示町', 'Reiji Town', 'レイジチョウ'),
]
const [city = town('01998', '', '', ''), village = city] = municipalities

export const exampleContext: KindContext = {
  today: '2026-11-22',
  municipality: code => municipalities.find(one => one.code === code)?.name,
  municipalities: () => municipalities,
  municipalitiesWithin: code => [code],
  isHoliday: day => day === '2026-11-23',
  code: id => {
    const found = nationalCodes.find(code => code.id === id)
    if (!found) throw new RangeError(`no such code: ${id}`)
    return found
  },
}

const label = (ja: string, en: string): { readonly label: Bilingual } => ({ label: { ja, en } })

const wastes = [
  { code: '0100', label: { ja: '燃え殻', en: 'Cinders' } },
  { code: '0300', label: { ja: '廃油', en: 'Waste oil' } },
  { code: '0400', label: { ja: '廃酸・廃アルカリ', en: 'Waste acid, waste alkali' } },
  { code: '9900', label: { ja: '旧区分', en: 'Old class' }, retired: true },
]

const id = '019a9f00-0000-7000-8000-000000000001'
const sha256 = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'

export const kindExamples: { readonly [K in FieldKindId]: KindExamples<K> } = {
  text: {
    field: { kind: 'text', ...label('氏名', 'Name'), maxLength: 10 },
    good: [
      { texts: ['見本 太郎'], value: '見本 太郎' },
      { texts: ['髙﨑 邉\u{e010f}'], value: '髙﨑 邉\u{e010f}' },
    ],
    typed: [{ texts: ['　見本カ\u3099 \r\n'], value: '見本ガ' }],
    repaired: [{ texts: ['見本\n太郎'], value: '見本 太郎' }],
    bad: [['あいうえおかきくけこさ'], ['a\u0000b'], ['\ud83d']],
    badJson: ['', ' 見本', 7, ['見本'], 'あいうえおかきくけこさ'],
  },
  kana: {
    field: { kind: 'kana', ...label('フリガナ', 'Reading'), of: 'name' },
    good: [{ texts: ['ミホン　タロウ'], value: 'ミホン　タロウ' }],
    typed: [
      { texts: ['みほん たろう'], value: 'ミホン　タロウ' },
      { texts: ['ﾐﾎﾝ ﾀﾛｳ'], value: 'ミホン　タロウ' },
    ],
    repaired: [],
    bad: [['見本太郎'], ['Taro']],
    badJson: ['みほん', 1, ''],
  },
  longText: {
    field: { kind: 'longText', ...label('備考', 'Notes'), maxLength: 20 },
    good: [{ texts: ['一行目\n二行目'], value: '一行目\n二行目' }],
    typed: [{ texts: ['一行目\r\n二行目\r\n'], value: '一行目\n二行目' }],
    repaired: [],
    bad: [['あ'.repeat(21)], ['a\u0007']],
    badJson: ['', 'a\r\nb', {}],
  },
  integer: {
    field: { kind: 'integer', ...label('台数', 'Vehicles'), min: 0, max: 5000, unit: { ja: '台', en: 'vehicles' } },
    good: [
      { texts: ['0'], value: 0 },
      { texts: ['1234'], value: 1234 },
    ],
    typed: [
      { texts: ['１，２３４'], value: 1234 },
      { texts: ['12台'], value: 12 },
    ],
    repaired: [],
    bad: [['-1'], ['5001'], ['1.5'], ['多数'], ['99999999999999999999']],
    badJson: ['12', 1.5, -1, 5001, Number.NaN, true],
  },
  decimal: {
    field: {
      kind: 'decimal',
      ...label('処理能力', 'Capacity'),
      places: 2,
      min: '0',
      unit: { ja: 't/日', en: 't/day' },
    },
    good: [
      { texts: ['12.50'], value: '12.50' },
      { texts: ['12345678901234567890.10'], value: '12345678901234567890.10' },
    ],
    typed: [
      { texts: ['12.5'], value: '12.50' },
      { texts: ['１，２３４．５'], value: '1234.50' },
      { texts: ['4.8t/日'], value: '4.80' },
    ],
    repaired: [],
    bad: [['12.345'], ['-1'], ['約3']],
    badJson: [12.5, '12.5', '-1.00', '1e3'],
  },
  yen: {
    field: { kind: 'yen', ...label('手数料', 'Fee'), min: 0 },
    good: [{ texts: ['81000'], value: 81000 }],
    typed: [
      { texts: ['81,000円'], value: 81000 },
      { texts: ['￥８１，０００'], value: 81000 },
    ],
    repaired: [],
    bad: [['81千円'], ['0.5'], ['-1']],
    badJson: ['81000', 0.5, -1],
  },
  date: {
    field: { kind: 'date', ...label('許可年月日', 'Granted on'), min: '1970-01-01', max: '2099-12-31' },
    good: [{ texts: ['2026-04-01'], value: '2026-04-01' }],
    typed: [
      { texts: ['令和8年4月1日'], value: '2026-04-01' },
      { texts: ['R8.4.1'], value: '2026-04-01' },
      { texts: ['２０２６／４／１'], value: '2026-04-01' },
      { texts: ['平成25年3月4日'], value: '2013-03-04' },
    ],
    repaired: [{ texts: ['41338'], value: '2013-03-05' }],
    bad: [['2026-02-30'], ['昭和30年1月1日'], ['2100-01-01'], ['10001'], ['あした'], ['99999']],
    badJson: ['令和8年4月1日', '2026-4-1', '2026-02-30', 20260401, '1969-12-31'],
  },
  dateTime: {
    field: { kind: 'dateTime', ...label('受付日時', 'Received at') },
    good: [
      { texts: ['2026-04-01 9:30'], value: '2026-04-01T00:30:00.000Z' },
      { texts: ['2026-04-01 8:05:07.250'], value: '2026-03-31T23:05:07.250Z' },
    ],
    typed: [
      { texts: ['令和8年4月1日 9時30分'], value: '2026-04-01T00:30:00.000Z' },
      { texts: ['令和8年4月1日 午後3時'], value: '2026-04-01T06:00:00.000Z' },
      { texts: ['令和8年4月1日（水） 9:30'], value: '2026-04-01T00:30:00.000Z' },
      { texts: ['2026-04-01T09:30'], value: '2026-04-01T00:30:00.000Z' },
      { texts: ['2026-04-01T00:30:00Z'], value: '2026-04-01T00:30:00.000Z' },
    ],
    repaired: [],
    bad: [['2026-04-01'], ['2026-04-01 24:30'], ['2026-02-30 9:30'], ['午後13時'], ['きのう 9:30']],
    badJson: ['2026-04-01 9:30', '2026-04-01T09:30:00', '2026-02-30T00:00:00Z', 0],
  },
  yesNo: {
    field: { kind: 'yesNo', ...label('優良認定', 'Certified') },
    good: [
      { texts: ['はい'], value: true },
      { texts: ['いいえ'], value: false },
    ],
    typed: [
      { texts: ['○'], value: true },
      { texts: ['無'], value: false },
      { texts: ['ＹＥＳ'], value: true },
      { texts: ['0'], value: false },
    ],
    repaired: [],
    bad: [['たぶん'], ['2']],
    badJson: ['はい', 1, 'true'],
  },
  choice: {
    field: { kind: 'choice', ...label('種類', 'Kind'), of: wastes },
    good: [
      { texts: ['0100'], value: '0100' },
      { texts: ['9900'], value: '9900' },
    ],
    typed: [
      { texts: ['廃油'], value: '0300' },
      { texts: ['waste  OIL'], value: '0300' },
      { texts: ['０１００'], value: '0100' },
    ],
    repaired: [],
    bad: [['金属くず'], ['100']],
    badJson: ['廃油', 100, ['0100'], '０１００'],
  },
  choices: {
    field: { kind: 'choices', ...label('取り扱う廃棄物', 'Wastes'), of: wastes, max: 3 },
    good: [{ texts: ['0100;0400'], value: ['0100', '0400'] }],
    typed: [
      { texts: ['廃酸・廃アルカリ；燃え殻；'], value: ['0100', '0400'] },
      { texts: ['燃え殻、廃油'], value: ['0100', '0300'] },
      { texts: ['0300;0300'], value: ['0300'] },
    ],
    repaired: [],
    bad: [['0100;金属くず'], ['0100;0300;0400;9900'], ['燃え殻・廃油']],
    badJson: ['0100', [], ['0100', '0100'], ['燃え殻'], ['0100', '0300', '0400', '9900']],
  },
  code: {
    field: { kind: 'code', ...label('団体コード', 'Local government'), code: 'municipality' },
    good: [{ texts: ['131016'], value: '131016' }],
    typed: [{ texts: [' 131016 '], value: '131016' }],
    repaired: [
      { texts: ['１３１０１６'], value: '131016' },
      { texts: ['40002'], value: '040002' },
    ],
    bad: [['131017'], ['99'], ['あ']],
    badJson: [131016, '13101', '', '１３１０１６'],
  },
  phone: {
    field: { kind: 'phone', ...label('電話番号', 'Phone') },
    good: [
      { texts: ['012-345-6789'], value: '012-345-6789' },
      { texts: ['0120-000-000'], value: '0120-000-000' },
    ],
    typed: [
      { texts: ['０１２（３４５）６７８９'], value: '012-345-6789' },
      { texts: ['012ー345ー6789'], value: '012-345-6789' },
      { texts: ['0123456789'], value: '0123456789' },
      { texts: ['090-1000-0000'], value: '090-1000-0000' },
      { texts: ['0800-100-0000'], value: '0800-100-0000' },
    ],
    repaired: [
      { texts: ['123456789'], value: '0123456789' },
      { texts: ['+81 12-345-6789'], value: '012-345-6789' },
    ],
    bad: [['345-6789'], ['012-345-67891'], ['090-1000-000'], ['012-345-6789 内線5'], ['00-1234-5678']],
    badJson: [123456789, '012(345)6789', '+81-12-345-6789', ''],
  },
  email: {
    field: { kind: 'email', ...label('メールアドレス', 'E-mail') },
    good: [{ texts: ['mihon.taro+a@example.jp'], value: 'mihon.taro+a@example.jp' }],
    typed: [{ texts: ['ｍｉｈｏｎ＠Example.JP'], value: 'mihon@example.jp' }],
    repaired: [],
    bad: [
      ['mihon..taro@example.jp'],
      ['.mihon@example.jp'],
      ['mihon.@example.jp'],
      ['mihon@example'],
      ['mihon@example.jp.'],
      ['mi hon@example.jp'],
      ['mihon@@example.jp'],
      [`${'a'.repeat(250)}@example.jp`],
    ],
    badJson: ['mihon@EXAMPLE.jp', 'mihon', 1],
  },
  url: {
    field: { kind: 'url', ...label('ホームページ', 'Web site') },
    good: [{ texts: ['https://www.example.jp/見本?a=1'], value: 'https://www.example.jp/見本?a=1' }],
    typed: [{ texts: ['ｈｔｔｐ：／／example.jp/'], value: 'http://example.jp/' }],
    repaired: [],
    bad: [
      ['javascript:alert(1)'],
      ['www.example.jp'],
      ['https://user:pass@example.jp/'],
      ['https://example.jp/"><script>'],
      ['https://localhost/'],
      [`https://example.jp/${'a'.repeat(2000)}`],
    ],
    badJson: ['ftp://example.jp', '', ' https://example.jp/'],
  },
  postcode: {
    field: { kind: 'postcode', ...label('郵便番号', 'Postcode') },
    good: [{ texts: ['1000001'], value: '1000001' }],
    typed: [
      { texts: ['〒１００－０００１'], value: '1000001' },
      { texts: ['100ー0001'], value: '1000001' },
    ],
    repaired: [{ texts: ['608588'], value: '0608588' }],
    bad: [['100-000'], ['10000010'], ['某市']],
    badJson: [1000001, '100-0001'],
  },
  address: {
    field: { kind: 'address', ...label('所在地', 'Address') },
    good: [
      {
        texts: [city.code, '本町三丁目', '8番1号'],
        value: { municipality: city.code, town: '本町三丁目', rest: '8番1号' },
      },
      { texts: [village.code, '', ''], value: { municipality: village.code, town: '', rest: '' } },
      { texts: ['区域外', '某県某市某町', '1'], value: { municipality: '', town: '某県某市某町', rest: '1' } },
    ],
    typed: [
      { texts: ['見本市', ' 本町', ''], value: { municipality: city.code, town: '本町', rest: '' } },
      { texts: ['例示県例示町', '', '1'], value: { municipality: village.code, town: '', rest: '1' } },
      { texts: ['mihon city', '', ''], value: { municipality: city.code, town: '', rest: '' } },
      { texts: ['みほんし', '', ''], value: { municipality: city.code, town: '', rest: '' } },
    ],
    repaired: [{ texts: [city.code.slice(1), '本町', ''], value: { municipality: city.code, town: '本町', rest: '' } }],
    bad: [
      ['', '本町', ''],
      ['どこか市', '本町', ''],
      ['131016', '', ''],
      ['県外', '', ''],
      [city.code, 'あ'.repeat(201), ''],
    ],
    badJson: [
      '見本市本町',
      { municipality: city.code, town: '' },
      { municipality: '見本市', town: '', rest: '' },
      { municipality: '', town: '', rest: '' },
      { municipality: city.code, town: '', rest: '', more: '' },
    ],
  },
  point: {
    field: { kind: 'point', ...label('位置', 'Position') },
    good: [{ texts: ['35.6812', '139.7671'], value: { latitude: 35.6812, longitude: 139.7671 } }],
    typed: [
      { texts: ['36.1234,140.1', ''], value: { latitude: 36.1234, longitude: 140.1 } },
      { texts: ['３６．１２３４、１４０．１'], value: { latitude: 36.1234, longitude: 140.1 } },
      { texts: ['38°26\'48"', '141°18\'36"'], value: { latitude: 38.4466667, longitude: 141.31 } },
      { texts: ['北緯38度30分', '東経141度15分0秒'], value: { latitude: 38.5, longitude: 141.25 } },
    ],
    repaired: [{ texts: ['139.5', '35.5'], value: { latitude: 35.5, longitude: 139.5 } }],
    bad: [['0', '0'], ['0,0'], ['35', '35'], ['90', '139'], ['北', '東'], ['38.2', ''], ["38°61'", '140']],
    badJson: [
      [38, 140],
      { latitude: 0, longitude: 0 },
      { latitude: '38', longitude: '140' },
      { latitude: 140, longitude: 38 },
    ],
  },
  openingHours: {
    field: { kind: 'openingHours', ...label('営業時間', 'Hours') },
    good: [
      {
        texts: ['月-金 09:00-18:00; 土日祝 休; 第3水 休; 2026-12-31 休; 備考 要予約'],
        value: {
          week: [...Array.from({ length: 5 }, () => [{ from: 540, to: 1080 }]), [], []],
          holidays: [],
          closedNth: [{ nth: 3, weekday: 2 }],
          exceptions: [{ day: '2026-12-31', spans: [] }],
          note: '要予約',
        },
      },
    ],
    typed: [
      {
        texts: ['月〜日：２２時〜２６時'],
        value: {
          week: Array.from({ length: 7 }, () => [{ from: 1320, to: 1560 }]),
          holidays: null,
          closedNth: [],
          exceptions: [],
          note: '',
        },
      },
    ],
    repaired: [],
    bad: [['いつでも'], ['月-金 18:00-9時ごろ'], ['月 9:00-12:00,11:00-13:00']],
    badJson: [
      '月-金 09:00-18:00',
      { week: [], holidays: null, closedNth: [], exceptions: [], note: '' },
      {
        week: [
          [
            { from: 600, to: 700 },
            { from: 650, to: 800 },
          ],
          [],
          [],
          [],
          [],
          [],
          [],
        ],
        holidays: null,
        closedNth: [],
        exceptions: [],
        note: '',
      },
    ],
  },
  reference: {
    field: { kind: 'reference', ...label('処理業者', 'Operator'), to: 'operator' },
    good: [{ texts: [id], value: id }],
    typed: [{ texts: [` ${id.toUpperCase()} `], value: id }],
    repaired: [],
    bad: [['見本産業'], ['019a9f00']],
    badJson: ['見本産業', 1, id.toUpperCase()],
  },
  file: {
    field: {
      kind: 'file',
      ...label('図面', 'Plan'),
      accept: ['application/pdf', 'image/*', '.csv'],
      maxBytes: 1_000_000,
    },
    good: [
      {
        texts: [`${sha256}/52000/application/pdf/平面図.pdf`],
        value: { sha256, name: '平面図.pdf', type: 'application/pdf', size: 52_000 },
      },
    ],
    typed: [{ texts: [`${sha256}/1/text/csv/a.CSV`], value: { sha256, name: 'a.CSV', type: 'text/csv', size: 1 } }],
    repaired: [],
    bad: [
      ['平面図.pdf'],
      [`${sha256}/2000000/application/pdf/a.pdf`],
      [`${sha256}/1/text/html/a.html`],
      [`${sha256}/1/image/png/..\\a`],
    ],
    badJson: [
      'a.pdf',
      { sha256: 'x', name: 'a.pdf', type: 'application/pdf', size: 1 },
      { sha256, name: '../a', type: 'image/png', size: 1 },
    ],
  },
  rows: {
    field: {
      kind: 'rows',
      ...label('車両', 'Vehicles'),
      max: 2,
      fields: {
        number: { kind: 'text', ...label('登録番号', 'Number plate'), required: true },
        since: { kind: 'date', ...label('使用開始日', 'In use from') },
        base: { kind: 'address', ...label('車庫', 'Garage') },
        capacity: { kind: 'decimal', ...label('積載量', 'Load'), places: 1 },
      },
    },
    good: [
      {
        texts: [JSON.stringify([{ number: '見本 100 あ 1', since: '2026-04-01', 'base.municipality': city.code }])],
        value: [
          {
            number: '見本 100 あ 1',
            since: '2026-04-01',
            base: { municipality: city.code, town: '', rest: '' },
            capacity: null,
          },
        ],
      },
    ],
    typed: [
      {
        texts: ['[{"number":" 1 ","since":"令和8年4月1日","capacity":2},{"number":""}]'],
        value: [{ number: '1', since: '2026-04-01', base: null, capacity: '2.0' }],
      },
    ],
    repaired: [
      {
        texts: ['[{"number":"1","since":"46113"}]'],
        value: [{ number: '1', since: '2026-04-01', base: null, capacity: null }],
      },
    ],
    bad: [
      ['車1台'],
      ['{"number":"1"}'],
      ['["1"]'],
      ['[{"since":"2026-04-01"}]'],
      ['[{"number":"1"},{"number":"2"},{"number":"3"}]'],
    ],
    badJson: [
      [],
      '車',
      [{ since: '2026-04-01' }],
      [{ number: '1', colour: '赤' }],
      [{ number: '1', since: '令和8年' }],
      [{}],
    ],
  },
}
