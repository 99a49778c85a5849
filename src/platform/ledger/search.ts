import { addDays, isDay } from '../../base/calendar/days.ts'
import { isId } from '../../base/uuid.ts'
import type { Transaction } from '../database/connection.ts'

/** What entries are looked for by; ids that are no ids and days that are no days are left out by `readFilter`. */
export interface EntryFilter {
  readonly register?: string
  readonly record?: string
  readonly person?: string
  readonly actor?: string
  readonly event?: string
  /** Days in Japan, both included, YYYY-MM-DD. */
  readonly from?: string
  readonly to?: string
}

/** An entry as it is listed. */
export interface EntryRow {
  readonly id: string
  readonly n: string
  /** ISO 8601. */
  readonly at: string
  readonly event: string
  readonly actor: string | null
  readonly register: string | null
  readonly record: string | null
  readonly person: string | null
  readonly content: string
  /** Place in the log, null until the sequencer has given it. */
  readonly seq: string | null
}

export interface EntryPage {
  readonly rows: readonly EntryRow[]
  /** Cursor of the newer page and of the older page, where there is one. */
  readonly before?: string
  readonly after?: string
}

export const pageSize = 50

// A filter is entered in the ledger with the look, so that nothing but ids and codes may pass: a name typed by mistake
// would stay there for ever.
const isCode = (text: string): boolean => /^[A-Za-z0-9_.:-]{1,100}$/.test(text)

const filterTests: Readonly<Record<keyof EntryFilter, (text: string) => boolean>> = {
  register: isCode,
  record: isCode,
  person: isId,
  actor: isId,
  event: isCode,
  from: isDay,
  to: isDay,
}

const filterNames = ['register', 'record', 'person', 'actor', 'event', 'from', 'to'] as const

/** @returns the filter, and the names of values that cannot be one */
export const readFilter = (
  query: URLSearchParams,
): { readonly filter: EntryFilter; readonly wrong: readonly (keyof EntryFilter)[] } => {
  const given = filterNames
    .map(name => [name, (query.get(name) ?? '').trim()] as const)
    .filter(([, value]) => value !== '')
  const fits = ([name, value]: readonly [keyof EntryFilter, string]) => filterTests[name](value)
  return {
    filter: Object.fromEntries(given.filter(fits)),
    wrong: given.filter(each => !fits(each)).map(([name]) => name),
  }
}

interface Cursor {
  readonly at: string
  readonly n: string
}

const cursorText = ({ at, n }: Cursor): string => `${at}_${n}`

const parseCursor = (text: string | null): Cursor | undefined => {
  const [, at, n] = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3,6}Z)_(\d{1,18})$/.exec(text ?? '') ?? []
  return at === undefined || n === undefined || Number.isNaN(Date.parse(at)) ? undefined : { at, n }
}

/** The first moment of a day in Japan. */
const startOf = (day: string): string => `${day}T00:00:00+09:00`

const conditions = (tx: Transaction, filter: EntryFilter) => tx`
  ${filter.register === undefined ? tx`` : tx`and e.register = ${filter.register}`}
  ${filter.record === undefined ? tx`` : tx`and e.record = ${filter.record}`}
  ${filter.person === undefined ? tx`` : tx`and e.person = ${filter.person}`}
  ${filter.actor === undefined ? tx`` : tx`and e.actor = ${filter.actor}`}
  ${filter.event === undefined ? tx`` : tx`and e.event = ${filter.event}`}
  ${filter.from === undefined ? tx`` : tx`and e.at >= ${startOf(filter.from)}`}
  ${filter.to === undefined ? tx`` : tx`and e.at < ${startOf(addDays(filter.to, 1))}`}`

const columns = (tx: Transaction) =>
  tx`e.id, e.n, e.at, e.event, e.actor, e.register, e.record, e.person, e.content, l.seq`

/** A page of entries, newest first, of the organisations of the transaction; keyset, so that old pages cost the same. */
export const searchEntries = async (
  tx: Transaction,
  filter: EntryFilter,
  query: URLSearchParams,
): Promise<EntryPage> => {
  const [before, after] = [parseCursor(query.get('before')), parseCursor(query.get('after'))]
  const found = await tx<EntryRow[]>`
    select ${columns(tx)} from ledger.entry e left join ledger.leaf l on l.entry = e.id
    where true ${conditions(tx, filter)}
      ${before === undefined ? tx`` : tx`and (e.at, e.n) > (${before.at}, ${before.n})`}
      ${before !== undefined || after === undefined ? tx`` : tx`and (e.at, e.n) < (${after.at}, ${after.n})`}
    order by ${before === undefined ? tx`e.at desc, e.n desc` : tx`e.at, e.n`}
    limit ${pageSize + 1}`
  const shown = found.slice(0, pageSize)
  const rows = before === undefined ? shown : shown.toReversed()
  const more = found.length > pageSize
  const [first, last] = [rows[0], rows.at(-1)]
  const hasNewer = before === undefined ? after !== undefined : more
  const hasOlder = before === undefined ? more : true
  return {
    rows,
    ...(first && hasNewer ? { before: cursorText(first) } : {}),
    ...(last && hasOlder ? { after: cursorText(last) } : {}),
  }
}

export const findEntry = async (tx: Transaction, id: string): Promise<EntryRow | undefined> => {
  const [row] = await tx<EntryRow[]>`
    select ${columns(tx)} from ledger.entry e left join ledger.leaf l on l.entry = e.id where e.id = ${id}`
  return row
}
