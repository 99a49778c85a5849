// biome-ignore-all lint/a11y/noRedundantRoles: browsers drop a table's roles when the stylesheet lays it out as cards.
import type { Child } from 'hono/jsx'
import { type Bilingual, type Language, say } from '../base/bilingual.ts'
import { href } from './link.ts'
import { Words } from './words.tsx'

export interface Column {
  readonly title: Bilingual
  /** Numbers stand right, in figures of one width. */
  readonly numeric?: boolean | undefined
  /** Where the heading leads to sort by this column, and how the table is sorted now if by this one. */
  readonly sort?: { readonly path: string; readonly now?: 'ascending' | 'descending' | undefined }
}

export interface TableRow {
  /** One per column. */
  readonly cells: readonly Child[]
  /** Draws the eye: overdue, suspended. The cell's text must say the same; colour alone tells nothing. */
  readonly tone?: 'warning' | 'muted' | undefined
}

interface TableProps {
  readonly language: Language
  readonly caption: Bilingual
  /** The heading above the table says the same already. */
  readonly captionHidden?: boolean | undefined
  readonly columns: readonly Column[]
  readonly rows: readonly TableRow[]
  /** The first cell names the row. Default true. */
  readonly rowHeadings?: boolean | undefined
}

const Heading = ({ column, language }: { column: Column; language: Language }) => {
  const title = say(column.title, language)
  if (!column.sort) return title
  const now = column.sort.now
  return (
    <a class="sort" href={href(language, column.sort.path)}>
      {title}
      <span class={`sort-mark${now ? ` sort-${now}` : ''}`} aria-hidden="true" />
    </a>
  )
}

/** Plain texts of cells are the records': their Japanese is marked on English pages. */
const marked = (cell: Child | undefined): Child => (typeof cell === 'string' ? <Words text={cell} /> : cell)

/**
 * A table that becomes a list of cards on a phone. The roles are written out because a browser forgets that it is a
 * table as soon as the stylesheet lays it out otherwise.
 */
export const Table = ({ language, caption, captionHidden, columns, rows, rowHeadings = true }: TableProps) => (
  <table class="table" role="table">
    <caption class={captionHidden ? 'visually-hidden' : undefined}>{say(caption, language)}</caption>
    <thead role="rowgroup">
      <tr role="row">
        {columns.map(column => (
          <th
            scope="col"
            role="columnheader"
            class={column.numeric ? 'numeric' : undefined}
            aria-sort={column.sort?.now}
          >
            <Heading column={column} language={language} />
          </th>
        ))}
      </tr>
    </thead>
    <tbody role="rowgroup">
      {rows.map(row => (
        <tr role="row" class={row.tone ? `row-${row.tone}` : undefined}>
          {columns.map((column, at) =>
            at === 0 && rowHeadings ? (
              <th scope="row" role="rowheader" class={column.numeric ? 'numeric' : undefined}>
                {marked(row.cells[at])}
              </th>
            ) : (
              <td role="cell" class={column.numeric ? 'numeric' : undefined} data-label={say(column.title, language)}>
                {marked(row.cells[at])}
              </td>
            ),
          )}
        </tr>
      ))}
    </tbody>
  </table>
)
