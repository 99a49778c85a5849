import { type FormulaStyle, writeFormulas } from '../../../base/csv/formula.ts'
import type { Json } from '../../../base/json.ts'
import { idHeading, registerColumns, sampleHeading, sampleMark } from '../columns.ts'
import { fieldToJson, writeField } from '../kinds/index.ts'
import type { RecordRow } from '../record.ts'
import type { Register, RegisterField } from '../register.ts'
import type { Sheet } from './sheet.ts'

/** The register's own shape: the record's id, the fields that the reader may see, and the mark of sample records. */
export const registerSheet = (
  register: Register,
  fields: readonly RegisterField[],
  records: AsyncIterable<RecordRow>,
  formulas: FormulaStyle,
): Sheet => {
  const rows = async function* () {
    for await (const row of records) {
      const cells = [row.id]
      for (const { id, field } of fields)
        for (const text of writeField(field, row.values[id] ?? null)) cells.push(writeFormulas(text, formulas))
      cells.push(row.sample ? sampleMark : '')
      yield { cells }
    }
  }
  return {
    columns: [
      { heading: idHeading },
      ...registerColumns(register).filter(column => fields.includes(column.field)),
      { heading: sampleHeading },
    ],
    rows: rows(),
  }
}

export const jsonLine = (fields: readonly RegisterField[], row: RecordRow): string => {
  const json: Record<string, Json> = { id: row.id, version: row.version, updatedAt: row.updatedAt }
  if (row.sample) json['sample'] = true
  for (const { id, field } of fields) {
    const value = row.values[id] ?? null
    json[id] = value === null ? null : fieldToJson(field, value)
  }
  return `${JSON.stringify(json)}\n`
}
