import { type Bilingual, fill } from '../../../base/bilingual.ts'
import { type FormulaStyle, writeFormulas } from '../../../base/csv/formula.ts'
import { canonicalJson } from '../../../base/json.ts'
import { InputError, type Problem } from '../../../base/problem.ts'
import type { Transaction } from '../../database/connection.ts'
import { type FileColumn, registerColumns, sampleMark } from '../columns.ts'
import type { Field, RecordValues } from '../field.ts'
import { type ColumnMapping, type MappedColumn, mapHeadings, wordForm } from '../import/mapping.ts'
import { fieldToJson, readField, writeField } from '../kinds/index.ts'
import type { KindContext } from '../kinds/kind.ts'
import { yesNoTexts } from '../kinds/yes-no.ts'
import type { RecordRow } from '../record.ts'
import type { Register, RegisterField } from '../register.ts'
import type { Registers } from '../registers.ts'
import { isPersonal } from '../visibility.ts'
import { inGroups, referenceNames } from './reference-names.ts'
import type { Sheet, SheetRow } from './sheet.ts'
import { mostProblems } from './write.ts'

/** A mapping read backwards: what an office brings in under it, it gets back under it. */
export interface MappedShape {
  readonly fields: readonly RegisterField[]
  /** Whether the file tells sample records from others; where it does not, they are left out of it. */
  readonly marksSamples: boolean
  /** Why the mapping cannot be read backwards, column by column: told before anything is written. */
  readonly problems: readonly Problem[]
  /** What the officer should know and that keeps nothing from being written. */
  readonly notices: readonly Bilingual[]
  sheet(tx: Transaction, records: AsyncIterable<RecordRow>, formulas: FormulaStyle): Sheet
}

/** The texts that a value of a field can have in a file, where they can be counted. */
const possible = (field: Field): readonly string[] =>
  field.kind === 'choice'
    ? field.of.map(choice => choice.code)
    : field.kind === 'yesNo'
      ? [yesNoTexts.yes, yesNoTexts.no]
      : []

/** Texts of the register → words of the file that stand for them. */
const backwards = (words: ReadonlyMap<string, string> | undefined): ReadonlyMap<string, readonly string[]> => {
  const back = new Map<string, readonly string[]>()
  for (const [word, text] of words ?? []) back.set(text, [...(back.get(text) ?? []), word])
  return back
}

/** The register's own text is read as itself unless the file means something else by it. */
const ownFits = (words: ReadonlyMap<string, string> | undefined, text: string): boolean =>
  (words?.get(wordForm(text)) ?? text) === text

const ambiguous = (column: string, text: string, words: readonly string[]): Problem => ({
  column,
  value: words.join('、'),
  message: fill(
    {
      ja: 'どれも台帳では「{text}」になるため、出力でどの言葉にするか決められません。「台帳の言葉で書き出す」を選ぶか、言葉を1つにした対応づけを作ってください。',
      en: 'All of these become “{text}” in the register, so an export cannot tell which to write. Have it written in the register’s own words, or make a mapping with one word.',
    },
    { text },
  ),
})
const taken = (column: string, text: string): Problem => ({
  column,
  value: text,
  message: {
    ja: 'この値を表す言葉がファイルになく、台帳の言葉は別の値の読み替えに使われています。対応づけにこの値の言葉を加えてください。',
    en: 'The file has no word for this value, and the register’s own word means another value there. Add a word for it to the mapping.',
  },
})

const wordProblems = (column: MappedColumn, target: FileColumn, ownWords: boolean): readonly Problem[] =>
  possible(target.field.field).flatMap((text): readonly Problem[] => {
    const found = backwards(column.words).get(text) ?? []
    if (found.length === 1) return []
    if (found.length > 1) return ownWords && ownFits(column.words, text) ? [] : [ambiguous(column.heading, text, found)]
    return ownFits(column.words, text) ? [] : [taken(column.heading, text)]
  })

const quoted = (headings: readonly string[]): string => headings.map(heading => `「${heading}」`).join('')

const noticesOf = (register: Register, columns: readonly MappedColumn[], ignored: readonly string[]): Bilingual[] => {
  const notices: Bilingual[] = []
  if (ignored.length)
    notices.push({
      ja: `台帳にない列は空になります: ${quoted(ignored)}`,
      en: `Columns that are not of the register stay empty: ${ignored.join(', ')}`,
    })
  const constants = columns.flatMap(({ target, constant }) =>
    typeof target === 'object' && constant !== undefined ? [`${target.heading}＝${constant}`] : [],
  )
  if (constants.length)
    notices.push({
      ja: `取込で決まった値になる項目（${constants.join('、')}）は、列がありません。値の違う記録があると出力できないので、絞り込んでください。`,
      en: `Fields with a fixed value (${constants.join(', ')}) have no column. Filter the list: a record with another value cannot be written.`,
    })
  const named = new Set(columns.flatMap(({ target }) => (typeof target === 'object' ? [target.field.id] : [])))
  const told =
    columns.some(({ target }) => target === 'id') || register.unique.some(set => set.every(({ id }) => named.has(id)))
  if (!told)
    notices.push({
      ja: '記録を見分ける列がありません。出力したファイルをもう一度取り込むと、すべて新しい記録になります。',
      en: 'No column tells records apart: imported again, every row of the file becomes a new record.',
    })
  if (!columns.some(({ target }) => target === 'sample'))
    notices.push({
      ja: '見本の印を付ける列がないため、見本の記録は除きます。',
      en: 'There is no column to mark samples, so sample records are left out.',
    })
  return notices
}

const differs = (heading: string, constant: string | undefined, whole: boolean): Bilingual =>
  constant !== undefined
    ? {
        ja: `この対応づけでは「${heading}」がいつも「${constant}」になりますが、この記録は違う値です。一覧を絞り込んでください。`,
        en: `Under this mapping “${heading}” is always “${constant}”, and this record has another value. Filter the list.`,
      }
    : whole
      ? {
          ja: '台帳のこの値は、取り込み直すと同じ値に読めません。記録の値を直してください。',
          en: 'Imported again, this value would not be read as the same one. Mend the record.',
        }
      : {
          ja: 'この値は、この列だけでは書き表せません（取り込み直すと別の値になります）。対応づけに足りない列を加えてください。',
          en: 'This column alone cannot hold the value (imported again it would become another). Add the missing columns to the mapping.',
        }

/** A field as the mapping has it: for each of its texts a column, a constant, or nothing. */
interface MappedField {
  readonly field: RegisterField
  readonly parts: readonly (MappedColumn | undefined)[]
}

const fieldsOf = (columns: readonly MappedColumn[]): readonly MappedField[] => {
  const fields = new Map<RegisterField, (MappedColumn | undefined)[]>()
  for (const column of columns) {
    const { target } = column
    if (typeof target === 'string') continue
    const parts =
      fields.get(target.field) ??
      target.field.kind.parts(target.field.field).map(() => undefined as MappedColumn | undefined)
    parts[target.part] = column
    fields.set(target.field, parts)
  }
  return [...fields].map(([field, parts]) => ({ field, parts }))
}

const sameValue = (field: Field, a: RecordValues[string], b: RecordValues[string]): boolean =>
  a === null || b === null ? a === b : canonicalJson(fieldToJson(field, a)) === canonicalJson(fieldToJson(field, b))

const failure = (row: number, field: RegisterField, parts: MappedField['parts'], texts: readonly string[]): Problem => {
  const column = parts.find(part => part && part.at >= 0) ?? parts.find(part => part)
  const value = texts.filter(text => text !== '').join(' ')
  return {
    row,
    column: column?.heading ?? '',
    ...(isPersonal(field) || value === '' ? {} : { value: value.slice(0, 200) }),
    message: differs(
      column?.heading ?? '',
      column?.constant,
      parts.every(part => part),
    ),
  }
}

/**
 * @param visible the fields that the actor may see
 * @param ownWords writes the register's own word where several words of the file stand for one value
 */
export const mappedShape = (
  registers: Registers,
  register: Register,
  visible: ReadonlySet<RegisterField>,
  mapping: ColumnMapping,
  ownWords: boolean,
): MappedShape => {
  const context: KindContext = registers.tools.context()
  // Mappings that were saved without headings are written in the register's own order.
  const order = ['id', ...registerColumns(register).map(column => column.id), 'sample']
  const headings =
    mapping.headings ??
    Object.entries(mapping.columns)
      .sort(([, a], [, b]) => order.indexOf(a) - order.indexOf(b))
      .map(([heading]) => heading)
  const { columns, ignored, problems: unmapped } = mapHeadings(register, headings, mapping)
  const mapped = fieldsOf(columns)
  const hidden = mapped.filter(({ field }) => !visible.has(field))
  const problems = [
    ...unmapped,
    ...hidden.map(
      ({ field, parts }): Problem => ({
        column: parts.find(part => part)?.heading ?? '',
        message: cannotSee(field),
      }),
    ),
    ...columns.flatMap(column =>
      typeof column.target === 'object' && column.at >= 0 ? wordProblems(column, column.target, ownWords) : [],
    ),
  ]
  const wordsBack = new Map(columns.map(column => [column, backwards(column.words)] as const))
  const word = (column: MappedColumn, text: string): string => {
    const found = wordsBack.get(column)?.get(text) ?? []
    return found.length === 1 || !ownFits(column.words, text) ? (found[0] ?? text) : text
  }
  const named = new Set(mapped.filter(({ field }) => field.field.kind === 'reference').map(({ field }) => field.id))
  const names = referenceNames(registers, register, named)
  /** Whether the texts, as the importer will have them, give the value again; a record that is named by its number does. */
  const comesBack = (
    { id, field }: RegisterField,
    value: RecordValues[string],
    texts: readonly string[],
    name: string | undefined,
  ): boolean => {
    if (name !== undefined && texts[0] === name) return true
    const read = readField(id, field, texts, context)
    return read.ok && sameValue(field, read.value, value)
  }

  /** The row's cells; a value that would come back as another is a problem. */
  const cellsOf = (
    record: RecordRow,
    row: number,
    found: ReadonlyMap<string, ReadonlyMap<string, string>>,
    failed: Problem[],
  ): SheetRow => {
    const cells = headings.map(() => '')
    for (const { target, at } of columns) {
      if (at < 0) continue
      if (target === 'id') cells[at] = record.id
      else if (target === 'sample') cells[at] = record.sample ? sampleMark : ''
    }
    for (const { field, parts } of mapped) {
      const value = record.values[field.id] ?? null
      const texts = writeField(field.field, value)
      const name = typeof value === 'string' ? found.get(field.id)?.get(value) : undefined
      const back = parts.map((column, part) => {
        if (!column) return ''
        if (column.at < 0) return column.constant ?? ''
        const text = name ?? word(column, texts[part] ?? '')
        cells[column.at] = text
        return column.words?.get(wordForm(text)) ?? text
      })
      if (!comesBack(field, value, back, name)) failed.push(failure(row, field, parts, texts))
    }
    return { cells }
  }

  return {
    fields: mapped.map(({ field }) => field),
    marksSamples: columns.some(({ target }) => target === 'sample'),
    problems,
    notices: noticesOf(register, columns, ignored),
    sheet: (tx, records, formulas) => {
      const rows = async function* () {
        const failed: Problem[] = []
        let row = 1
        for await (const [record, found] of inGroups(records, group => names(tx, group))) {
          row += 1
          const { cells } = cellsOf(record, row, found, failed)
          yield { cells: cells.map(cell => writeFormulas(cell, formulas)) }
        }
        if (failed.length) throw new InputError(failed.slice(0, mostProblems))
      }
      const fieldAt = (at: number): RegisterField | undefined => {
        const target = columns.find(column => column.at === at)?.target
        return typeof target === 'object' ? target.field : undefined
      }
      return { columns: headings.map((heading, at) => ({ heading, field: fieldAt(at) })), rows: rows() }
    },
  }
}

const cannotSee = (field: RegisterField): Bilingual => ({
  ja: `「${field.field.label.ja}」を見る権限がありません。この列のない対応づけを使ってください。`,
  en: `You are not permitted to see “${field.field.label.en}”. Use a mapping without this column.`,
})
