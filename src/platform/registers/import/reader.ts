import { type Bilingual, fill } from '../../../base/bilingual.ts'
import type { Problem, Repair, Result } from '../../../base/problem.ts'
import { isId } from '../../../base/uuid.ts'
import { idHeading, sampleHeading, sampleMark } from '../columns.ts'
import type { RecordValues } from '../field.ts'
import { type FieldValueOf, fieldFromJson, readField } from '../kinds/index.ts'
import type { KindContext } from '../kinds/kind.ts'
import type { Register, RegisterField } from '../register.ts'
import { isPersonal } from '../visibility.ts'
import { type MappedColumn, targetOfId, wordForm } from './mapping.ts'
import type { JsonRow, TableRow } from './table.ts'

/**
 * Fields that a record takes from a row when it is new, and keeps afterwards: what the row says of them is somebody else's
 * present state. They are taken again when the row changes one of `unless`.
 */
export interface FirstValues {
  readonly fields: readonly string[]
  readonly unless: readonly string[]
}

/** A row as its texts say it, before the database was asked. */
export interface ReadRow {
  readonly row: number
  /** What the row's ID column says. */
  readonly id: string | null
  readonly sample: boolean
  /** Whether the file says anything about samples. */
  readonly sampleKnown: boolean
  /** Values of the mapped fields; the others stay as they are. */
  readonly patch: Readonly<Record<string, RecordValues[string]>>
  /** References that were given by the other record's own number instead of its id. */
  readonly pending: readonly PendingReference[]
  readonly first?: FirstValues
  readonly problems: readonly Problem[]
  readonly repairs: readonly Repair[]
}

export interface PendingReference {
  readonly field: RegisterField
  readonly text: string
}

/** A value may be repeated in a report unless its class keeps it from being seen. */
const shown = (field: RegisterField, value: string): { readonly value?: string } =>
  isPersonal(field) || value === '' ? {} : { value: value.slice(0, 200) }

const told = (field: RegisterField, repair: Repair): Repair =>
  isPersonal(field) ? { ...repair, from: '＊', to: '＊' } : repair

const unreadable: Bilingual = {
  ja: '文字として読めない部分か、外字（その機器だけの文字）があります。元のファイルの文字を標準の文字に直してください。',
  en: 'Part of this cell is no readable text, or a private character (gaiji). Replace it with standard characters.',
}
const badId: Bilingual = {
  ja: '記録IDの形ではありません。出力したファイルのIDをそのまま使うか、新しい記録なら空にしてください。',
  en: 'This is no record id. Keep the ids of the file that was given out, or leave it empty for a new record.',
}
const badSample: Bilingual = {
  ja: '見本の列には「見本」とだけ書けます。見本でない記録は空にしてください。',
  en: 'The column 見本 holds 見本 or nothing.',
}

const broken = /[\ufffd\ue000-\uf8ff]/

/** Kinds whose values repeat from row to row: what was read once is not read again. */
const repeating: ReadonlySet<string> = new Set([
  'choice',
  'choices',
  'date',
  'yesNo',
  'integer',
  'address',
  'postcode',
  'openingHours',
])
const mostRemembered = 4000

type Reading = Result<FieldValueOf>

interface FieldReader {
  readonly field: RegisterField
  /** Places of the field's texts in a row; -1 for a part that the file does not have. */
  readonly places: readonly number[]
  readonly headings: readonly string[]
  readonly constants: readonly (string | undefined)[]
  readonly words: readonly (ReadonlyMap<string, string> | undefined)[]
  readonly memory: Map<string, Reading> | undefined
}

const fieldReaders = (columns: readonly MappedColumn[]): readonly FieldReader[] => {
  const readers = new Map<string, FieldReader>()
  for (const { target, at, heading, constant, words } of columns) {
    if (typeof target === 'string') continue
    const { field, part } = target
    const parts = field.kind.parts(field.field).length
    const before = readers.get(field.id)
    const at_ = <T>(list: readonly T[] | undefined, value: T, empty: T): readonly T[] =>
      Array.from({ length: parts }, (_, index) => (index === part ? value : (list?.[index] ?? empty)))
    readers.set(field.id, {
      field,
      places: at_(before?.places, at, -1),
      headings: at_(before?.headings, heading, ''),
      constants: at_<string | undefined>(before?.constants, constant, undefined),
      words: at_<ReadonlyMap<string, string> | undefined>(before?.words, words, undefined),
      memory: before?.memory ?? (repeating.has(field.field.kind) ? new Map() : undefined),
    })
  }
  return [...readers.values()]
}

const partOf = (field: RegisterField, problemField: string | undefined): number => {
  const suffix = problemField?.startsWith(`${field.id}.`) ? problemField.slice(field.id.length) : ''
  return Math.max(
    0,
    field.kind.parts(field.field).findIndex(part => part.suffix === suffix),
  )
}

const readTexts = (reader: FieldReader, texts: readonly string[], context: KindContext): Reading => {
  const { memory, field } = reader
  if (!memory) return readField(field.id, field.field, texts, context)
  const key = texts.length === 1 ? (texts[0] ?? '') : texts.join('\u0001')
  const before = memory.get(key)
  if (before) return before
  const reading = readField(field.id, field.field, texts, context)
  if (memory.size >= mostRemembered) memory.clear()
  memory.set(key, reading)
  return reading
}

const sampleTexts: ReadonlySet<string> = new Set([sampleMark, 'true', 'TRUE', 'はい', '1', '○'])
const realTexts: ReadonlySet<string> = new Set(['', 'false', 'FALSE', 'いいえ', '0'])

/** Reads rows of a table; made once for a file. */
export const tableReader = (
  columns: readonly MappedColumn[],
  width: number | null,
  context: KindContext,
): ((row: TableRow) => ReadRow) => {
  const readers = fieldReaders(columns)
  const idAt = columns.find(column => column.target === 'id')?.at ?? -1
  const sampleAt = columns.find(column => column.target === 'sample')?.at ?? -1
  return ({ row, cells }) => {
    const problems: Problem[] = []
    const repairs: Repair[] = []
    const pending: PendingReference[] = []
    const patch: Record<string, RecordValues[string]> = {}
    if (width !== null && cells.length !== width) {
      const extra = cells.length > width && cells.slice(width).some(cell => cell !== '')
      if (cells.length < width || extra) problems.push({ row, message: wrongWidth(cells.length, width) })
    }
    const idText = (cells[idAt] ?? '').trim().toLowerCase()
    if (idText !== '' && !isId(idText)) problems.push({ row, column: idHeading, value: idText, message: badId })
    const sampleText = (cells[sampleAt] ?? '').trim()
    const sample = sampleTexts.has(sampleText)
    if (!sample && !realTexts.has(sampleText))
      problems.push({ row, column: sampleHeading, value: sampleText, message: badSample })
    for (const reader of readers) {
      const { field, places, headings, constants, words } = reader
      const texts = places.map((at, part) => {
        if (at < 0) return constants[part] ?? ''
        const cell = cells[at] ?? ''
        return words[part]?.get(wordForm(cell)) ?? cell
      })
      const wrong = texts.findIndex(text => broken.test(text))
      if (wrong >= 0) {
        problems.push({
          row,
          field: field.id,
          column: headings[wrong] ?? '',
          message: unreadable,
          ...shown(field, texts[wrong] ?? ''),
        })
        continue
      }
      const text = texts[0]?.trim() ?? ''
      if (field.field.kind === 'reference' && text !== '' && !isId(text.toLowerCase())) {
        pending.push({ field, text })
        continue
      }
      const reading = readTexts(reader, texts, context)
      if (reading.ok) {
        patch[field.id] = reading.value
        for (const repair of reading.repairs ?? [])
          repairs.push(
            told(field, { ...repair, row, column: headings[partOf(field, repair.field)] || headings[0] || '' }),
          )
      } else
        for (const problem of reading.problems) {
          const part = partOf(field, problem.field)
          problems.push({
            ...(problem.field ? { field: problem.field } : {}),
            row,
            column: headings[part] || headings.find(heading => heading !== '') || '',
            message: problem.message,
            ...shown(field, texts[part] ?? ''),
          })
        }
    }
    return {
      row,
      id: isId(idText) ? idText : null,
      sample,
      sampleKnown: sampleAt >= 0,
      patch,
      pending,
      problems,
      repairs,
    }
  }
}

const wrongWidth = (found: number, expected: number): Bilingual =>
  fill(
    {
      ja: 'この行は{found}列ですが、見出しは{expected}列です。列の抜けや、値の中の区切り文字（,）を確かめてください。',
      en: 'This row has {found} columns and the heading {expected}. Check for a missing column or a comma inside a value.',
    },
    { found, expected },
  )

const notJson: Bilingual = {
  ja: 'この行は JSON のオブジェクトではありません。1行に1件を {"項目": 値} の形で書いてください。',
  en: 'This line is no JSON object. Write one record a line as {"field": value}.',
}

/** Keys that an export writes and an import does not take. */
const marks: ReadonlySet<string> = new Set(['version', 'updatedAt', 'id', 'sample'])

/** Reads lines of JSON Lines: field ids as keys, values as the API writes them. */
export const jsonReader = (
  register: Register,
  context: KindContext,
  visible: ReadonlySet<RegisterField>,
  ignored: Set<string>,
): ((row: JsonRow) => ReadRow) => {
  const fields = new Map<string, RegisterField | undefined>()
  const fieldOf = (key: string): RegisterField | undefined => {
    if (!fields.has(key)) {
      const target = register.fieldByName(key) ?? targetOfId(register, key)
      fields.set(key, target && typeof target === 'object' && 'columns' in target ? target : undefined)
    }
    return fields.get(key)
  }
  return ({ row, value }) => {
    const empty = { row, id: null, sample: false, sampleKnown: true, patch: {}, pending: [], repairs: [] }
    if (value === undefined) return { ...empty, problems: [{ row, message: notJson }] }
    const problems: Problem[] = []
    const patch: Record<string, RecordValues[string]> = {}
    const id = typeof value['id'] === 'string' ? value['id'].toLowerCase() : ''
    if (id !== '' && !isId(id)) problems.push({ row, column: 'id', value: id.slice(0, 200), message: badId })
    for (const [key, json] of Object.entries(value)) {
      const field = fieldOf(key)
      if (!field) {
        if (!marks.has(key)) ignored.add(key)
        continue
      }
      // A renamed field is written under both names; the name of today wins.
      if (key !== field.id && field.id in value) continue
      if (!visible.has(field)) {
        problems.push({ row, field: field.id, column: key, message: notVisible(field) })
        continue
      }
      const reading = fieldFromJson(field.id, field.field, json, context)
      if (reading.ok) patch[field.id] = reading.value
      else
        for (const problem of reading.problems)
          problems.push({ ...problem, row, column: key, ...shown(field, JSON.stringify(json) ?? '') })
    }
    return { ...empty, id: isId(id) ? id : null, sample: value['sample'] === true, patch, problems }
  }
}

export const notVisible = (field: RegisterField): Bilingual => ({
  ja: `「${field.field.label.ja}」を取り込む権限がありません。この列を除いたファイルにしてください。`,
  en: `You are not permitted to import “${field.field.label.en}”. Leave this column out of the file.`,
})
