import { type FormulaStyle, writeFormulas } from '../../../base/csv/formula.ts'
import type { Json, JsonObject } from '../../../base/json.ts'
import { idHeading, registerColumns, sampleHeading, sampleMark } from '../columns.ts'
import { fieldToJson, writeField } from '../kinds/index.ts'
import type { RecordRow } from '../record.ts'
import type { Register, RegisterField } from '../register.ts'
import type { LabelColumn } from './labels.ts'
import { inGroups } from './reference-names.ts'
import type { Sheet } from './sheet.ts'

/** The labels of some records: what stands behind a field's own cells. */
export type LabelLookup = (group: readonly RecordRow[]) => Promise<(field: RegisterField, record: RecordRow) => string>

/** The register's own shape: the record's id, the fields that the reader may see, and the mark of sample records. */
export const registerSheet = (
  register: Register,
  fields: readonly RegisterField[],
  records: AsyncIterable<RecordRow>,
  formulas: FormulaStyle,
  labels: { readonly columns: readonly LabelColumn[]; readonly look: LabelLookup },
): Sheet => {
  const labelled = new Map(labels.columns.map(({ field, heading }) => [field, heading]))
  const rows = async function* () {
    for await (const [row, labelOf] of inGroups(records, labels.look)) {
      const cells = [row.id]
      for (const one of fields) {
        for (const text of writeField(one.field, row.values[one.id] ?? null)) cells.push(writeFormulas(text, formulas))
        if (labelled.has(one)) cells.push(writeFormulas(labelOf(one, row), formulas))
      }
      cells.push(row.sample ? sampleMark : '')
      yield { cells }
    }
  }
  const columns = registerColumns(register)
  return {
    columns: [
      { heading: idHeading },
      ...fields.flatMap(field => {
        const heading = labelled.get(field)
        return [
          ...columns.filter(column => column.field === field),
          ...(heading === undefined ? [] : [{ heading, display: true }]),
        ]
      }),
      { heading: sampleHeading },
    ],
    rows: rows(),
  }
}

export const jsonLine = (fields: readonly RegisterField[], row: RecordRow, labels?: JsonObject): string => {
  const json: Record<string, Json> = { id: row.id, version: row.version, updatedAt: row.updatedAt }
  if (row.sample) json['sample'] = true
  for (const { id, field } of fields) {
    const value = row.values[id] ?? null
    json[id] = value === null ? null : fieldToJson(field, value)
  }
  if (labels) json['labels'] = labels
  return `${JSON.stringify(json)}\n`
}
