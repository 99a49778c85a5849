import type { Json } from '../../../base/json.ts'
import { literal, quoted } from './quote.ts'
import type { TableColumn } from './spec.ts'

/** What a new column gets from the one that it is split from. */
export const splitSql = (column: TableColumn): string => {
  const { column: source, pattern, group } = column.splitFrom ?? { column: column.name, pattern: '', group: 1 }
  return `(regexp_match(${quoted(source)}, ${literal(pattern)}))[${group}]`
}

/** The value that a definition gives for empty records. */
export const fillSql = (column: TableColumn, fill: Json): string => {
  if (column.type === 'jsonb') return `${literal(JSON.stringify(fill))}::jsonb`
  if (Array.isArray(fill)) return `array[${fill.map(item => literal(String(item))).join(', ')}]::text[]`
  return `${literal(String(fill))}::${column.type}`
}
