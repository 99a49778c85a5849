import { dayInJapan } from '../../base/clock.ts'
import type { JsonObject } from '../../base/json.ts'
import { NotFoundError, RefusedError } from '../../base/problem.ts'
import { isId } from '../../base/uuid.ts'
import { type Act, may } from '../access/actor.ts'
import { listAndTrace, type Row, runStatements, type Statement } from '../database/statement.ts'
import { entryRow } from '../ledger/store.ts'
import { entryTrace, onceFound } from './entry-statement.ts'
import { recordRead } from './events.ts'
import type { RecordValues } from './field.ts'
import { fromStored } from './record.ts'
import type { Register, RegisterField } from './register.ts'
import type { RegisterTools } from './service.ts'
import { isPersonal, permission, visibleFields } from './visibility.ts'

/** One revision with what it changed against the one before. */
export interface RevisionView {
  readonly version: number
  readonly at: string
  readonly actorName: string
  readonly reason: string | null
  readonly operation: 'create' | 'change' | 'remove'
  readonly values: RecordValues
  /** Visible fields that differ from the revision before, with both values. */
  readonly differences: readonly {
    readonly field: RegisterField
    readonly before: RecordValues[string]
    readonly after: RecordValues[string]
  }[]
  /** Whether a field that this actor may not see changed as well. */
  readonly hiddenChange: boolean
}

export interface GroupCount {
  /** Code of the group, null where the field was empty. */
  readonly key: string | null
  readonly count: number
}

/** The end of a day in Japan as a moment: what was written before it counts as of that day. */
export const endOfDay = (day: string): string =>
  new Date(Date.parse(`${day}T00:00:00+09:00`) + 86_400_000).toISOString()

/** Reads a register as it was: revisions of one record, the record on a day, counts of all records on a day. */
export class HistoryService {
  readonly #register: Register
  readonly #tools: RegisterTools

  constructor(register: Register, tools: RegisterTools) {
    this.#register = register
    this.#tools = tools
  }

  #require(act: Act, id?: string): void {
    const wanted = permission(this.#register.id, 'read')
    if (!may(act.actor, wanted)) throw new RefusedError(wanted)
    if (id !== undefined && !isId(id)) throw new NotFoundError(this.#register.id)
  }

  /**
   * Reads revisions of a record; where personal data is among them, with the entry of the look in the same transaction.
   * @param of of which rows that were read there is an entry each
   */
  async #look(
    act: Act,
    id: string,
    fields: readonly RegisterField[],
    select: Statement,
    about: JsonObject,
    of: string,
  ): Promise<readonly Row[]> {
    const { app } = this.#tools.database
    const { tenants } = act.actor
    const personal = fields.filter(isPersonal)
    if (personal.length === 0) return (await runStatements(app, tenants, [select]))[0] ?? []
    const entry = entryRow(
      {
        event: recordRead,
        tenant: act.actor.organisation,
        actor: act.actor.person,
        register: this.#register.id,
        record: id,
        ...(act.reason ? { reason: act.reason } : {}),
        body: { ...about, fields: personal.map(field => field.id) },
      },
      act.clock.now(),
    )
    return listAndTrace(app, tenants, select, entryTrace(entry, of))
  }

  /** All revisions, newest first. */
  async revisions(act: Act, id: string): Promise<readonly RevisionView[]> {
    this.#require(act, id)
    const fields = visibleFields(this.#register, act.actor)
    const select = {
      text: `select version, at, actor_name, reason, operation, data from ${this.#register.historyTable} where id = $1::text::uuid order by version`,
      values: [id],
    }
    const rows = await this.#look(act, id, fields, select, { history: true }, onceFound)
    if (!rows.length) throw new NotFoundError(`${this.#register.id} ${id}`)
    const open = fields.some(field => field.class === 'special')
    const hidden = this.#register.fields.filter(field => !fields.includes(field))
    let before: JsonObject = {}
    const views: RevisionView[] = []
    for (const row of rows) {
      const data = row['data'] as JsonObject
      const differs = (field: RegisterField) =>
        JSON.stringify(data[field.id] ?? null) !== JSON.stringify(before[field.id] ?? null)
      const old = fromStored(this.#register, id, before, this.#tools.secrets, open)
      const values = fromStored(this.#register, id, data, this.#tools.secrets, open)
      views.unshift({
        version: Number(row['version']),
        at: String(row['at']),
        actorName: String(row['actor_name'] ?? ''),
        reason: row['reason'] === null ? null : String(row['reason']),
        operation: row['operation'] as RevisionView['operation'],
        values: Object.fromEntries(fields.map(field => [field.id, values[field.id] ?? null])),
        differences: fields
          .filter(differs)
          .map(field => ({ field, before: old[field.id] ?? null, after: values[field.id] ?? null })),
        hiddenChange: hidden.some(differs),
      })
      before = data
    }
    return views
  }

  /** The record as it stood at the end of a day in Japan; null where it did not exist or was removed. */
  async asOf(
    act: Act,
    id: string,
    day: string,
  ): Promise<{
    readonly values: RecordValues
    readonly version: number
    readonly fields: readonly RegisterField[]
  } | null> {
    this.#require(act, id)
    const fields = visibleFields(this.#register, act.actor)
    const select = {
      text: `select version, operation, data from ${this.#register.historyTable} where id = $1::text::uuid and at < $2::timestamptz order by version desc limit 1`,
      values: [id, endOfDay(day)],
    }
    const [row] = await this.#look(act, id, fields, select, { day }, "from found__ where operation <> 'remove'")
    if (!row || row['operation'] === 'remove') return null
    const open = fields.some(field => field.class === 'special')
    const values = fromStored(this.#register, id, row['data'] as JsonObject, this.#tools.secrets, open)
    return {
      values: Object.fromEntries(fields.map(field => [field.id, values[field.id] ?? null])),
      version: Number(row['version']),
      fields,
    }
  }

  /**
   * How many records there were at the end of a day, by the value of a field (each chosen code counts for `choices`).
   * Sample records are counted apart.
   * @param by id of a field that the actor may see, or null for the total alone
   */
  async counts(
    act: Act,
    day: string,
    by: RegisterField | null,
  ): Promise<{ readonly real: readonly GroupCount[]; readonly sample: readonly GroupCount[] }> {
    this.#require(act)
    if (by && (isPersonal(by) || !visibleFields(this.#register, act.actor).includes(by)))
      throw new RefusedError(permission(this.#register.id, 'readPersonal'))
    const names = by ? [by.id, ...by.formerIds] : []
    const json = names.length ? `coalesce(${names.map(name => `last.data->'${name}'`).join(', ')})` : 'null::jsonb'
    const key = by?.field.kind === 'address' ? `(${json})->>'municipality'` : `(${json}) #>> '{}'`
    const spread =
      by?.field.kind === 'choices'
        ? `cross join lateral jsonb_array_elements_text(case when jsonb_typeof(${json}) = 'array' then ${json} else '[null]'::jsonb end) chosen(code)`
        : ''
    const group = by?.field.kind === 'choices' ? 'chosen.code' : by ? key : 'null::text'
    const [rows] = await runStatements(this.#tools.database.app, act.actor.tenants, [
      {
        text: `select ${group} as key, live.sample, count(*)::int as count
          from (select distinct on (tenant, id) tenant, id, operation, data from ${this.#register.historyTable} where at < $1::timestamptz order by tenant, id, version desc) last
          join ${this.#register.rowTable} live on live.tenant = last.tenant and live.id = last.id ${spread}
          where last.operation <> 'remove' group by 1, 2 order by 3 desc, 1`,
        values: [endOfDay(day)],
      },
    ])
    const read = (sample: boolean): GroupCount[] =>
      (rows ?? [])
        .filter(row => (row['sample'] === true) === sample)
        .map(row => ({ key: row['key'] === null ? null : String(row['key']), count: Number(row['count']) }))
    return { real: read(false), sample: read(true) }
  }

  /** The day in Japan on which the first of the actor's records was entered; null while there is none. */
  async firstDay(act: Act): Promise<string | null> {
    this.#require(act)
    const [rows] = await runStatements(this.#tools.database.app, act.actor.tenants, [
      { text: `select min(at) as at from ${this.#register.historyTable}`, values: [] },
    ])
    const at = rows?.[0]?.['at']
    return at === null || at === undefined ? null : dayInJapan(new Date(String(at)))
  }
}

/** Today in Japan, the usual day of the as-of pages. */
export const today = (act: Act): string => dayInJapan(act.clock.now())
