import { readDay } from '../../../base/calendar/wareki.ts'
import type { Problem, Repair, Result } from '../../../base/problem.ts'
import type { AddressValue } from '../../../platform/registers/field.ts'
import { outside } from '../../../platform/registers/kinds/address.ts'
import { authorities, authorityChoiceOf } from '../codes/authorities.ts'
import { wasteOperatorNumber } from '../codes/operator-number.ts'
import { partsOfPermitNumber, showPermitNumber, wastePermitNumber } from '../codes/permit-number.ts'
import { findPermitKind } from '../registers/kinds.ts'

/**
 * The layout of さんぱいくん (産廃情報ネット): one row a permit. The file says that it is UTF-8 and is CP932; decoding is the
 * importer's (`base/csv`), which looks at the bytes and not at what the file says.
 */
export const sanpaiKunColumns = [
  '業者名',
  '所在地',
  '固有番号',
  '許可番号',
  '許可主体',
  '業の区分',
  '許可年月日',
  '許可期限年月日',
  '優良認定の有無',
] as const

/** How a file writes what can be written in several ways, so that it can be written again as it was. */
export interface SanpaiKunStyle {
  readonly date: DateStyle
  /** Texts for with and without 優良認定. */
  readonly excellent: readonly [yes: string, no: string]
  /** Words for kinds by the fourth digit of the number. */
  readonly kinds: Readonly<Record<string, string>>
}

type DateStyle = 'slash' | 'slash-padded' | 'hyphen' | 'kanji' | 'digits'

/** One permit as the layout has it: values of the operator's and of the permit's register. */
export interface SanpaiKunRecord {
  readonly operator: { readonly operatorNumber: string; readonly name: string; readonly address: AddressValue }
  readonly permit: {
    readonly permitNumber: string
    readonly tenDigits: boolean
    readonly holder: string
    readonly holderAddress: AddressValue
    readonly authority: string
    readonly kind: string
    readonly grantedOn: string
    readonly expiresOn: string
    readonly excellent: boolean
  }
  /** Where the layout says more than the registers keep: the authority's name as written. */
  readonly authorityName: string
}

export interface SanpaiKunFile {
  readonly style: SanpaiKunStyle
  readonly records: readonly SanpaiKunRecord[]
  readonly problems: readonly Problem[]
  readonly repairs: readonly Repair[]
}

/** What the reader must know of the region: names of its municipalities. */
export interface Municipalities {
  readonly prefecture: string
  readonly list: readonly { readonly code: string; readonly name: string }[]
}

/** Only 特管収運 was seen in a file; the other words are configuration until one is. */
const usualKinds: Readonly<Record<string, string>> = {
  '0': '収運',
  '1': '収運',
  '2': '中間',
  '3': '最終',
  '4': '中間・最終',
  '5': '特管収運',
  '6': '特管収運',
  '7': '特管中間',
  '8': '特管最終',
  '9': '特管中間・最終',
}

const usualStyle: SanpaiKunStyle = { date: 'slash-padded', excellent: ['有', '無'], kinds: usualKinds }

const yesWords = new Set(['有', '○', '〇', '有り', 'あり', '1'])
const noWords = new Set(['無', '', '×', '-', '無し', 'なし', '0'])

const dateStyles: readonly (readonly [DateStyle, RegExp])[] = [
  ['slash-padded', /^\d{4}\/\d{2}\/\d{2}$/],
  ['slash', /^\d{4}\/\d{1,2}\/\d{1,2}$/],
  ['hyphen', /^\d{4}-\d{2}-\d{2}$/],
  ['kanji', /^\d{4}年\d{1,2}月\d{1,2}日$/],
  ['digits', /^\d{8}$/],
]

const writeDay = (day: string, style: DateStyle): string => {
  const [year = '', month = '', date = ''] = day.split('-')
  switch (style) {
    case 'slash':
      return `${year}/${Number(month)}/${Number(date)}`
    case 'slash-padded':
      return `${year}/${month}/${date}`
    case 'hyphen':
      return day
    case 'kanji':
      return `${year}年${Number(month)}月${Number(date)}日`
    case 'digits':
      return year + month + date
  }
}

/** The most frequent of the texts; the first one of several. */
const usual = (texts: readonly string[], otherwise: string): string => {
  const counts = new Map<string, number>()
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1)
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0] ?? otherwise
}

/** One style for each kind, seen in the file itself. A padded date can be either of two: one without padding decides. */
const styleOf = (rows: readonly (readonly string[])[]): SanpaiKunStyle => {
  const dates = rows.flatMap(row => [row[6] ?? '', row[7] ?? ''])
  const style = dateStyles.find(([, pattern]) => dates.length > 0 && dates.every(date => pattern.test(date)))?.[0]
  const marks = rows.map(row => row[8] ?? '')
  const kinds: Record<string, string> = { ...usualKinds }
  for (const digit of Object.keys(usualKinds)) {
    const words = rows
      .filter(row => wastePermitNumber.read(row[3] ?? '').ok && digitOf(row[3] ?? '') === digit)
      .map(row => row[5] ?? '')
    kinds[digit] = usual(words, usualKinds[digit] ?? '')
  }
  return {
    date: style ?? usualStyle.date,
    excellent: [
      usual(
        marks.filter(mark => yesWords.has(mark)),
        '有',
      ),
      usual(
        marks.filter(mark => noWords.has(mark)),
        '無',
      ),
    ],
    kinds,
  }
}

const digitOf = (text: string): string => {
  const read = wastePermitNumber.read(text)
  return read.ok ? partsOfPermitNumber(read.value).kind : ''
}

/**
 * 所在地 is one text; the register keeps the municipality as a code. The longest name that begins the text (with or
 * without the prefecture in front) is its municipality; a place outside the region stays as it is written.
 */
export const splitAddress = (text: string, { prefecture, list }: Municipalities): AddressValue => {
  const rest = text.startsWith(prefecture) ? text.slice(prefecture.length) : null
  // Without the prefecture a name may be another prefecture's (川崎町, 美里町): kept as written.
  const found =
    rest === null
      ? undefined
      : list.filter(({ name }) => name !== '' && rest.startsWith(name)).sort((a, b) => b.name.length - a.name.length)[0]
  if (!found || rest === null) return { municipality: outside.code, town: text, rest: '' }
  return { municipality: found.code, town: rest.slice(found.name.length), rest: '' }
}

export const joinAddress = (address: AddressValue, { prefecture, list }: Municipalities): string => {
  if (address.municipality === outside.code) return address.town + address.rest
  const name = list.find(({ code }) => code === address.municipality)?.name ?? ''
  return prefecture + name + address.town + address.rest
}

const isLayout = (heading: readonly string[]): boolean =>
  sanpaiKunColumns.every((column, at) => (heading[at] ?? '').replace(/^\ufeff/, '') === column)

/**
 * Reads a whole file's rows, the heading first. Rows with a mistake are left out of the records and told with row, column,
 * value and what was expected; repairs are told one by one. Nothing of a row is taken over when part of it is wrong.
 */
export const readSanpaiKun = (rows: readonly (readonly string[])[], municipalities: Municipalities): SanpaiKunFile => {
  const [heading = [], ...body] = rows
  const problems: Problem[] = []
  const repairs: Repair[] = []
  if (!isLayout(heading)) {
    const message = {
      ja: `1行目の見出しが、さんぱいくんの様式（${sanpaiKunColumns.join('、')}）と違います。`,
      en: 'The headings in row 1 are not those of さんぱいくん.',
    }
    return { style: usualStyle, records: [], problems: [{ row: 1, value: heading.join(','), message }], repairs: [] }
  }
  const style = styleOf(body)
  const records = body.flatMap((cells, index): readonly SanpaiKunRecord[] => {
    const row = index + 2
    const at = (column: (typeof sanpaiKunColumns)[number]) => cells[sanpaiKunColumns.indexOf(column)] ?? ''
    const before = problems.length
    const fail = (column: (typeof sanpaiKunColumns)[number], ja: string, en: string) =>
      problems.push({ row, column, value: at(column), message: { ja, en } })
    const take = (column: (typeof sanpaiKunColumns)[number], read: Result<string>, tell = true): string => {
      if (!read.ok) {
        problems.push(...read.problems.map(({ message }) => ({ row, column, value: at(column), message })))
        return ''
      }
      if (tell) repairs.push(...(read.repairs ?? []).map(repair => ({ ...repair, row, column })))
      return read.value
    }
    const text = (column: '業者名' | '所在地'): string => {
      const value = at(column)
      if (value.trim() === '') fail(column, `「${column}」が空です。`, `${column} is empty.`)
      return value
    }
    const name = text('業者名')
    const address = splitAddress(text('所在地'), municipalities)
    const operatorNumber = take('固有番号', wasteOperatorNumber.read(at('固有番号')))
    const permitNumber = take('許可番号', wastePermitNumber.read(at('許可番号')))
    const grantedOn = take('許可年月日', readDay(at('許可年月日')), false)
    const expiresOn = take('許可期限年月日', readDay(at('許可期限年月日')), false)
    const mark = at('優良認定の有無')
    if (!yesWords.has(mark) && !noWords.has(mark))
      fail('優良認定の有無', '「有」か「無」で入力してください。', 'Write 有 or 無.')
    if (grantedOn && expiresOn && expiresOn <= grantedOn)
      fail('許可期限年月日', '許可年月日より後の日付にしてください。', 'It must be after 許可年月日.')
    if (permitNumber !== '') {
      const parts = partsOfPermitNumber(permitNumber)
      if (operatorNumber !== '' && parts.operator !== operatorNumber)
        fail(
          '固有番号',
          `許可番号の下6桁（${parts.operator}）と違います。`,
          `It is not the last six digits of the permit number (${parts.operator}).`,
        )
      const known = authorities.find(({ code }) => code === parts.authority)
      if (known && known.name.ja !== at('許可主体'))
        fail(
          '許可主体',
          `許可番号の先頭3桁（${parts.authority}）は${known.name.ja}です。`,
          `The number begins with ${parts.authority}, which is ${known.name.en}.`,
        )
      const word = at('業の区分')
      const kind = findPermitKind(parts.kind)
      const fits = word.includes('特管') === kind?.special && word.includes('収') === (kind.work === 'collection')
      if (!fits)
        fail(
          '業の区分',
          `許可番号の4桁目（${parts.kind}）と合いません。`,
          `It does not fit the fourth digit ${parts.kind}.`,
        )
    }
    if (problems.length > before) return []
    const parts = partsOfPermitNumber(permitNumber)
    return [
      {
        operator: { operatorNumber, name, address },
        permit: {
          permitNumber,
          tenDigits: at('許可番号').trim().length === 10,
          holder: name,
          holderAddress: address,
          authority: authorityChoiceOf(parts.authority),
          kind: parts.kind,
          grantedOn,
          expiresOn,
          excellent: yesWords.has(mark),
        },
        authorityName: at('許可主体'),
      },
    ]
  })
  return { style, records, problems, repairs }
}

/** A row as files usually write it, or in the style of the one that it came from. */
export const writeSanpaiKunRow = (
  { operator, permit, authorityName }: SanpaiKunRecord,
  municipalities: Municipalities,
  style: SanpaiKunStyle = usualStyle,
): readonly string[] => [
  operator.name,
  joinAddress(operator.address, municipalities),
  operator.operatorNumber,
  showPermitNumber(permit.permitNumber, permit.tenDigits),
  authorityName || (authorities.find(({ code }) => code === permit.authority)?.name.ja ?? ''),
  style.kinds[permit.kind] ?? '',
  writeDay(permit.grantedOn, style.date),
  writeDay(permit.expiresOn, style.date),
  style.excellent[permit.excellent ? 0 : 1],
]

/** The rows of a file, heading first, in the style of the one it came from. */
export const writeSanpaiKun = (
  records: readonly SanpaiKunRecord[],
  municipalities: Municipalities,
  style: SanpaiKunStyle = usualStyle,
): readonly (readonly string[])[] => [
  sanpaiKunColumns,
  ...records.map(record => writeSanpaiKunRow(record, municipalities, style)),
]

/** Columns that can be written in several ways. */
const styled: ReadonlySet<string> = new Set(['業の区分', '許可年月日', '許可期限年月日', '優良認定の有無'])

/** Columns of a row that are written in another way than the usual one: what is given out will not have the same bytes. */
export const otherStyle =
  (cells: readonly string[], municipalities: Municipalities) =>
  (record: SanpaiKunRecord): readonly string[] => {
    const usually = writeSanpaiKunRow(record, municipalities)
    return sanpaiKunColumns.filter((column, at) => styled.has(column) && usually[at] !== cells[at])
  }
