import type { JsonObject } from '../../base/json.ts'
import { ConflictError, InputError, NotFoundError, RefusedError } from '../../base/problem.ts'
import { isId, newId } from '../../base/uuid.ts'
import { type Act, may } from '../access/actor.ts'
import type { Database } from '../database/connection.ts'
import type { Secrets } from '../database/secrets.ts'
import {
  queryAndTrace,
  queryOfTenants,
  type Row,
  query as runQuery,
  runStatements,
  type Statement,
  type Trace,
} from '../database/statement.ts'
import type { LedgerEventDefinition } from '../ledger/definition.ts'
import { entryRow } from '../ledger/store.ts'
import { dataOfRow, recordJson } from './api/json.ts'
import { problemOfDatabaseError } from './database-errors.ts'
import type { Operation } from './definition.ts'
import { entryStatement, entryTrace } from './entry-statement.ts'
import { recordChanged, recordCreated, recordRead, recordRemoved, recordsListed } from './events.ts'
import type { RecordValues } from './field.ts'
import type { KindContext } from './kinds/kind.ts'
import { countSql, listSql } from './list-sql.ts'
import { encodeCursor, type ListQuery, widened } from './query.ts'
import {
  columnsToStored,
  fromStored,
  type RecordRow,
  revisionHash,
  type StoredData,
  searchOf,
  storedToColumns,
  toStored,
} from './record.ts'
import { referenceProblems } from './reference-check.ts'
import type { Register, RegisterField } from './register.ts'
import { listColumns, publicSelectText, type RevisionWrite, selectText, writeStatement } from './store.ts'
import { checkValues } from './values.ts'
import { isPersonal, permission, requireAskable, visibleFields } from './visibility.ts'

/** What every register's service is built on. */
export interface RegisterTools {
  readonly database: Database
  readonly secrets: Secrets
  /** Fresh for each call, since it knows today's date. */
  context(): KindContext
}

/** A change of one record, checked and ready to be written or proposed. */
export interface Change {
  readonly register: Register
  readonly operation: Operation
  readonly tenant: string
  readonly id: string
  readonly version: number
  readonly sample: boolean
  readonly values: RecordValues
  readonly data: StoredData
  /** Ids of fields whose contents differ from before. */
  readonly changed: readonly string[]
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

const events: Readonly<Record<Operation, LedgerEventDefinition>> = {
  create: recordCreated,
  change: recordChanged,
  remove: recordRemoved,
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

/** Turns changes into the statements that write them, each row with its revision and its own ledger entry. */
export const writesOf = (
  act: Act,
  changes: readonly Change[],
  context: KindContext,
  extra: JsonObject = {},
): readonly Statement[] => {
  const at = act.clock.now()
  return changes.map(change => {
    const { register, operation, tenant, id, version, sample, data } = change
    const hash = revisionHash({ register: register.id, id, tenant, version, sample, operation, data })
    const write: RevisionWrite = {
      register,
      operation,
      tenant,
      id,
      version,
      sample,
      data,
      hash,
      at,
      search: searchOf(register, change.values, context),
      cells: storedToColumns(register, data),
      actor: act.actor.person,
      actorName: act.actor.name,
      reason: act.reason ?? null,
      entry: entryRow(
        {
          event: events[operation],
          tenant,
          actor: act.actor.person,
          register: register.id,
          record: id,
          ...(act.reason ? { reason: act.reason } : {}),
          body: {
            ...extra,
            version,
            hash: hash.toString('hex'),
            ...(operation === 'change' ? { fields: change.changed } : {}),
          },
        },
        at,
      ),
    }
    return writeStatement(write)
  })
}

/**
 * Those of the actor's organisations whose rows are written: a change needs no others, and where an officer has dozens,
 * their ids would make up half of what is sent. A row of an organisation that the actor does not have is refused as ever.
 */
const tenantsOf = (act: Act, changes: readonly Change[], also: readonly Statement[]): readonly string[] =>
  also.length > 0
    ? act.actor.tenants
    : act.actor.tenants.filter(tenant => changes.some(change => change.tenant === tenant))

/** The only way in to one register's records. */
export class RegisterService {
  readonly register: Register
  readonly #tools: RegisterTools
  readonly #registers: ReadonlyMap<string, Register>

  /** @param registers all of them, for the records that references lead to */
  constructor(register: Register, tools: RegisterTools, registers: ReadonlyMap<string, Register>) {
    this.register = register
    this.#tools = tools
    this.#registers = registers
  }

  context(): KindContext {
    return this.#tools.context()
  }

  #require(act: Act, name: Parameters<typeof permission>[1]): void {
    const wanted = permission(this.register.id, name)
    if (!may(act.actor, wanted)) throw new RefusedError(wanted)
  }

  #requireId(id: string): void {
    if (!isId(id)) throw new NotFoundError(this.register.id)
  }

  /** Whether an operation on this register waits for a second officer. */
  needsApproval(operation: Operation): boolean {
    return this.register.definition.approval?.operations.includes(operation) ?? false
  }

  #checked(values: RecordValues): void {
    const problems = checkValues(this.register, values, this.context())
    if (problems.length) throw new InputError(problems)
  }

  /** Checks a new record without writing it. @throws InputError */
  draftCreate(
    act: Act,
    values: RecordValues,
    options: { readonly sample?: boolean; readonly id?: string } = {},
  ): Change {
    this.#require(act, 'create')
    this.#checked(values)
    const id = options.id ?? newId()
    return {
      register: this.register,
      operation: 'create',
      tenant: act.actor.organisation,
      id,
      version: 1,
      sample: options.sample ?? false,
      values,
      data: toStored(this.register, id, values, this.#tools.secrets),
      changed: Object.keys(values),
    }
  }

  /**
   * Checks a change of a record as it stands.
   * @param version the version that the person saw; another one means that somebody was quicker
   * @throws ConflictError, InputError, NotFoundError
   */
  async draftChange(act: Act, id: string, version: number, patch: Partial<RecordValues>): Promise<Change> {
    this.#require(act, 'change')
    const before = await this.#raw(act, id)
    if (before.row.version !== version) throw this.#outdated()
    const values: RecordValues = { ...before.row.values, ...patch } as RecordValues
    this.#checked(values)
    const data = this.#keepSealed(id, values, before.data, patch)
    const changed = this.register.fields
      .map(field => field.id)
      .filter(field => JSON.stringify(data[field] ?? null) !== JSON.stringify(before.data[field] ?? null))
    return {
      register: this.register,
      operation: 'change',
      tenant: before.row.tenant,
      id,
      version: version + 1,
      sample: before.row.sample,
      values,
      data,
      changed,
    }
  }

  async draftRemove(act: Act, id: string, version: number): Promise<Change> {
    this.#require(act, 'remove')
    const before = await this.#raw(act, id)
    if (before.row.version !== version) throw this.#outdated()
    return {
      register: this.register,
      operation: 'remove',
      tenant: before.row.tenant,
      id,
      version: version + 1,
      sample: before.row.sample,
      values: before.row.values,
      data: before.data,
      changed: [],
    }
  }

  /** Writes drafted changes, of one or several registers, in one transaction. Drafts without a difference are left out. */
  async write(
    act: Act,
    changes: readonly Change[],
    also: readonly Statement[] = [],
    extra: JsonObject = {},
  ): Promise<void> {
    const real = changes.filter(change => change.operation !== 'change' || change.changed.length > 0)
    const statements = [...writesOf(act, real, this.context(), extra), ...also]
    if (statements.length === 0) return
    const problems = await referenceProblems(this.#tools.database, this.#registers, act, real)
    if (problems.length) throw new InputError(problems)
    try {
      await runStatements(this.#tools.database.app, tenantsOf(act, changes, also), statements)
    } catch (error) {
      throw (
        problemOfDatabaseError(
          error,
          changes.map(change => change.register),
        ) ?? error
      )
    }
  }

  async create(
    act: Act,
    values: RecordValues,
    options: { readonly sample?: boolean; readonly id?: string } = {},
  ): Promise<Change> {
    const change = this.draftCreate(act, values, options)
    await this.write(act, [change])
    return change
  }

  async change(act: Act, id: string, version: number, patch: Partial<RecordValues>): Promise<Change> {
    const change = await this.draftChange(act, id, version, patch)
    await this.write(act, [change])
    return change
  }

  async remove(act: Act, id: string, version: number): Promise<Change> {
    const change = await this.draftRemove(act, id, version)
    await this.write(act, [change])
    return change
  }

  /** A published record, as anyone may read it; null when there is none. */
  async published(id: string): Promise<RecordRow | null> {
    const [row] = await runQuery(this.#tools.database.reader, { text: publicSelectText(this.register), values: [id] })
    return row ? this.#toRow(row, false) : null
  }

  /** A published record as the API answers it, straight from its columns. */
  async publishedJson(id: string): Promise<JsonObject | null> {
    const [row] = await runQuery(this.#tools.database.reader, { text: publicSelectText(this.register), values: [id] })
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
    const open = opens ? dataOfRow(fields, this.#toRow(row, true)) : data
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
        this.#toRow(
          row,
          fields.some(field => field.class === 'special'),
        ),
        fields,
      ),
      fields,
    }
  }

  async #look(act: Act, id: string): Promise<{ readonly row: Row; readonly fields: readonly RegisterField[] }> {
    this.#require(act, 'read')
    this.#requireId(id)
    const fields = visibleFields(this.register, act.actor)
    const personal = fields.filter(isPersonal)
    const look: Statement = { text: selectText(this.register), values: [id] }
    const { app } = this.#tools.database
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
    const rows = await runQuery(this.#tools.database.reader, statement)
    return this.#page(rows, query, fields, false)
  }

  async publishedCount(query: ListQuery): Promise<Count> {
    const statement = countSql(this.register.publishedView, widened(query, this.context()), countBound)
    const [row] = await runQuery(this.#tools.database.reader, statement)
    return countOf(row)
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
          await runStatements(this.#tools.database.app, act.actor.tenants, [
            { text: `select ${columns} from ${this.register.rowTable} ${where}`, values: [[...ids]] },
          ])
        )[0] ?? []
    else if (this.register.definition.publish)
      rows = await runQuery(this.#tools.database.reader, {
        text: `select ${columns} from ${this.register.publishedView} ${where}`,
        values: [[...ids]],
      })
    return rows.map(row => ({ id: String(row['id']), values: this.#toRow(row, false).values }))
  }

  /** One page of the staff list with the columns named by the definition that the actor may see. */
  async list(act: Act, query: ListQuery, wanted: readonly string[] = this.register.definition.list): Promise<ListPage> {
    this.#require(act, 'read')
    requireAskable(this.register, act.actor, query)
    const fields = visibleFields(this.register, act.actor).filter(
      field => wanted.includes(field.id) || field.id === query.sort.field.id,
    )
    const names = fields.flatMap(field => field.columns.map(column => column.name))
    const statement = listSql(this.register.listView, listColumns(names), widened(query, this.context()))
    const [rows] = await runStatements(this.#tools.database.app, act.actor.tenants, [statement])
    const page = this.#page(
      rows ?? [],
      query,
      fields,
      fields.some(field => field.class === 'special'),
    )
    const personal = fields.filter(isPersonal)
    if (personal.length && page.rows.length) await this.#enterList(act, page.rows, personal)
    return page
  }

  async #enterList(act: Act, rows: readonly RecordRow[], personal: readonly RegisterField[]): Promise<void> {
    const entry = entryRow(
      {
        event: recordsListed,
        tenant: act.actor.organisation,
        actor: act.actor.person,
        register: this.register.id,
        ...(act.reason ? { reason: act.reason } : {}),
        body: { count: rows.length, records: rows.map(row => row.id), fields: personal.map(field => field.id) },
      },
      act.clock.now(),
    )
    await runStatements(this.#tools.database.app, act.actor.tenants, [entryStatement(entry)])
  }

  async count(act: Act, query: ListQuery): Promise<Count> {
    this.#require(act, 'read')
    requireAskable(this.register, act.actor, query)
    const statement = countSql(this.register.listView, widened(query, this.context()), countBound)
    const [rows] = await runStatements(this.#tools.database.app, act.actor.tenants, [statement])
    return countOf(rows?.[0])
  }

  #page(rows: readonly Row[], query: ListQuery, fields: readonly RegisterField[], open: boolean): ListPage {
    const backwards = query.before !== null && query.after === null
    const further = rows.length > query.limit
    const shown = rows.slice(0, query.limit)
    if (backwards) shown.reverse()
    const sortColumn = query.sort.field.columns[0]?.name ?? 'id'
    const cursor = (row: Row | undefined): string | null => {
      if (!row) return null
      const value = row[sortColumn]
      return encodeCursor({
        value: value === null || value === undefined ? null : String(value),
        id: String(row['id']),
      })
    }
    const hasNext = backwards ? true : further
    const hasPrevious = backwards ? further : query.after !== null
    return {
      rows: shown.map(row => this.#mask(this.#toRow(row, open), fields)),
      fields,
      next: hasNext ? cursor(shown.at(-1)) : null,
      previous: hasPrevious ? cursor(shown[0]) : null,
    }
  }

  #toRow(row: Row, open: boolean): RecordRow {
    const data = columnsToStored(this.register, row)
    return rowOf(this.register, row, fromStored(this.register, String(row['id']), data, this.#tools.secrets, open))
  }

  #mask(row: RecordRow, fields: readonly RegisterField[]): RecordRow {
    const values: Record<string, RecordValues[string]> = {}
    for (const field of fields) values[field.id] = row.values[field.id] ?? null
    return { ...row, values }
  }

  async #raw(act: Act, id: string): Promise<{ readonly row: RecordRow; readonly data: StoredData }> {
    this.#requireId(id)
    const [rows] = await runStatements(this.#tools.database.app, act.actor.tenants, [
      { text: selectText(this.register), values: [id] },
    ])
    const row = rows?.[0]
    if (!row || row['removed_at'] !== null) throw new NotFoundError(`${this.register.id} ${id}`)
    return { row: this.#toRow(row, true), data: columnsToStored(this.register, row) }
  }

  /** A special value that was not touched keeps its sealed bytes, so that no revision claims a change that was none. */
  #keepSealed(id: string, values: RecordValues, before: StoredData, patch: Partial<RecordValues>): StoredData {
    const data: Record<string, StoredData[string]> = { ...toStored(this.register, id, values, this.#tools.secrets) }
    for (const field of this.register.fields) {
      if (field.class !== 'special') continue
      const old = before[field.id]
      const fresh = data[field.id]
      const same =
        old !== undefined &&
        fresh !== undefined &&
        (old as { index?: unknown }).index === (fresh as { index?: unknown }).index
      if (same || !(field.id in patch)) {
        if (old === undefined) delete data[field.id]
        else data[field.id] = old
      }
    }
    return data
  }

  #outdated(): ConflictError {
    return new ConflictError({
      ja: 'この記録は、表示した後に他の人が変更しました。最新の内容を確かめて、もう一度入力してください。入力した内容は下に残っています。',
      en: 'Somebody changed this record after you opened it. Check the current contents and enter your change again; what you typed is kept below.',
    })
  }
}

const countOf = (row: Row | undefined): Count => {
  const count = Number(row?.['count'] ?? 0)
  return { count: Math.min(count, countBound), more: count > countBound }
}
