import type { JsonObject } from '../../base/json.ts'
import { NotFoundError, RefusedError, type Result } from '../../base/problem.ts'
import { isId } from '../../base/uuid.ts'
import { type Act, may, maySomewhere } from '../access/actor.ts'
import type { Database } from '../database/connection.ts'
import type { Secrets } from '../database/secrets.ts'
import {
  listAndTrace,
  queryAndTrace,
  queryOfTenants,
  type Row,
  query as runQuery,
  runStatements,
  type Statement,
  type Trace,
} from '../database/statement.ts'
import { entryRow } from '../ledger/store.ts'
import { dataOfRow, recordJson } from './api/json.ts'
import { type Cursor, type Direction, sealCursor } from './cursor.ts'
import { entryTrace, listTrace } from './entry-statement.ts'
import { recordRead, recordsListed } from './events.ts'
import type { RecordValues } from './field.ts'
import type { KindContext } from './kinds/kind.ts'
import { countSql, listSql, rowsOfTenants } from './list-sql.ts'
import { type HeldRecord, mayWith } from './own.ts'
import { type ListQuery, type PageLimits, readListQuery, widened } from './query.ts'
import { columnsToStored, fromStored, type RecordRow, type StoredData } from './record.ts'
import type { Register, RegisterField } from './register.ts'
import type { Room } from './room.ts'
import { listColumns, publicSelectText, selectText } from './store.ts'
import { isPersonal, permission, type RegisterPermission, requireAskable, visibleFields } from './visibility.ts'

/** What every register's service is built on. */
export interface RegisterTools {
  readonly database: Database
  readonly secrets: Secrets
  /** Fresh for each call, since it knows today's date. */
  context(): KindContext
  /** How much an organisation may hold; without it there is no limit. */
  readonly room?: Room
}

export interface ListPage {
  readonly rows: readonly RecordRow[]
  /** Fields that this actor sees, in definition order. */
  readonly fields: readonly RegisterField[]
  /** Cursor texts; null where there is no further page. */
  readonly next: string | null
  readonly previous: string | null
}

export interface Count {
  readonly count: number
  /** True when counting stopped at the bound: "more than". */
  readonly more: boolean
}

export interface CountedPage {
  readonly page: ListPage
  readonly count: Count
}

const countBound = 1000

const marksOf = (row: Row) => ({
  id: String(row['id']),
  version: Number(row['version']),
  updatedAt: String(row['updated_at']),
  sample: row['sample'] === true,
})

const rowOf = (register: Register, row: Row, values: RecordValues): RecordRow => ({
  id: String(row['id']),
  tenant: String(row['tenant'] ?? ''),
  version: Number(row['version']),
  sample: row['sample'] === true,
  createdAt: String(row['created_at'] ?? ''),
  updatedAt: String(row['updated_at'] ?? ''),
  removedAt: row['removed_at'] === null || row['removed_at'] === undefined ? null : String(row['removed_at']),
  values: register.fields.length ? values : {},
})

/** Asked only where the page does not show all that was found: most searches are for one record, and find a few. */
const countUnless = async (query: ListQuery, page: ListPage, count: () => Promise<Count>): Promise<CountedPage> => {
  const first = query.after === null && query.before === null
  return {
    page,
    count: first && page.next === null ? { count: page.rows.length, more: false } : await count(),
  }
}

/** Reads one register's records: what is published, and what an actor may see, each look at personal data in the ledger. */
export class RegisterReader {
  readonly register: Register
  protected readonly tools: RegisterTools

  constructor(register: Register, tools: RegisterTools) {
    this.register = register
    this.tools = tools
  }

  context(): KindContext {
    return this.tools.context()
  }

  /** The address of a list, with the place of its page. @param visible fields by which this caller may search, filter and sort */
  readQuery(parameters: URLSearchParams, visible: ReadonlySet<string>, limits?: PageLimits): Result<ListQuery> {
    return readListQuery(this.register, parameters, visible, limits, this.tools.secrets)
  }

  /** A place in a list, as an address holds it. */
  cursor(query: ListQuery, direction: Direction, place: Cursor): string {
    return sealCursor(this.tools.secrets, this.register, query, direction, place)
  }

  /** Whether the actor may do this with this record; without one: with any record. */
  may(act: Act, name: RegisterPermission, row?: HeldRecord): boolean {
    return row
      ? mayWith(this.register, act.actor, name, row)
      : maySomewhere(act.actor, permission(this.register.id, name))
  }

  /** @param own also where it is allowed for own records only; whose the record is remains to be asked */
  protected require(act: Act, name: RegisterPermission, own = false): void {
    const wanted = permission(this.register.id, name)
    if (!(own ? maySomewhere : may)(act.actor, wanted)) throw new RefusedError(wanted)
  }

  protected requireId(id: string): void {
    if (!isId(id)) throw new NotFoundError(this.register.id)
  }

  /** A published record, as anyone may read it; null when there is none. */
  async published(id: string): Promise<RecordRow | null> {
    const [row] = await runQuery(this.tools.database.reader, { text: publicSelectText(this.register), values: [id] })
    return row ? this.toRow(row, false) : null
  }

  /** A published record as the API answers it, straight from its columns. */
  async publishedJson(id: string): Promise<JsonObject | null> {
    const [row] = await runQuery(this.tools.database.reader, { text: publicSelectText(this.register), values: [id] })
    return row
      ? recordJson(
          this.register,
          marksOf(row),
          this.register.publicFields,
          columnsToStored(this.register, row),
          this.context().today,
        )
      : null
  }

  /** `get` as the API answers it. */
  async getJson(act: Act, id: string): Promise<JsonObject> {
    const { row, fields } = await this.#look(act, id)
    const opens = fields.some(field => field.class === 'special')
    const data = columnsToStored(this.register, row)
    const open = opens ? dataOfRow(fields, this.toRow(row, true)) : data
    return recordJson(this.register, marksOf(row), fields, open, this.context().today)
  }

  /**
   * A record with the fields that the actor may see. A look at personal data is in the ledger before it is answered.
   * @throws NotFoundError also where row security hides it
   */
  async get(act: Act, id: string): Promise<{ readonly row: RecordRow; readonly fields: readonly RegisterField[] }> {
    const { row, fields } = await this.#look(act, id)
    return {
      row: this.#mask(
        this.toRow(
          row,
          fields.some(field => field.class === 'special'),
        ),
        fields,
      ),
      fields,
    }
  }

  async #look(act: Act, id: string): Promise<{ readonly row: Row; readonly fields: readonly RegisterField[] }> {
    this.require(act, 'read')
    this.requireId(id)
    const fields = visibleFields(this.register, act.actor)
    const personal = fields.filter(isPersonal)
    const look: Statement = { text: selectText(this.register), values: [id] }
    const { app } = this.tools.database
    const { tenants } = act.actor
    const [row] = await (personal.length
      ? queryAndTrace(app, tenants, look, this.#lookTrace(act, id, personal))
      : queryOfTenants(app, tenants, look))
    if (!row) throw new NotFoundError(`${this.register.id} ${id}`)
    return { row, fields }
  }

  /** The entry is written only when the row security lets the row through: a refused look is recorded as refused. */
  #lookTrace(act: Act, id: string, personal: readonly RegisterField[]): Trace {
    const entry = entryRow(
      {
        event: recordRead,
        tenant: act.actor.organisation,
        actor: act.actor.person,
        register: this.register.id,
        record: id,
        ...(act.reason ? { reason: act.reason } : {}),
        body: { fields: personal.map(field => field.id) },
      },
      act.clock.now(),
    )
    return entryTrace(entry)
  }

  /** One page of the public list. */
  async publishedList(query: ListQuery): Promise<ListPage> {
    const fields = this.register.publicFields
    const columns = [
      'id',
      'version',
      'sample',
      'updated_at',
      ...fields.flatMap(field => field.columns.map(column => `"${column.name}"`)),
    ]
    const statement = listSql(this.register.publishedView, columns.join(', '), widened(query, this.context()))
    const rows = await runQuery(this.tools.database.lists, statement)
    return this.#page(rows, query, fields, false)
  }

  async publishedCount(query: ListQuery): Promise<Count> {
    const statement = countSql(this.register.publishedView, widened(query, this.context()), countBound)
    const [row] = await runQuery(this.tools.database.lists, statement)
    return countOf(row)
  }

  /** One page of the public list, and how many there are in all. */
  async publishedPage(query: ListQuery): Promise<CountedPage> {
    return countUnless(query, await this.publishedList(query), () => this.publishedCount(query))
  }

  /** Naming fields of some records, for links; a visitor gets those of published records only. */
  async names(
    act: Act | null,
    ids: readonly string[],
  ): Promise<readonly { readonly id: string; readonly values: Partial<RecordValues> }[]> {
    const named = this.register.definition.naming.map(id => this.register.field(id))
    const staff = act !== null && may(act.actor, permission(this.register.id, 'read'))
    const visible = staff ? named.filter(field => !isPersonal(field)) : named.filter(field => field.class === 'public')
    const columns = [
      'id',
      'version',
      ...visible.flatMap(field => field.columns.map(column => `"${column.name}"`)),
    ].join(', ')
    const where = 'where id = any ($1::text[]::uuid[])'
    let rows: readonly Row[] = []
    if (staff)
      rows =
        (
          await runStatements(this.tools.database.app, act.actor.tenants, [
            { text: `select ${columns} from ${this.register.rowTable} ${where}`, values: [[...ids]] },
          ])
        )[0] ?? []
    else if (this.register.definition.publish)
      rows = await runQuery(this.tools.database.reader, {
        text: `select ${columns} from ${this.register.publishedView} ${where}`,
        values: [[...ids]],
      })
    return rows.map(row => ({ id: String(row['id']), values: this.toRow(row, false).values }))
  }

  /** One page of the staff list with the columns named by the definition that the actor may see. */
  async list(act: Act, query: ListQuery, wanted: readonly string[] = this.register.definition.list): Promise<ListPage> {
    this.require(act, 'read')
    requireAskable(this.register, act.actor, query)
    const fields = visibleFields(this.register, act.actor).filter(
      field => wanted.includes(field.id) || field.id === query.sort.field?.id,
    )
    const names = fields.flatMap(field => field.columns.map(column => column.name))
    const statement = listSql(
      this.register.listView,
      listColumns(names),
      widened(query, this.context()),
      rowsOfTenants(act.actor.tenants),
    )
    const { app } = this.tools.database
    const { tenants } = act.actor
    const shown = fields.filter(isPersonal)
    const asked = this.#askedBy(query)
    const rows =
      shown.length + asked.length > 0
        ? await listAndTrace(app, tenants, statement, this.#listTrace(act, query.limit, shown, asked))
        : ((await runStatements(app, tenants, [statement]))[0] ?? [])
    return this.#page(
      rows,
      query,
      fields,
      fields.some(field => field.class === 'special'),
    )
  }

  /** Personal fields by whose values a list was asked for: its rows tell of them, whatever its columns are. */
  #askedBy({ search, filters }: ListQuery): readonly RegisterField[] {
    const fields = [...filters.map(filter => filter.field), ...(search === '' ? [] : this.register.searchFields)]
    return fields.filter(isPersonal)
  }

  #listTrace(act: Act, most: number, shown: readonly RegisterField[], asked: readonly RegisterField[]): Trace {
    return listTrace(
      {
        event: recordsListed,
        tenant: act.actor.organisation,
        actor: act.actor.person,
        register: this.register.id,
        ...(act.reason ? { reason: act.reason } : {}),
      },
      [...new Set([...shown, ...asked].map(field => field.id))],
      most,
      act.clock.now(),
      asked.length > 0,
    )
  }

  async count(act: Act, query: ListQuery): Promise<Count> {
    this.require(act, 'read')
    requireAskable(this.register, act.actor, query)
    const statement = countSql(
      this.register.listView,
      widened(query, this.context()),
      countBound,
      rowsOfTenants(act.actor.tenants),
    )
    const [rows] = await runStatements(this.tools.database.app, act.actor.tenants, [statement])
    return countOf(rows?.[0])
  }

  /** One page of the staff list, and how many there are in all. */
  async page(act: Act, query: ListQuery, wanted?: readonly string[]): Promise<CountedPage> {
    return countUnless(query, await this.list(act, query, wanted), () => this.count(act, query))
  }

  #page(rows: readonly Row[], query: ListQuery, fields: readonly RegisterField[], open: boolean): ListPage {
    const backwards = query.before !== null && query.after === null
    const further = rows.length > query.limit
    const shown = rows.slice(0, query.limit)
    if (backwards) shown.reverse()
    const sortColumn = query.sort.field?.columns[0]?.name ?? 'id'
    const cursor = (direction: Direction, row: Row | undefined): string | null => {
      if (!row) return null
      const value = row[sortColumn]
      const place = { value: value === null || value === undefined ? null : String(value), id: String(row['id']) }
      return this.cursor(query, direction, place)
    }
    const hasNext = backwards ? true : further
    const hasPrevious = backwards ? further : query.after !== null
    return {
      rows: shown.map(row => this.#mask(this.toRow(row, open), fields)),
      fields,
      next: hasNext ? cursor('after', shown.at(-1)) : null,
      previous: hasPrevious ? cursor('before', shown[0]) : null,
    }
  }

  protected toRow(row: Row, open: boolean): RecordRow {
    const data = columnsToStored(this.register, row)
    return rowOf(this.register, row, fromStored(this.register, String(row['id']), data, this.tools.secrets, open))
  }

  #mask(row: RecordRow, fields: readonly RegisterField[]): RecordRow {
    const values: Record<string, RecordValues[string]> = {}
    for (const field of fields) values[field.id] = row.values[field.id] ?? null
    return { ...row, values }
  }

  protected async raw(act: Act, id: string): Promise<{ readonly row: RecordRow; readonly data: StoredData }> {
    this.requireId(id)
    const [rows] = await runStatements(this.tools.database.app, act.actor.tenants, [
      { text: selectText(this.register), values: [id] },
    ])
    const row = rows?.[0]
    if (!row || row['removed_at'] !== null) throw new NotFoundError(`${this.register.id} ${id}`)
    return { row: this.toRow(row, true), data: columnsToStored(this.register, row) }
  }
}

const countOf = (row: Row | undefined): Count => {
  const count = Number(row?.['count'] ?? 0)
  return { count: Math.min(count, countBound), more: count > countBound }
}
