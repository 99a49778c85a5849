import type { Child } from 'hono/jsx'
import type { Bilingual, Language } from '../../../base/bilingual.ts'
import { href, withQuery } from '../../../ui/link.ts'
import { type Column, Table, type TableRow } from '../../../ui/table.tsx'
import { StatusTag } from '../../../ui/tag.tsx'
import type { RecordValues } from '../field.ts'
import type { KindContext } from '../kinds/kind.ts'
import type { ListQuery } from '../query.ts'
import type { RecordRow } from '../record.ts'
import type { Register, RegisterField } from '../register.ts'
import { withUnit } from '../unit.ts'
import { FieldValue } from '../widgets.tsx'
import { readingOf } from './naming.ts'
import { isHours, OpenNow } from './open-now.tsx'
import type { ReferenceLinks } from './references.ts'

/** What a system tells of each record in its lists beside the fields: its state under the law today. */
export interface ListColumn {
  readonly title: Bilingual
  /** Fields that it is told from. */
  readonly needs: readonly string[]
  show(values: Partial<RecordValues>, language: Language, today: string): Child
}

interface RecordTableProps {
  readonly language: Language
  readonly register: Register
  readonly fields: readonly RegisterField[]
  readonly rows: readonly RecordRow[]
  readonly context: KindContext
  readonly references: ReferenceLinks
  readonly path: string
  readonly query: URLSearchParams
  /** The order that the rows are in. */
  readonly sort: ListQuery['sort']
  /** Where given, opening hours are told as of this moment, in one line. */
  readonly now?: Date
  /** Stands behind the name. */
  readonly column?: ListColumn | undefined
  readonly linkTo: (row: RecordRow) => string
}

const numericKinds: ReadonlySet<string> = new Set(['integer', 'decimal', 'yen'])

/** The field that puts a column in order: of a name its reading, where that can be sorted by. */
const sortOf = (register: Register, { id }: RegisterField): string | undefined => {
  const reading = register.fields.find(({ field }) => field.kind === 'kana' && field.of === id)
  return [reading?.id, id].find(one => one !== undefined && register.sortable.has(one))
}

const columnOf = (props: RecordTableProps, field: RegisterField): Column => {
  const column = { title: field.field.label, numeric: numericKinds.has(field.field.kind) }
  const by = sortOf(props.register, field)
  if (by === undefined) return column
  const direction = props.sort.field?.id !== by ? undefined : props.sort.descending ? 'descending' : 'ascending'
  const next = direction === 'ascending' ? `-${by}` : by
  return {
    ...column,
    sort: {
      path: withQuery(props.path, props.query, { sort: next, after: null, before: null }),
      ...(direction ? { now: direction } : {}),
    },
  }
}

/** Records as a table; the first column leads to the record. */
export const RecordTable = (props: RecordTableProps) => {
  const { language, register, fields, context, references, column } = props
  /** The column stands behind those that name the record. */
  const at = Math.max(1, fields.findLastIndex(field => register.definition.naming.includes(field.id)) + 1)
  const inserted = <T,>(all: readonly T[], one: T | undefined): readonly T[] =>
    one === undefined ? all : [...all.slice(0, at), one, ...all.slice(at)]
  const rows: TableRow[] = props.rows.map(row => ({
    cells: inserted<Child>(
      fields.map((field, at) => {
        const value = row.values[field.id] ?? null
        const link = typeof value === 'string' ? references.nameOf(field, value) : undefined
        const reading = language === 'en' && at === 0 ? readingOf(register, row.values, field.id) : undefined
        const cell =
          props.now && isHours(value) ? (
            <OpenNow hours={value} now={props.now} language={language} context={context} />
          ) : value === false ? (
            // In a column of marks the eye looks for the yes.
            <>
              <span class="muted" aria-hidden="true">
                －
              </span>
              <span class="visually-hidden">{language === 'ja' ? 'いいえ' : 'No'}</span>
            </>
          ) : (
            <FieldValue
              field={withUnit(register, field.field, row.values)}
              value={value}
              language={language}
              context={context}
              {...(link && at > 0 ? { target: link } : link ? { target: { name: link.name } } : {})}
            />
          )
        if (at > 0) return cell
        return (
          <>
            <a href={href(language, props.linkTo(row))}>
              {value === null ? (language === 'ja' ? '（名称なし）' : '(no name)') : cell}
            </a>
            {reading ? <span class="reading">{reading}</span> : null}
            {row.sample ? <StatusTag tone="sample">{language === 'ja' ? '見本' : 'Sample'}</StatusTag> : null}
          </>
        )
      }),
      column?.show(row.values, language, context.today),
    ),
  }))
  return (
    <Table
      language={language}
      caption={register.definition.title}
      captionHidden
      columns={inserted(
        fields.map(field => columnOf(props, field)),
        column && { title: column.title },
      )}
      rows={rows}
    />
  )
}
