import { type Bilingual, fill } from '../../../base/bilingual.ts'
import type { Problem } from '../../../base/problem.ts'
import type { Act } from '../../access/actor.ts'
import type { FormInput } from '../../routing/route.ts'
import { type FileColumn, registerColumns } from '../columns.ts'
import type { Field } from '../field.ts'
import { type ColumnMapping, headingForm, targetOfHeading, wordForm } from '../import/mapping.ts'
import type { SavedMapping } from '../import/mappings.ts'
import type { Survey } from '../import/survey.ts'
import { readField, writeField } from '../kinds/index.ts'
import { textsOf } from '../kinds/input.ts'
import type { KindContext } from '../kinds/kind.ts'
import { yesNoTexts } from '../kinds/yes-no.ts'
import type { Register, RegisterField } from '../register.ts'
import type { Registers } from '../registers.ts'
import type { Typed } from './form-input.ts'
import { resolveReferences } from './options.ts'

/** A mapping while it is being made: what each box of the page holds. */
export interface MappingDraft {
  readonly name: string
  /** Column of the register by place in the file; empty for one that is left out. */
  readonly chosen: readonly string[]
  /** Of columns of choices: what each word of the file is, by place; undefined for one that nobody was asked about. */
  readonly words: readonly (readonly (string | undefined)[])[]
  /** Texts of the constants by field id. */
  readonly constants: Typed
}

export const columnBox = (at: number): string => `column.${at}`
export const wordBox = (at: number, word: number): string => `word.${at}.${word}`
export const constantBox = (field: string): string => `constant.${field}`

/**
 * Fields that may have one value for all rows. Files come through forms only, rows have no box of one line, and a mapping
 * is kept unsealed, where special values have no place.
 */
export const constantFields = (fields: readonly RegisterField[]): readonly RegisterField[] =>
  fields.filter(
    one => one.class !== 'special' && !one.field.retired && one.field.kind !== 'file' && one.field.kind !== 'rows',
  )

/** Those of them that the file says nothing about, and those that somebody filled in all the same; required ones first. */
export const openConstants = (
  fields: readonly RegisterField[],
  draft: Pick<MappingDraft, 'chosen' | 'constants'>,
): readonly RegisterField[] => {
  const open = constantFields(fields).filter(
    field =>
      field.kind.parts(field.field).some(part => !draft.chosen.includes(field.id + part.suffix)) ||
      draft.constants[field.id]?.some(text => text !== ''),
  )
  return [...open.filter(({ field }) => field.required), ...open.filter(({ field }) => !field.required)]
}

/** Values that a word of the file may stand for, with their names; none where values cannot be counted. */
export const wordChoices = (field: Field): readonly { readonly text: string; readonly label: Bilingual }[] =>
  field.kind === 'choice'
    ? field.of.map(({ code, label }) => ({ text: code, label }))
    : field.kind === 'yesNo'
      ? [
          { text: yesNoTexts.yes, label: { ja: 'はい', en: 'Yes' } },
          { text: yesNoTexts.no, label: { ja: 'いいえ', en: 'No' } },
        ]
      : []

/** The field of a column whose words can be asked about. */
export const wordField = (register: Register, id: string): FileColumn | undefined => {
  const column = registerColumns(register).find(one => one.id === id)
  return column && wordChoices(column.field.field).length ? column : undefined
}

/** What a word is read as without being told. */
const readAs = ({ field }: FileColumn, word: string, context: KindContext): string => {
  const read = readField(field.id, field.field, [word], context)
  return read.ok ? (writeField(field.field, read.value)[0] ?? '') : ''
}

/** The boxes of the words, filled with what is known; undefined where nothing is. */
export const guessWords = (
  register: Register,
  survey: Survey,
  chosen: readonly string[],
  context: KindContext,
  known: (at: number, word: string) => string | undefined,
): MappingDraft['words'] =>
  survey.headings.map((_, at) => {
    const column = wordField(register, chosen[at] ?? '')
    return column
      ? (survey.words[at] ?? []).map(word => known(at, word) ?? (readAs(column, word, context) || undefined))
      : []
  })

/** The page as it is first shown: headings that are known by themselves, or what a saved mapping says. */
export const firstDraft = (
  register: Register,
  survey: Survey,
  context: KindContext,
  saved: SavedMapping | undefined,
): MappingDraft => {
  const columns = new Map(Object.entries(saved?.mapping.columns ?? {}).map(([one, id]) => [headingForm(one), id]))
  const chosen = survey.headings.map(heading => {
    const target = targetOfHeading(register, heading)
    return columns.get(headingForm(heading)) ?? (typeof target === 'object' ? target.id : (target ?? ''))
  })
  const known = (at: number, word: string) => saved?.mapping.words?.[chosen[at] ?? '']?.[word]
  const constants = saved?.mapping.constants ?? {}
  return {
    name: saved?.name ?? '',
    chosen,
    words: guessWords(register, survey, chosen, context, known),
    constants: Object.fromEntries(
      register.fields.map(field => [
        field.id,
        field.kind.parts(field.field).map(part => constants[field.id + part.suffix] ?? ''),
      ]),
    ),
  }
}

export interface ReadMapping {
  readonly draft: MappingDraft
  readonly mapping: ColumnMapping
  readonly problems: readonly Problem[]
}

const unknownWord = (at: number, place: number, word: string): Problem => ({
  field: wordBox(at, place),
  message: fill(
    {
      ja: '「{word}」は台帳にない言葉です。どの値のことか選んでください。',
      en: 'The register does not know “{word}”. Choose which value is meant.',
    },
    { word },
  ),
})

const inColumn = (box: string, heading: string): Problem => ({
  field: box,
  message: {
    ja: `この項目はファイルの「${heading}」の列から取り込みます。その列を「取り込まない」にするか、ここを空にしてください。`,
    en: `This field comes from the column “${heading}”. Leave that column out, or leave this empty.`,
  },
})

const constantsOf = (fields: readonly RegisterField[], typed: Typed): Readonly<Record<string, string>> =>
  Object.fromEntries(
    fields.flatMap(field =>
      field.kind.parts(field.field).flatMap((part, at) => {
        const text = typed[field.id]?.[at]?.trim() ?? ''
        return text === '' ? [] : [[field.id + part.suffix, text]]
      }),
    ),
  )

/** Reads the page's form; problems stand at their boxes. @param fields those that the actor may see */
export const readMapping = async (
  registers: Registers,
  act: Act,
  register: Register,
  fields: readonly RegisterField[],
  survey: Survey,
  input: FormInput,
): Promise<ReadMapping> => {
  const context = registers.tools.context()
  const value = (name: string): string | undefined => input.values[name]?.[0]
  const chosen = survey.headings.map((_, at) => value(columnBox(at)) ?? '')
  const problems: Problem[] = []

  const words = new Map<string, Map<string, string>>()
  const offered = (at: number, text: string | undefined): string | undefined => {
    const column = wordField(register, chosen[at] ?? '')
    // The column may have been another field's when the boxes were shown.
    return text === '' || (column && wordChoices(column.field.field).some(one => one.text === text)) ? text : undefined
  }
  const asked = guessWords(register, survey, chosen, context, (at, word) => {
    const place = survey.words[at]?.indexOf(word) ?? -1
    return offered(at, value(wordBox(at, place)))
  })
  asked.forEach((answers, at) => {
    const means = new Map<string, string>()
    answers.forEach((text, place) => {
      const word = survey.words[at]?.[place] ?? ''
      if (text === undefined) problems.push(unknownWord(at, place, word))
      // Words that are understood anyway are kept too: an export writes them as the file did.
      else if (text !== '') means.set(wordForm(word), text)
    })
    if (means.size) words.set(chosen[at] ?? '', means)
  })

  const prefix = constantBox('')
  const boxes = Object.entries(input.values).filter(([name]) => name.startsWith(prefix))
  const named = {
    ...input,
    values: Object.fromEntries(boxes.map(([name, texts]) => [name.slice(prefix.length), texts])),
  }
  const usable = constantFields(fields)
  const resolved = await resolveReferences(registers, act, usable, named)
  const constants: Record<string, readonly string[]> = {}
  for (const field of usable) {
    const texts = textsOf(field.id, field.field, resolved.input.values)
    constants[field.id] = texts
    if (texts.every(text => text.trim() === '')) continue
    const parts = field.kind.parts(field.field).map(part => field.id + part.suffix)
    const before = problems.length
    parts.forEach((id, part) => {
      const at = chosen.indexOf(id)
      if (at >= 0 && texts[part]?.trim()) problems.push(inColumn(constantBox(id), survey.headings[at] ?? ''))
    })
    // Where the file holds the rest of the field, only the row as a whole can be read.
    if (problems.length > before || parts.some(id => chosen.includes(id))) continue
    const read = readField(field.id, field.field, texts, context)
    if (read.ok) constants[field.id] = writeField(field.field, read.value)
    else
      for (const problem of read.problems) {
        const told = resolved.problems.get(problem.field ?? '') ?? problem
        problems.push({ ...told, field: constantBox(told.field ?? field.id) })
      }
  }
  const headed = survey.headings.flatMap((heading, at) => (heading.trim() === '' ? [] : [[heading, chosen[at] ?? '']]))
  return {
    draft: { name: value('name') ?? '', chosen, words: asked, constants },
    mapping: {
      columns: Object.fromEntries(headed),
      constants: constantsOf(usable, constants),
      headings: survey.headings,
      words: Object.fromEntries([...words].map(([id, means]) => [id, Object.fromEntries(means)])),
    },
    problems,
  }
}
