import { randomUUID } from 'node:crypto'
import { canonicalJson } from '../../base/json.ts'
import type { Sql, Transaction } from '../database/connection.ts'
import type { LedgerEntryInput } from './definition.ts'

/** An entry as it lies in `ledger.entry`, less what the database and the sequencer give it (n, xid, place, hash). */
export interface LedgerEntryRow {
  /** Random, not ordered by time: it is also the salt that keeps the public hash of an entry from being guessed. */
  readonly id: string
  /** ISO 8601 with milliseconds and Z. */
  readonly at: string
  readonly event: string
  readonly tenant: string
  readonly actor: string | null
  readonly register: string | null
  readonly record: string | null
  readonly person: string | null
  /** The canonical JSON that the leaf hash is taken over. */
  readonly content: string
}

/** Columns that a writer fills, in the order of `entryValues`. */
export const entryColumns = [
  'id',
  'at',
  'event',
  'tenant',
  'actor',
  'register',
  'record',
  'person',
  'content',
] as const satisfies readonly (keyof LedgerEntryRow)[]

const member = (key: string, value: string | undefined): string =>
  value === undefined ? '' : `,"${key}":${JSON.stringify(value)}`

/**
 * The canonical JSON of an entry (`canonicalJson`), written out since every read of personal data waits for it: the keys
 * stand in their order, and ids and times need no escaping.
 */
const contentOf = (input: LedgerEntryInput, id: string, moment: string): string =>
  `{"actor":${JSON.stringify(input.actor)},"at":"${moment}","body":${canonicalJson(input.body)},"event":${JSON.stringify(input.event.id)},"id":"${id}"` +
  `${member('person', input.person)}${member('reason', input.reason)}${member('record', input.record)}` +
  `${member('register', input.register)},"tenant":${JSON.stringify(input.tenant)}}`

/** Keys of an entry's content, in the order of canonical JSON. */
const contentKeys = ['actor', 'at', 'body', 'event', 'id', 'person', 'reason', 'record', 'register', 'tenant'] as const

/**
 * SQL that writes an entry's content, for an entry about rows that only the database knows when it is written: the look at
 * a list, in the statement that reads it.
 * @param parts SQL of each member's JSON text
 */
export const contentSql = (parts: Partial<Readonly<Record<(typeof contentKeys)[number], string>>>): string =>
  `concat(${contentKeys
    .flatMap(key => (parts[key] === undefined ? [] : [`"${key}":', ${parts[key]}`]))
    .map((member, at) => `'${at === 0 ? '{' : ','}${member}`)
    .join(', ')}, '}')`

/** Makes the row of an entry. Pure but for the random id; no query, so it costs microseconds. */
export const entryRow = (input: LedgerEntryInput, at: Date): LedgerEntryRow => {
  const id = randomUUID()
  const moment = at.toISOString()
  return {
    id,
    at: moment,
    event: input.event.id,
    tenant: input.tenant,
    actor: input.actor,
    register: input.register ?? null,
    record: input.record ?? null,
    person: input.person ?? null,
    content: contentOf(input, id, moment),
  }
}

export const entryValues = (row: LedgerEntryRow): readonly (string | null)[] => entryColumns.map(column => row[column])

/**
 * The INSERT of one entry as a fragment, for a statement that also writes what the entry records:
 * ``tx`with e as (${entryInsert(tx, row)}) insert into register.permit …` ``. The statement's text is the same for every
 * row, so it is prepared once a connection.
 */
export const entryInsert = (sql: Sql | Transaction, row: LedgerEntryRow) =>
  sql`insert into ledger.entry (id, at, event, tenant, actor, register, record, person, content)
      values (${row.id}::uuid, ${row.at}::timestamptz, ${row.event}, ${row.tenant}::uuid, ${row.actor}::uuid,
              ${row.register}, ${row.record}, ${row.person}::uuid, ${row.content})`

/** Inserts entries, in one statement however many there are. Must run in the transaction of what they record. */
export const insertEntries = async (tx: Sql | Transaction, rows: readonly LedgerEntryRow[]): Promise<void> => {
  const [first] = rows
  if (first === undefined) return
  if (rows.length === 1) {
    await entryInsert(tx, first)
    return
  }
  const column = (name: keyof LedgerEntryRow) => rows.map(row => row[name])
  await tx`
    insert into ledger.entry (id, at, event, tenant, actor, register, record, person, content)
    select * from unnest(${column('id')}::uuid[], ${column('at')}::timestamptz[], ${column('event')}::text[],
      ${column('tenant')}::uuid[], ${column('actor')}::uuid[], ${column('register')}::text[],
      ${column('record')}::text[], ${column('person')}::uuid[], ${column('content')}::text[])`
}
