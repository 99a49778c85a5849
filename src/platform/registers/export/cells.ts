import type { Json } from '../../../base/json.ts'
import { type FileColumn, idHeading, registerColumns, sampleHeading, sampleMark } from '../columns.ts'
import { fieldToJson, writeField } from '../kinds/index.ts'
import type { RecordRow } from '../record.ts'
import type { Register, RegisterField } from '../register.ts'

/** The columns of an export: the record's id, the fields that the reader may see, and the mark of sample records. */
export interface ExportShape {
  readonly fields: readonly RegisterField[]
  readonly columns: readonly FileColumn[]
  readonly headings: readonly string[]
}

export const exportShape = (register: Register, fields: readonly RegisterField[]): ExportShape => {
  const columns = registerColumns(register).filter(column => fields.includes(column.field))
  return { fields, columns, headings: [idHeading, ...columns.map(column => column.heading), sampleHeading] }
}

export const textCells = (shape: ExportShape, row: RecordRow): readonly string[] => {
  const cells = [row.id]
  for (const field of shape.fields) cells.push(...writeField(field.field, row.values[field.id] ?? null))
  cells.push(row.sample ? sampleMark : '')
  return cells
}

export const jsonLine = (shape: ExportShape, row: RecordRow): string => {
  const json: Record<string, Json> = { id: row.id, version: row.version, updatedAt: row.updatedAt }
  if (row.sample) json['sample'] = true
  for (const { id, field } of shape.fields) {
    const value = row.values[id] ?? null
    json[id] = value === null ? null : fieldToJson(field, value)
  }
  return `${JSON.stringify(json)}\n`
}

export interface WorkbookCell {
  readonly type: StringConstructor | NumberConstructor | DateConstructor
  readonly value: string | number | Date
  readonly format?: string
}

/** Codes and texts as text, so that no zero is lost; days as days and whole numbers as numbers, to be reckoned with. */
export const workbookCells = (shape: ExportShape, row: RecordRow): readonly (WorkbookCell | null)[] =>
  textCells(shape, row).map((text, at): WorkbookCell | null => {
    if (text === '') return null
    const kind = shape.columns[at - 1]?.field.field.kind
    if (kind === 'date') return { type: Date, value: new Date(`${text}T00:00:00Z`), format: 'yyyy-mm-dd' }
    if (kind === 'integer' || kind === 'yen') return { type: Number, value: Number(text) }
    return { type: String, value: text, format: '@' }
  })
