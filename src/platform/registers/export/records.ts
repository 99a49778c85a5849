import { inBreaths } from '../../../base/breaths.ts'
import type { Row } from '../../database/statement.ts'
import { columnsToStored, fromStored, type RecordRow } from '../record.ts'
import type { Register, RegisterField } from '../register.ts'
import type { Registers } from '../registers.ts'

/** Rows of a list as records; special values are opened only where one of them is given out. */
export async function* recordsOf(
  registers: Registers,
  register: Register,
  fields: readonly RegisterField[],
  rows: AsyncIterable<Row> | Iterable<Row>,
): AsyncGenerator<RecordRow> {
  const open = fields.some(field => field.class === 'special')
  for await (const row of inBreaths(rows)) {
    const id = String(row['id'])
    yield {
      id,
      tenant: String(row['tenant'] ?? ''),
      version: Number(row['version']),
      sample: row['sample'] === true,
      createdAt: '',
      updatedAt: String(row['updated_at']),
      removedAt: null,
      values: fromStored(register, id, columnsToStored(register, row), registers.tools.secrets, open),
    }
  }
}

/** The columns of some fields, for a SELECT. */
export const namesOf = (fields: readonly RegisterField[]): readonly string[] =>
  fields.flatMap(field => field.columns.map(column => column.name))
