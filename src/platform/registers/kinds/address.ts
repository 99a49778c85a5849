import { say } from '../../../base/bilingual.ts'
import { readMunicipality } from '../../../base/codes/municipality.ts'
import { bad, good, type Problem, type Repair, type Result } from '../../../base/problem.ts'
import { foldWidth, toKatakana } from '../../../base/text/fold.ts'
import type { AddressValue } from '../field.ts'
import { isObject, textCell } from './cells.ts'
import type { FieldKind, KindContext, PartSpec } from './kind.ts'
import { characters, checkCharacters, tidy } from './typing.ts'

/**
 * A place outside the region has no municipality of it: the code is the empty text, and `town` begins with the
 * prefecture's and municipality's names. It has to be said (区域外); leaving the box empty is a mistake, not this.
 */
export const outside = {
  code: '',
  text: '区域外',
  label: { ja: '区域外（県外など）', en: 'Outside the region' },
} as const

const outsideTexts: readonly string[] = [outside.text, outside.label.ja, '県外', 'outside', 'outside the region']

export const addressParts = [
  { suffix: '.municipality', label: { ja: '市区町村', en: 'Municipality' } },
  { suffix: '.town', label: { ja: '町名・大字', en: 'Town' } },
  { suffix: '.rest', label: { ja: '番地・建物名など', en: 'Number, building' } },
] as const satisfies readonly PartSpec[]

const chooseMunicipality = {
  ja: '市区町村を選ぶか、名前または6桁の団体コードを入力してください。',
  en: 'Choose the municipality, or enter its name or its six-digit code.',
}
const maxLength = 200

/** Without the prefecture and the district (郡) that often stand before the name. */
const shortName = (name: string): string =>
  name
    .replace(/^(?:北海道|東京都|(?:京都|大阪)府|[^\s都道府県]{2,3}県)/, '')
    .replace(/^[^市区町村]{1,4}郡(?=.+[町村]$)/, '')

const municipalityOf = (text: string, context: KindContext): Result<string> => {
  const typed = foldWidth(text).replace(/\s+/g, ' ')
  if (outsideTexts.includes(typed.toLowerCase())) return good(outside.code)
  if (/^\d+$/.test(typed)) {
    const read = readMunicipality(typed, code => context.municipality(code) !== undefined)
    return read.ok && context.municipality(read.value) ? read : bad(chooseMunicipality)
  }
  const all = context.municipalities()
  const by = (matches: (name: string) => boolean, texts: (one: (typeof all)[number]) => readonly string[]) => {
    const found = all.filter(one => texts(one).some(matches))
    return found.length === 1 ? found[0] : undefined
  }
  const lower = typed.toLowerCase()
  const found =
    by(
      name => name === typed,
      one => [one.name.ja],
    ) ??
    by(
      name => shortName(name) === shortName(typed),
      one => [one.name.ja],
    ) ??
    by(
      name => name.toLowerCase() === lower,
      one => [one.name.en],
    ) ??
    by(
      name => name === toKatakana(typed),
      one => [toKatakana(one.kana)],
    )
  return found ? good(found.code) : bad(chooseMunicipality)
}

const lineOf = (text: string, part: 'town' | 'rest'): Result<string> => {
  const checked = checkCharacters(tidy(text), false)
  const long = checked.ok && characters(checked.value) > maxLength
  if (long)
    return bad(
      { ja: `${maxLength}文字以内で入力してください。`, en: `Enter ${maxLength} characters or fewer.` },
      { field: part },
    )
  return checked.ok ? checked : { ok: false, problems: checked.problems.map(problem => ({ ...problem, field: part })) }
}

const townMissing = (municipality: string, town: string): readonly Problem[] =>
  municipality === outside.code && town === ''
    ? [
        {
          field: 'town',
          message: {
            ja: '区域外の住所は、都道府県名から入力してください。',
            en: 'Enter an address outside the region from its prefecture on.',
          },
        },
      ]
    : []

const assemble = (
  municipality: Result<string>,
  town: Result<string>,
  rest: Result<string>,
): Result<AddressValue | null> => {
  const problems: Problem[] = []
  const repairs: Repair[] = []
  for (const [part, result] of Object.entries({ municipality, town, rest })) {
    if (!result.ok) problems.push(...result.problems.map(({ message }) => ({ field: part, message })))
    else repairs.push(...(result.repairs ?? []).map(repair => ({ ...repair, field: part })))
  }
  if (!municipality.ok || !town.ok || !rest.ok) return { ok: false, problems }
  const missing = townMissing(municipality.value, town.value)
  if (missing.length > 0) return { ok: false, problems: missing }
  return good({ municipality: municipality.value, town: town.value, rest: rest.value }, repairs)
}

const show = (value: AddressValue, municipality: string) => municipality + value.town + value.rest

export const address: FieldKind<'address'> = {
  kind: 'address',
  columns: () => [
    { suffix: '_municipality', type: 'text' },
    { suffix: '_town', type: 'text' },
    { suffix: '_rest', type: 'text' },
  ],
  store: value => (value === null ? [null, null, null] : [value.municipality, value.town, value.rest]),
  load: cells => {
    const municipality = textCell(cells[0])
    if (municipality === null) return null
    return { municipality, town: textCell(cells[1]) ?? '', rest: textCell(cells[2]) ?? '' }
  },
  parts: () => addressParts,
  read: (texts, _field, context) => {
    const [municipality, town, rest] = [tidy(texts[0] ?? ''), tidy(texts[1] ?? ''), tidy(texts[2] ?? '')]
    if (municipality === '' && town === '' && rest === '') return good(null)
    const found: Result<string> = municipality === '' ? bad(chooseMunicipality) : municipalityOf(municipality, context)
    return assemble(found, lineOf(town, 'town'), lineOf(rest, 'rest'))
  },
  write: value => (value === null ? ['', '', ''] : [value.municipality || outside.text, value.town, value.rest]),
  toJson: value => ({ municipality: value.municipality, town: value.town, rest: value.rest }),
  fromJson: (json, _field, context) => {
    if (json === null || json === undefined) return good(null)
    const shape = bad({
      ja: '{"municipality": 団体コード（区域外は空文字列）, "town": 文字列, "rest": 文字列} の形で送ってください。',
      en: 'Send {"municipality": code (empty text outside the region), "town": text, "rest": text}.',
    })
    if (!isObject(json)) return shape
    const { municipality, town, rest, ...others } = json
    if (typeof municipality !== 'string' || typeof town !== 'string' || typeof rest !== 'string') return shape
    if (Object.keys(others).length > 0) return shape
    const known = municipality === outside.code || context.municipality(municipality) !== undefined
    return assemble(known ? good(municipality) : bad(chooseMunicipality), lineOf(town, 'town'), lineOf(rest, 'rest'))
  },
  schema: () => ({
    type: 'object',
    properties: {
      municipality: { type: 'string', pattern: '^([0-9]{6})?$', description: 'empty outside the region' },
      town: { type: 'string' },
      rest: { type: 'string' },
    },
    required: ['municipality', 'town', 'rest'],
    additionalProperties: false,
  }),
  show: (value, _field, language, context) => {
    const name = context.municipality(value.municipality)
    if (value.municipality === outside.code) return show(value, '')
    const shown = name ? say(name, language) : value.municipality
    // Town and rest exist in Japanese only; English puts the municipality's English name behind them.
    return language === 'ja' ? show(value, shown) : [show(value, ''), shown].filter(part => part !== '').join(', ')
  },
  searchTexts: (value, _field, context) => [show(value, context.municipality(value.municipality)?.ja ?? '')],
  filters: ['municipality', 'filled'],
  sortable: false,
}
