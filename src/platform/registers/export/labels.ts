import type { Language } from '../../../base/bilingual.ts'
import type { JsonObject } from '../../../base/json.ts'
import type { Transaction } from '../../database/connection.ts'
import { query } from '../../database/statement.ts'
import { targetOfHeading } from '../import/mapping.ts'
import { showField } from '../kinds/index.ts'
import { nameOf } from '../pages/naming.ts'
import { columnsToStored, fromStored, type RecordRow } from '../record.ts'
import type { Register, RegisterField } from '../register.ts'
import type { Registers } from '../registers.ts'

/**
 * What a code or an id in a file means, in a column of its own behind it. For people only: an import does not read it
 * and says so, so that what was given out still comes back unchanged.
 */
export interface LabelColumn {
  readonly field: RegisterField
  readonly heading: string
}

/** Which records' names may be read: those of a staff transaction, or of the public's. */
export type Reading = 'staff' | 'public'

const hasLabel = ({ field }: RegisterField): boolean =>
  field.kind === 'reference' ||
  ((field.kind === 'choice' || field.kind === 'choices') && field.of.some(({ code, label }) => code !== label.ja))

/** A heading that an import would take for a column of the register is not given to a label. */
export const labelColumns = (register: Register, fields: readonly RegisterField[]): readonly LabelColumn[] =>
  fields.filter(hasLabel).flatMap(field => {
    const heading = `${field.field.column ?? field.field.label.ja}（表示のみ）`
    return targetOfHeading(register, heading) === undefined ? [{ field, heading }] : []
  })

/** Names of the records that one reference field leads to, from their fields that are not personal. */
const namesOf = async (
  tx: Transaction,
  registers: Registers,
  target: Register,
  ids: readonly string[],
  reading: Reading,
  language: Language,
): Promise<ReadonlyMap<string, string>> => {
  if (ids.length === 0 || (reading === 'public' && !target.published)) return new Map()
  const open = target.definition.naming
    .map(id => target.field(id))
    .filter(field =>
      reading === 'public' ? field.class === 'public' : field.class === 'public' || field.class === 'internal',
    )
  // Called by personal data alone: its id is all that a file says.
  if (open.length === 0) return new Map()
  const columns = ['id', ...open.flatMap(field => field.columns.map(column => `"${column.name}"`))].join(', ')
  const rows = await query(tx, {
    text: `select ${columns} from ${reading === 'public' ? target.publishedView : target.listView} where id = any ($1::text[]::uuid[])`,
    values: [[...ids]],
    prepare: false,
  })
  return new Map(
    rows.map(row => {
      const id = String(row['id'])
      const values = fromStored(target, id, columnsToStored(target, row), registers.tools.secrets, false)
      return [id, nameOf(target, values, language, registers.tools.context())] as const
    }),
  )
}

/** The labels of a group of records: by field id, the label of a value. References are looked up once for all. */
export const labelReader =
  (
    registers: Registers,
    columns: readonly Pick<LabelColumn, 'field'>[],
    mayName: (register: Register) => boolean,
    reading: Reading,
    language: Language,
  ) =>
  async (
    tx: Transaction,
    group: readonly RecordRow[],
  ): Promise<(field: RegisterField, record: RecordRow) => string> => {
    const context = registers.tools.context()
    const names = new Map<string, ReadonlyMap<string, string>>()
    for (const { field } of columns) {
      if (field.field.kind !== 'reference') continue
      const target = registers.find(field.field.to)?.register
      const ids = [
        ...new Set(
          group.flatMap(({ values }) => (typeof values[field.id] === 'string' ? [String(values[field.id])] : [])),
        ),
      ]
      if (target && mayName(target)) names.set(field.id, await namesOf(tx, registers, target, ids, reading, language))
    }
    return (field, record) => {
      const value = record.values[field.id] ?? null
      if (value === null) return ''
      return field.field.kind === 'reference'
        ? (names.get(field.id)?.get(String(value)) ?? '')
        : showField(field.field, value, language, context)
    }
  }

/** Fields that the API has labels for. */
export const isLabelled = ({ field }: RegisterField): boolean =>
  field.kind === 'choice' || field.kind === 'choices' || field.kind === 'reference'

/** The labels of one record as the API tells them beside it, by field. */
export const labelsJson = (
  fields: readonly RegisterField[],
  record: RecordRow,
  labelOf: (field: RegisterField, record: RecordRow) => string,
): JsonObject =>
  Object.fromEntries(
    fields.filter(isLabelled).flatMap(field => {
      const label = labelOf(field, record)
      return label === '' ? [] : [[field.id, label]]
    }),
  )
