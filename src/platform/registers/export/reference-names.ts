import type { Transaction } from '../../database/connection.ts'
import { query } from '../../database/statement.ts'
import { namingKey } from '../import/references.ts'
import { columnsToStored, fromStored, type RecordRow } from '../record.ts'
import type { Register, RegisterField } from '../register.ts'
import type { Registers } from '../registers.ts'
import { listColumns } from '../store.ts'

/** Records whose references are looked up together. */
const atOnce = 500

/** Rows with what was found for some hundreds of them at a time: the cursor of an export stays one. */
export async function* inGroups<Found>(
  records: AsyncIterable<RecordRow>,
  find: (group: readonly RecordRow[]) => Promise<Found>,
): AsyncGenerator<readonly [RecordRow, Found]> {
  let group: RecordRow[] = []
  const found = async function* () {
    const one = await find(group)
    for (const record of group) yield [record, one] as const
    group = []
  }
  for await (const record of records) {
    group.push(record)
    if (group.length === atOnce) yield* found()
  }
  yield* found()
}

/** The records that a reference field of these leads to, by id, with some fields; row security decides which are there. */
export const referred = async (
  tx: Transaction,
  registers: Registers,
  target: Register,
  field: string,
  from: readonly RecordRow[],
  fields: readonly RegisterField[],
): Promise<ReadonlyMap<string, RecordRow>> => {
  const ids = [
    ...new Set(from.flatMap(record => (typeof record.values[field] === 'string' ? record.values[field] : []))),
  ]
  if (ids.length === 0) return new Map()
  const names = fields.flatMap(one => one.columns.map(column => column.name))
  const rows = await query(tx, {
    text: `select ${listColumns(names)} from ${target.listView} where id = any ($1::text[]::uuid[])`,
    values: [ids],
    prepare: false,
  })
  return new Map(
    rows.map(row => {
      const id = String(row['id'])
      const values = fromStored(target, id, columnsToStored(target, row), registers.tools.secrets, false)
      const record: RecordRow = {
        id,
        tenant: String(row['tenant']),
        version: Number(row['version']),
        sample: row['sample'] === true,
        createdAt: '',
        updatedAt: '',
        removedAt: null,
        values,
      }
      return [id, record] as const
    }),
  )
}

/**
 * References as an office's file names them: by the other record's own number, where its register has one that is public
 * or internal; the inverse of `referenceReader`.
 */
export const referenceNames = (registers: Registers, register: Register, wanted: ReadonlySet<string>) => {
  const targets = register.references.flatMap(({ of, to }) => {
    const target = wanted.has(of.id) ? registers.find(to)?.register : undefined
    const key = target && namingKey(target)
    return target && key && key.class !== 'personal' ? [{ field: of.id, target, key }] : []
  })
  return async (
    tx: Transaction,
    group: readonly RecordRow[],
  ): Promise<ReadonlyMap<string, ReadonlyMap<string, string>>> => {
    const names = new Map<string, ReadonlyMap<string, string>>()
    for (const { field, target, key } of targets) {
      const found = await referred(tx, registers, target, field, group, [key])
      names.set(
        field,
        new Map(
          [...found].flatMap(([id, { values }]) =>
            typeof values[key.id] === 'string' ? [[id, String(values[key.id])] as const] : [],
          ),
        ),
      )
    }
    return names
  }
}
