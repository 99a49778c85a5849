import type { PartSpec } from './kinds/kind.ts'
import type { Register, RegisterField } from './register.ts'

/**
 * A column of a register's files, in and out: a field, or a part of one. Import and export are made of the same columns,
 * so that what was given out comes back unchanged.
 */
export interface FileColumn {
  /** `name`, `address.town`; saved mappings are made of these. */
  readonly id: string
  readonly field: RegisterField
  /** Which of the field's texts. */
  readonly part: number
  /** Heading in files that are given out. */
  readonly heading: string
}

/** Headings of what every record has besides its fields. */
export const idHeading = '記録ID'
export const sampleHeading = '見本'
/** What a sample record's cell under 見本 holds. */
export const sampleMark = '見本'

const partsOf = (field: RegisterField): readonly PartSpec[] => field.kind.parts(field.field)

const fieldHeading = (field: RegisterField): string => field.field.column ?? field.field.label.ja

export const fileColumns = (fields: readonly RegisterField[]): readonly FileColumn[] => {
  const columns = fields.flatMap(field => {
    const parts = partsOf(field)
    return parts.map((part, index): FileColumn => {
      const label = parts.length > 1 && part.label ? `（${part.label.ja}）` : ''
      return { id: field.id + part.suffix, field, part: index, heading: fieldHeading(field) + label }
    })
  })
  const taken = [idHeading, sampleHeading]
  const doubled = (heading: string) =>
    taken.includes(heading) || columns.filter(column => column.heading === heading).length > 1
  return columns.map(column =>
    doubled(column.heading) ? { ...column, heading: `${column.heading}（${column.id}）` } : column,
  )
}

const known = new WeakMap<Register, readonly FileColumn[]>()

/** All columns that files of a register may have, the same objects each time. Retired fields are read and written too. */
export const registerColumns = (register: Register): readonly FileColumn[] => {
  const columns = known.get(register) ?? fileColumns(register.fields)
  known.set(register, columns)
  return columns
}
