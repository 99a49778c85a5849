import type { Bilingual } from '../../base/bilingual.ts'
import type { JsonObject } from '../../base/json.ts'
import { ConflictError, InputError, NotFoundError, RefusedError } from '../../base/problem.ts'
import { newId } from '../../base/uuid.ts'
import { type Act, maySomewhere } from '../access/actor.ts'
import { runStatements, type Statement } from '../database/statement.ts'
import { type Change, writesOf } from './change.ts'
import { problemOfDatabaseError } from './database-errors.ts'
import type { Operation } from './definition.ts'
import type { RecordValues } from './field.ts'
import { codesFor, type HeldRecord, isOwn } from './own.ts'
import { RegisterReader, type RegisterTools } from './reader.ts'
import { type StoredData, toStored } from './record.ts'
import { referenceProblems } from './reference-check.ts'
import type { Register } from './register.ts'
import { rowChanges, rowsComing } from './room.ts'
import { checkValues } from './values.ts'
import { permission } from './visibility.ts'

export type { Change } from './change.ts'
export { writesOf } from './change.ts'
export type { Count, ListPage, RegisterTools } from './reader.ts'

/**
 * Those of the actor's organisations whose rows are written: a change needs no others, and where an officer has dozens,
 * their ids would make up half of what is sent. A row of an organisation that the actor does not have is refused as ever.
 */
const tenantsOf = (act: Act, changes: readonly Change[], also: readonly Statement[]): readonly string[] =>
  also.length > 0
    ? act.actor.tenants
    : act.actor.tenants.filter(tenant => changes.some(change => change.tenant === tenant))

export const notOwn: Bilingual = {
  ja: '自分の所属する窓口の記録だけを登録・変更できます。',
  en: 'You may enter and change records of your own office only.',
}

/** The only way in to one register's records: everything that the reader reads, and the writing. */
export class RegisterService extends RegisterReader {
  readonly #registers: ReadonlyMap<string, Register>

  /** @param registers all of them, for the records that references lead to */
  constructor(register: Register, tools: RegisterTools, registers: ReadonlyMap<string, Register>) {
    super(register, tools)
    this.#registers = registers
  }

  /** Whether an operation on this register waits for a second officer. */
  needsApproval(operation: Operation): boolean {
    return this.register.definition.approval?.operations.includes(operation) ?? false
  }

  /**
   * For which records the actor may do this: codes of `heldBy`, null for all.
   * @param before the record as it stands, which must be one of them
   * @throws RefusedError
   */
  #within(act: Act, operation: Operation, before?: HeldRecord): readonly string[] | null {
    const wanted = permission(this.register.id, operation)
    if (!maySomewhere(act.actor, wanted)) throw new RefusedError(wanted)
    const codes = codesFor(this.register, act.actor, operation)
    if (before && !isOwn(this.register, act.actor, codes, before)) throw new RefusedError(wanted)
    return codes
  }

  #checked(act: Act, values: RecordValues, tenant: string, within: readonly string[] | null): void {
    const problems = [...checkValues(this.register, values, this.context())]
    const { heldBy } = this.register
    if (heldBy && !isOwn(this.register, act.actor, within, { tenant, values }))
      problems.push({ field: heldBy.id, message: notOwn })
    if (problems.length) throw new InputError(problems)
  }

  /** Checks a new record without writing it. @throws InputError */
  draftCreate(
    act: Act,
    values: RecordValues,
    options: { readonly sample?: boolean; readonly id?: string } = {},
  ): Change {
    const within = this.#within(act, 'create')
    this.#checked(act, values, act.actor.organisation, within)
    const id = options.id ?? newId()
    return {
      register: this.register,
      operation: 'create',
      tenant: act.actor.organisation,
      id,
      version: 1,
      sample: options.sample ?? false,
      values,
      data: toStored(this.register, id, values, this.tools.secrets.forTenant(act.actor.organisation)),
      changed: Object.keys(values),
      within,
    }
  }

  /**
   * Checks a change of a record as it stands.
   * @param version the version that the person saw; another one means that somebody was quicker
   * @throws ConflictError, InputError, NotFoundError
   */
  async draftChange(act: Act, id: string, version: number, patch: Partial<RecordValues>): Promise<Change> {
    this.require(act, 'change', true)
    const before = await this.raw(act, id)
    const within = this.#within(act, 'change', before.row)
    if (before.row.version !== version) throw this.#outdated()
    const values: RecordValues = { ...before.row.values, ...patch } as RecordValues
    this.#checked(act, values, before.row.tenant, within)
    const data = this.#keepSealed(id, before.row.tenant, values, before.data, patch)
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
      within,
    }
  }

  async draftRemove(act: Act, id: string, version: number): Promise<Change> {
    this.require(act, 'remove', true)
    const before = await this.raw(act, id)
    const within = this.#within(act, 'remove', before.row)
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
      within,
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
    const problems = await referenceProblems(this.tools.database, this.#registers, act, real)
    if (problems.length) throw new InputError(problems)
    const { room } = this.tools
    const coming = rowsComing(real)
    if (room && coming.size > 0) await room.forRows(coming)
    try {
      await runStatements(this.tools.database.app, tenantsOf(act, changes, also), statements)
      room?.wrote(rowChanges(real))
    } catch (error) {
      throw (
        problemOfDatabaseError(
          error,
          changes.map(change => change.register),
        ) ?? error
      )
    }
  }

  /** Whether there is a record of this id; says nothing of what it holds. */
  async has(act: Act, id: string): Promise<boolean> {
    return this.raw(act, id).then(
      () => true,
      error => {
        if (error instanceof NotFoundError) return false
        throw error
      },
    )
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

  /** A special value that was not touched keeps its sealed bytes, so that no revision claims a change that was none. */
  #keepSealed(
    id: string,
    tenant: string,
    values: RecordValues,
    before: StoredData,
    patch: Partial<RecordValues>,
  ): StoredData {
    const secrets = this.tools.secrets.forTenant(tenant)
    const data: Record<string, StoredData[string]> = { ...toStored(this.register, id, values, secrets) }
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
