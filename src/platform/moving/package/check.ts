import type { Bilingual } from '../../../base/bilingual.ts'
import { isDay } from '../../../base/calendar/days.ts'
import { eras } from '../../../base/calendar/eras.ts'
import { InputError, type Problem } from '../../../base/problem.ts'
import {
  type CodeListDefinition,
  columnsOf,
  type FileDefinition,
  type FileForm,
  type ItemDefinition,
  itemTypes,
  type PackageDefinition,
  type PackageEncoding,
} from '../definition.ts'

type Raw = Readonly<Record<string, unknown>>
type Tell = (field: string, message: Bilingual, value?: unknown) => void

const isRaw = (value: unknown): value is Raw => typeof value === 'object' && value !== null && !Array.isArray(value)
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

const idForm = /^[A-Za-z][A-Za-z0-9_-]{0,59}$/
const longestItem = 4000
/** More columns than any file of the trade has; a mistake in `repeats` would make millions. */
const mostColumns = 2000

const textAt = (raw: Raw, name: string, at: string, tell: Tell): string => {
  const value = raw[name]
  if (typeof value === 'string' && value.trim() !== '') return value.trim()
  tell(`${at}.${name}`, { ja: `「${name}」に文字を書いてください。`, en: `“${name}” must be a text.` }, value)
  return ''
}

const idAt = (raw: Raw, at: string, tell: Tell): string => {
  const id = textAt(raw, 'id', at, tell)
  if (id !== '' && !idForm.test(id))
    tell(
      `${at}.id`,
      {
        ja: '「id」は英字で始まる60文字までの英数字（_ と - も可）にしてください。',
        en: 'An id begins with a letter and has at most 60 letters, digits, _ or -.',
      },
      id,
    )
  return id
}

const titleAt = (raw: Raw, at: string, tell: Tell): Bilingual => {
  const title = raw['title']
  if (typeof title === 'string') return { ja: title, en: title }
  if (isRaw(title) && typeof title['ja'] === 'string')
    return { ja: title['ja'], en: typeof title['en'] === 'string' ? title['en'] : title['ja'] }
  tell(`${at}.title`, { ja: '「title」に日本語の名前（ja）を書いてください。', en: '“title” must hold a name (ja).' })
  return { ja: '', en: '' }
}

const oneOf = <T extends string>(
  raw: Raw,
  name: string,
  of: readonly T[],
  otherwise: T,
  at: string,
  tell: Tell,
  optional = false,
): T => {
  const value = raw[name]
  const found = of.find(one => one === value)
  if (found === undefined && !(optional && value === undefined))
    tell(
      `${at}.${name}`,
      {
        ja: `「${name}」は ${of.map(one => JSON.stringify(one)).join('、')} のどれかにしてください。`,
        en: `“${name}” must be one of ${of.map(one => JSON.stringify(one)).join(', ')}.`,
      },
      value,
    )
  return found ?? otherwise
}

const countAt = (raw: Raw, name: string, most: number, otherwise: number | null, at: string, tell: Tell): number => {
  const value = raw[name]
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= most) return value
  if (value === undefined && otherwise !== null) return otherwise
  tell(
    `${at}.${name}`,
    { ja: `「${name}」は1から${most}までの整数にしてください。`, en: `“${name}” must be a number from 1 to ${most}.` },
    value,
  )
  return 1
}

const flagAt = (raw: Raw, name: string, otherwise: boolean, at: string, tell: Tell): boolean => {
  const value = raw[name]
  if (value !== undefined && typeof value !== 'boolean')
    tell(`${at}.${name}`, {
      ja: `「${name}」は true か false にしてください。`,
      en: `“${name}” must be true or false.`,
    })
  return typeof value === 'boolean' ? value : otherwise
}

const erasAt = (raw: Raw, at: string, tell: Tell): Readonly<Record<string, string>> => {
  const value = raw['eras']
  const entries = isRaw(value) ? Object.entries(value) : []
  const known = new Set(eras.map(era => era.ja))
  const good = entries.filter(
    (entry): entry is [string, string] =>
      /^\d{1,2}$/.test(entry[0]) && typeof entry[1] === 'string' && known.has(entry[1]),
  )
  const widths = new Set(good.map(([code]) => code.length))
  if (good.length === 0 || good.length < entries.length || widths.size > 1)
    tell(`${at}.eras`, {
      ja: '「eras」に年号コード（1桁か2桁、桁数はそろえる）と年号を {"4":"平成"} の形で書いてください。',
      en: '“eras” must give codes of one or two digits, all of one length: {"4":"平成"}.',
    })
  return Object.fromEntries(good)
}

const itemAt = (value: unknown, at: string, lists: ReadonlySet<string>, tell: Tell): ItemDefinition => {
  const raw = isRaw(value) ? value : {}
  const type = oneOf(raw, 'type', itemTypes, 'text', at, tell)
  const codes = raw['codes']
  if (codes !== undefined && (typeof codes !== 'string' || !lists.has(codes)))
    tell(`${at}.codes`, { ja: 'その名前のコード一覧がありません。', en: 'There is no such code list.' }, codes)
  const empty = listOf(raw['empty']).filter((one): one is string => typeof one === 'string')
  const eraCodes = type === 'eraDate' ? erasAt(raw, at, tell) : undefined
  const length = countAt(raw, 'length', longestItem, null, at, tell)
  const width = Object.keys(eraCodes ?? {})[0]?.length ?? 1
  if (eraCodes && length !== width + 6)
    tell(
      `${at}.length`,
      {
        ja: `年号付き日付の長さは、年号コード${width}桁＋年月日6桁の${width + 6}です。`,
        en: `A date with an era has ${width} digits of the era and six more: ${width + 6}.`,
      },
      length,
    )
  if (type === 'date' && length !== 8 && length !== 10)
    tell(`${at}.length`, { ja: '日付の長さは8か10です。', en: 'A date has a length of 8 or 10.' }, length)
  const repeats = countAt(raw, 'repeats', 200, 1, at, tell)
  return {
    number: countAt(raw, 'number', 100_000, null, at, tell),
    id: idAt(raw, at, tell),
    title: titleAt(raw, at, tell),
    type,
    length,
    required: flagAt(raw, 'required', false, at, tell),
    personal: flagAt(raw, 'personal', true, at, tell),
    ...(typeof codes === 'string' ? { codes } : {}),
    ...(repeats > 1 ? { repeats } : {}),
    ...(eraCodes ? { eras: eraCodes } : {}),
    ...(empty.length ? { empty } : {}),
  }
}

const formAt = (raw: Raw, at: string, tell: Tell): FileForm => {
  const form = isRaw(raw['form']) ? raw['form'] : {}
  const where = `${at}.form`
  const kind = oneOf(form, 'kind', ['delimited', 'fixed'] as const, 'delimited', where, tell)
  return kind === 'fixed'
    ? { kind, unit: oneOf(form, 'unit', ['bytes', 'characters'] as const, 'bytes', where, tell, true) }
    : {
        kind,
        delimiter: oneOf(form, 'delimiter', [',', '\t'] as const, ',', where, tell, true),
        header: flagAt(form, 'header', true, where, tell),
      }
}

const fileAt = (value: unknown, at: string, lists: ReadonlySet<string>, tell: Tell): FileDefinition => {
  const raw = isRaw(value) ? value : {}
  const items = listOf(raw['items']).map((one, index) => itemAt(one, `${at}.items.${index + 1}`, lists, tell))
  if (items.length === 0) tell(`${at}.items`, { ja: '項目が1つもありません。', en: 'There are no items.' })
  const id = idAt(raw, at, tell)
  const parent = isRaw(raw['parent']) ? raw['parent'] : undefined
  const join = parent && isRaw(parent['join']) ? parent['join'] : {}
  const encodings: readonly PackageEncoding[] = ['utf-8', 'cp932', 'utf-16le']
  const file: FileDefinition = {
    id,
    title: titleAt(raw, at, tell),
    pattern: textAt(raw, 'pattern', at, tell),
    encoding: oneOf(raw, 'encoding', encodings, 'utf-8', at, tell),
    form: formAt(raw, at, tell),
    key: listOf(raw['key']).filter((one): one is string => typeof one === 'string'),
    required: flagAt(raw, 'required', true, at, tell),
    group: typeof raw['group'] === 'string' && raw['group'] !== '' ? raw['group'] : id,
    items,
    ...(parent
      ? {
          parent: {
            file: textAt(parent, 'file', `${at}.parent`, tell),
            join: Object.fromEntries(Object.entries(join).map(([own, other]) => [own, String(other)])),
          },
        }
      : {}),
  }
  if (file.form.kind === 'fixed' && file.form.unit === 'bytes' && file.encoding === 'utf-16le')
    tell(`${at}.encoding`, {
      ja: 'UTF-16 の固定長ファイルは、長さを文字数（characters）で書いてください。',
      en: 'Lengths of a fixed-width file in UTF-16 count characters.',
    })
  return file
}

const listAt = (value: unknown, at: string, tell: Tell): CodeListDefinition => {
  const raw = isRaw(value) ? value : {}
  const codes = listOf(raw['codes']).map((one, index) => {
    const code = isRaw(one) ? one : {}
    const where = `${at}.codes.${index + 1}`
    const day = (name: 'from' | 'to') => {
      const found = code[name]
      if (found === undefined) return {}
      if (typeof found === 'string' && isDay(found)) return { [name]: found }
      tell(`${where}.${name}`, { ja: '日付は 2014-04-01 の形にしてください。', en: 'A day is 2014-04-01.' }, found)
      return {}
    }
    return {
      code: textAt(code, 'code', where, tell),
      label: textAt(code, 'label', where, tell),
      ...day('from'),
      ...day('to'),
    }
  })
  return { id: idAt(raw, at, tell), title: titleAt(raw, at, tell), codes }
}

const doubles = (texts: readonly string[]): readonly string[] => [
  ...new Set(texts.filter((text, at) => text !== '' && texts.indexOf(text) !== at)),
]

/** What one part says of another: keys, parents, doubles. */
const checkTogether = (files: readonly FileDefinition[], lists: readonly CodeListDefinition[], tell: Tell): void => {
  const twice = (at: string, ids: readonly string[]) => {
    for (const id of doubles(ids)) tell(at, { ja: `「${id}」が2つあります。`, en: `“${id}” stands twice.` }, id)
  }
  twice(
    'files',
    files.map(file => file.id),
  )
  twice(
    'codes',
    lists.map(list => list.id),
  )
  for (const list of lists)
    twice(
      `codes.${list.id}`,
      list.codes.map(one => `${one.code} ${one.from ?? ''}`),
    )
  const grouped: string[] = []
  files.forEach((file, at) => {
    const where = `files.${file.id || at + 1}`
    const ids = new Set(file.items.map(item => item.id))
    twice(
      `${where}.items`,
      file.items.map(item => item.id),
    )
    twice(
      `${where}.items`,
      file.items.map(item => String(item.number)),
    )
    if (columnsOf(file).length > mostColumns)
      tell(`${where}.items`, { ja: `列は${mostColumns}までです。`, en: `At most ${mostColumns} columns.` })
    for (const id of file.key)
      if (!ids.has(id)) tell(`${where}.key`, { ja: 'キーの項目がこのファイルにありません。', en: 'No such item.' }, id)
    const { parent } = file
    if (parent) {
      const of = files.slice(0, at).find(one => one.id === parent.file)
      if (!of)
        tell(
          `${where}.parent`,
          { ja: '親のファイルが、これより前にありません。', en: 'No file before this one has the parent’s id.' },
          parent.file,
        )
      const pairs = Object.entries(parent.join)
      if (pairs.length === 0)
        tell(`${where}.parent.join`, { ja: '親とつなぐ項目を書いてください。', en: 'Say which items join the parent.' })
      for (const [own, other] of pairs)
        if (!ids.has(own) || (of && !of.items.some(item => item.id === other)))
          tell(`${where}.parent.join`, { ja: 'つなぐ項目がありません。', en: 'No such item.' }, `${own}=${other}`)
    }
    if (grouped.at(-1) !== file.group && grouped.includes(file.group))
      tell(`${where}.group`, {
        ja: '同じまとまり（group）のファイルは続けて並べてください。',
        en: 'Files of one group stand one after the other.',
      })
    grouped.push(file.group)
  })
}

/** @throws InputError naming each place: `files.person.items.3.length` */
export const checkPackage = (value: unknown): PackageDefinition => {
  const problems: Problem[] = []
  const tell: Tell = (field, message, found) => {
    problems.push({
      field,
      message,
      ...(found === undefined ? {} : { value: String(JSON.stringify(found)).slice(0, 80) }),
    })
  }
  const raw = isRaw(value) ? value : {}
  const codes = listOf(raw['codes']).map((one, at) => listAt(one, `codes.${at + 1}`, tell))
  const lists = new Set(codes.map(list => list.id))
  const files = listOf(raw['files']).map((one, at) => fileAt(one, `files.${at + 1}`, lists, tell))
  if (files.length === 0) tell('files', { ja: 'ファイルが1つもありません。', en: 'There are no files.' })
  checkTogether(files, codes, tell)
  const checked: PackageDefinition = {
    id: idAt(raw, 'package', tell),
    version: textAt(raw, 'version', 'package', tell),
    title: titleAt(raw, 'package', tell),
    files,
    codes,
  }
  if (problems.length) throw new InputError(problems)
  return checked
}

/** @throws InputError also for what is no JSON */
export const readPackage = (text: string): PackageDefinition => {
  let value: unknown
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ''))
  } catch {
    throw new InputError([
      { field: 'file', message: { ja: 'JSON として読めないファイルです。', en: 'The file is no JSON.' } },
    ])
  }
  return checkPackage(value)
}
