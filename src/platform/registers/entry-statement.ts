import { randomUUID } from 'node:crypto'
import type { Statement, Trace } from '../database/statement.ts'
import type { LedgerEntryInput } from '../ledger/definition.ts'
import { contentSql, entryColumns, entryValues, type LedgerEntryRow } from '../ledger/store.ts'

const types: Readonly<Record<(typeof entryColumns)[number], string>> = {
  id: 'uuid',
  at: 'timestamptz',
  event: 'text',
  tenant: 'uuid',
  actor: 'uuid',
  register: 'text',
  record: 'text',
  person: 'uuid',
  content: 'text',
}

export const entryNames = entryColumns.join(', ')

/** PostgreSQL types of an entry's values, in the order of `entryValues`. */
export const entryTypes: readonly string[] = entryColumns.map(column => types[column])

const marks = entryTypes.map((type, index) => `$${index + 1}::${type}`).join(', ')

/** A ledger entry as a statement of its own, sent in the same flight and transaction as what it records. */
export const entryStatement = (row: LedgerEntryRow): Statement => ({
  text: `insert into ledger.entry (${entryNames}) values (${marks})`,
  values: entryValues(row),
})

/**
 * The same as the trace of a read.
 * @param of of which rows that were read there is an entry each
 */
export const entryTrace = (row: LedgerEntryRow, of = 'from found__'): Trace => ({
  text: from =>
    `insert into ledger.entry (${entryNames}) select ${entryTypes.map((type, at) => `$${from + at}::${type}`).join(', ')} ${of}`,
  values: entryValues(row),
})

/** One entry for all that was read, and none where nothing was. */
export const onceFound = 'where exists (select from found__)'

/**
 * The look at a page of a list: one entry with the ids of the rows that are shown, written as they are read.
 * @param evenNone also where there is no row: what was asked for was about people, and that there is none tells something
 */
export const listTrace = (
  input: Omit<LedgerEntryInput, 'body' | 'record' | 'person'>,
  fields: readonly string[],
  shown: number,
  at: Date,
  evenNone = false,
): Trace => {
  const id = randomUUID()
  const moment = at.toISOString()
  const { actor, event, reason, register, tenant } = input
  const columns = [id, moment, event.id, tenant, actor, register ?? null]
  const json = { actor, at: moment, event: event.id, id, reason, register, tenant }
  const members = Object.entries(json).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, JSON.stringify(value)] as const],
  )
  return {
    text: from => {
      const content = from + columns.length
      const parts = Object.fromEntries(members.map(([key], at) => [key, `$${content + at}::text`]))
      const last = content + members.length
      const body = `'{"count":', count(*), ',"fields":', $${last}::text, ',"records":[', string_agg(to_json(id)::text, ','), ']}'`
      return `insert into ledger.entry (id, at, event, tenant, actor, register, content)
        select $${from}::uuid, $${from + 1}::timestamptz, $${from + 2}::text, $${from + 3}::uuid, $${from + 4}::uuid, $${from + 5}::text,
          ${contentSql({ ...parts, body: `concat(${body})` })}
        from (select id from found__ limit $${last + 1}::int) shown${evenNone ? '' : ' having count(*) > 0'}`
    },
    values: [...columns, ...members.map(([, value]) => value), JSON.stringify(fields), shown],
  }
}
