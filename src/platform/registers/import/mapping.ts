import type { Bilingual } from '../../../base/bilingual.ts'
import type { Problem } from '../../../base/problem.ts'
import { type FileColumn, idHeading, registerColumns, sampleHeading } from '../columns.ts'
import type { Register } from '../register.ts'

/**
 * How an office's own file maps to a register, as it is saved: heading → column (`address.town`, `id`, `sample`, or the
 * empty text for a column that is left out), and texts that every row gets. Plain data; see `FileColumn`.
 */
export interface ColumnMapping {
  readonly columns: Readonly<Record<string, string>>
  readonly constants?: Readonly<Record<string, string>>
  /**
   * Headings as they stood in the file, from left to right, those that are left out included: JSON objects of the
   * database keep no order, and an export under the mapping needs one.
   */
  readonly headings?: readonly string[]
  /** What the file writes for values of choices: column id → text of the file → text of the register. */
  readonly words?: Readonly<Record<string, Readonly<Record<string, string>>>>
}

/** Words of a file are compared without the blanks around them, and not by width: an office's ○ and 〇 are two. */
export const wordForm = (text: string): string => text.trim()

/** What a column of the file is. */
export type Target = FileColumn | 'id' | 'sample'

export interface MappedColumn {
  /** Place in the row; -1 for a constant. */
  readonly at: number
  readonly heading: string
  readonly target: Target
  /** Text of a constant. */
  readonly constant?: string
  readonly words?: ReadonlyMap<string, string>
}

export interface MappedHeadings {
  readonly columns: readonly MappedColumn[]
  /** Headings that are no column of the register. */
  readonly ignored: readonly string[]
  readonly problems: readonly Problem[]
}

/** Width, case, blanks, brackets and marks do not tell headings apart: `所在地(市区町村)` is `所在地_市区町村`. */
export const headingForm = (heading: string): string =>
  heading
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s()[\]{}【】「」<>._\-・:/\\*※"'“”]+/gu, '')

const add = (names: Map<string, Target | null>, heading: string, target: Target): void => {
  const form = headingForm(heading)
  if (form === '') return
  const known = names.get(form)
  if (known === undefined) names.set(form, target)
  // Two columns that could be meant: neither is.
  else if (known !== target) names.set(form, null)
}

/** Headings by which columns are found, strongest names first; a weaker one never takes a stronger one's place. */
const namesOf = (register: Register): ReadonlyMap<string, Target | null> => {
  const columns = registerColumns(register)
  const result = new Map<string, Target | null>()
  const layers: ((names: Map<string, Target | null>) => void)[] = [
    names => {
      add(names, idHeading, 'id')
      add(names, sampleHeading, 'sample')
      for (const column of columns) add(names, column.heading, column)
    },
    names => {
      for (const column of columns) {
        add(names, column.id, column)
        const { label } = column.field.field
        const parts = column.field.kind.parts(column.field.field)
        const part = parts.length > 1 ? parts[column.part]?.label : undefined
        if (parts.length === 1 || column.field.field.kind === 'point')
          for (const name of [label.ja, label.en]) if (parts.length === 1 || column.part === 0) add(names, name, column)
        if (part) {
          add(names, label.ja + part.ja, column)
          add(names, label.en + part.en, column)
        }
        for (const former of column.field.formerIds) add(names, former + (parts[column.part]?.suffix ?? ''), column)
      }
    },
    names => add(names, 'id', 'id'),
    names => add(names, 'sample', 'sample'),
    // `市区町村`, `緯度` alone, where only one field has such a part.
    names => {
      for (const column of columns) {
        const part = column.field.kind.parts(column.field.field)[column.part]?.label
        if (!part) continue
        add(names, part.ja, column)
        add(names, part.en, column)
      }
    },
  ]
  for (const layer of layers) {
    const names = new Map<string, Target | null>()
    layer(names)
    for (const [form, target] of names) if (!result.has(form)) result.set(form, target)
  }
  return result
}

const known = new WeakMap<Register, ReadonlyMap<string, Target | null>>()

const headingNames = (register: Register): ReadonlyMap<string, Target | null> => {
  const found = known.get(register) ?? namesOf(register)
  known.set(register, found)
  return found
}

/** The column that a heading means by itself, without a mapping. */
export const targetOfHeading = (register: Register, heading: string): Target | undefined =>
  headingNames(register).get(headingForm(heading)) ?? undefined

/** The column that a mapping or a JSON key names by its id, or by the id of a field that was renamed. */
export const targetOfId = (register: Register, id: string): Target | undefined => {
  if (id === 'id' || id === 'sample') return id
  const dot = id.indexOf('.')
  const field = register.fieldByName(dot < 0 ? id : id.slice(0, dot))
  if (!field) return undefined
  const suffix = dot < 0 ? '' : id.slice(dot)
  return registerColumns(register).find(column => column.id === field.id + suffix)
}

const twice = (heading: string, target: Target): Problem => {
  const name: Bilingual =
    typeof target === 'string' ? { ja: target, en: target } : { ja: target.heading, en: target.id }
  return {
    column: heading,
    message: {
      ja: `「${name.ja}」の列が2つ以上あります。1つだけにするか、列の対応づけで使う列を選んでください。`,
      en: `Several columns are “${name.en}”. Leave one, or choose which one counts in the column mapping.`,
    },
  }
}

const wordsOf = (mapping: ColumnMapping | undefined, target: Target): Pick<MappedColumn, 'words'> => {
  const words = typeof target === 'string' ? undefined : mapping?.words?.[target.id]
  return words ? { words: new Map(Object.entries(words).map(([word, text]) => [wordForm(word), text])) } : {}
}

export const mapHeadings = (
  register: Register,
  headings: readonly string[],
  mapping?: ColumnMapping | undefined,
): MappedHeadings => {
  const columns: MappedColumn[] = []
  const ignored: string[] = []
  const problems: Problem[] = []
  const saved = new Map(Object.entries(mapping?.columns ?? {}).map(([heading, id]) => [headingForm(heading), id]))
  headings.forEach((heading, at) => {
    if (heading.trim() === '') return
    const id = saved.get(headingForm(heading))
    const target =
      id === undefined ? targetOfHeading(register, heading) : id === '' ? undefined : targetOfId(register, id)
    if (id && !target)
      problems.push({
        column: heading,
        value: id,
        message: {
          ja: '保存した対応づけにある項目が、今の台帳にありません。対応づけを直してください。',
          en: 'The saved mapping names a field that the register does not have now. Mend the mapping.',
        },
      })
    if (!target) ignored.push(heading)
    else if (columns.some(column => column.target === target)) problems.push(twice(heading, target))
    else columns.push({ at, heading, target, ...wordsOf(mapping, target) })
  })
  for (const [id, constant] of Object.entries(mapping?.constants ?? {})) {
    const target = targetOfId(register, id)
    if (!target) continue
    if (columns.some(column => column.target === target)) problems.push(twice(id, target))
    else columns.push({ at: -1, heading: typeof target === 'string' ? target : target.heading, target, constant })
  }
  return { columns, ignored, problems }
}
