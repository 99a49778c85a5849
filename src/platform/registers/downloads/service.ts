import type { JsonObject } from '../../../base/json.ts'
import { NotFoundError, RefusedError } from '../../../base/problem.ts'
import { isId } from '../../../base/uuid.ts'
import { type Act, may } from '../../access/actor.ts'
import { queryAndTrace, queryOfTenants, runStatements, type Statement } from '../../database/statement.ts'
import type { FileStore } from '../../files/store.ts'
import { entryRow, type LedgerEntryRow } from '../../ledger/store.ts'
import { entryStatement, entryTrace } from '../entry-statement.ts'
import { fileRead } from '../events.ts'
import type { FileValue, RecordValues } from '../field.ts'
import { fromStored } from '../record.ts'
import type { Register, RegisterField } from '../register.ts'
import type { Registers } from '../registers.ts'
import type { RegisterService } from '../service.ts'
import { isPersonal, permission, visibleFields } from '../visibility.ts'

/** A file that the one who asks may have. */
export interface Download {
  readonly file: FileValue
  readonly bytes: Uint8Array
}

const isFile = (value: RecordValues[string] | undefined): value is FileValue =>
  typeof value === 'object' && value !== null && 'sha256' in value

/** The file of a value that is there. */
export const fileOf = (field: RegisterField, value: RecordValues[string] | undefined): FileValue | null =>
  field.field.kind === 'file' && isFile(value) ? value : null

/**
 * Hands out the files of records. Who may have a file is who may see its field's value, and a file of a personal field is
 * handed out when the look at it is in the ledger.
 */
export class Downloads {
  readonly #registers: Registers
  readonly #files: FileStore

  constructor(registers: Registers, files: FileStore) {
    this.#registers = registers
    this.#files = files
  }

  /** Of a published record. @throws NotFoundError also for a field that is not published, whatever it holds */
  async published(service: RegisterService, id: string, name: string): Promise<Download> {
    const { register } = service
    const field = register.fieldByName(name)
    if (!field || !register.publicFields.includes(field) || !isId(id)) throw new NotFoundError(`file ${name}`)
    const row = await service.published(id)
    return this.#load(field, row?.values[field.id])
  }

  /**
   * Of a record as it is, or as a version of it was.
   * @throws RefusedError for a field that this actor may not see
   */
  async held(act: Act, register: Register, id: string, name: string, version: number | null): Promise<Download> {
    const wanted = permission(register.id, 'read')
    if (!may(act.actor, wanted)) throw new RefusedError(wanted)
    const field = this.#visible(act, register, name)
    if (!isId(id)) throw new NotFoundError(register.id)
    const look: Statement = {
      // The version is chosen first: a file that was taken out later is not that of the record as it is.
      text: `select data, version from (select data, version from ${register.historyTable} where id = $1::text::uuid and ($2::int is null or version = $2::int) order by version desc limit 1) r where r.data ?| $3::text[]`,
      values: [id, version, [field.id, ...field.formerIds]],
    }
    const { app } = this.#registers.tools.database
    const body = { fields: [field.id], ...(version === null ? {} : { recordVersion: version }) }
    const [row] = isPersonal(field)
      ? await queryAndTrace(app, act.actor.tenants, look, entryTrace(this.#entry(act, register, id, body)))
      : await queryOfTenants(app, act.actor.tenants, look)
    if (!row) throw new NotFoundError(`file ${register.id} ${id} ${field.id}`)
    return this.#load(field, this.#value(register, field, id, row['data'] as JsonObject))
  }

  /** Of a change that waits for its decision: who decides must be able to read what is proposed. */
  async proposed(act: Act, proposalId: string, registerId: string, id: string, name: string): Promise<Download> {
    const proposal = await this.#registers.approvals.get(act, proposalId)
    const change = proposal.changes.find(one => one.register === registerId && one.id === id)
    const register = this.#registers.find(registerId)?.register
    if (!change || !register) throw new NotFoundError('proposal')
    const field = this.#visible(act, register, name)
    const value = this.#value(register, field, id, change.data)
    if (value !== null && isPersonal(field))
      await runStatements(this.#registers.tools.database.app, act.actor.tenants, [
        entryStatement(this.#entry(act, register, id, { fields: [field.id], proposal: proposalId })),
      ])
    return this.#load(field, value)
  }

  #visible(act: Act, register: Register, name: string): RegisterField {
    const field = register.fieldByName(name)
    if (field?.field.kind !== 'file') throw new NotFoundError(`file ${name}`)
    if (!visibleFields(register, act.actor).includes(field))
      throw new RefusedError(permission(register.id, field.class === 'special' ? 'readSpecial' : 'readPersonal'))
    return field
  }

  #value(register: Register, field: RegisterField, id: string, data: JsonObject): RecordValues[string] {
    // Of the others nothing is opened.
    const names = [field.id, ...field.formerIds]
    const only = Object.fromEntries(Object.entries(data).filter(([key]) => names.includes(key)))
    return fromStored(register, id, only, this.#registers.tools.secrets, field.class === 'special')[field.id] ?? null
  }

  #entry(act: Act, register: Register, id: string, body: JsonObject): LedgerEntryRow {
    return entryRow(
      {
        event: fileRead,
        tenant: act.actor.organisation,
        actor: act.actor.person,
        register: register.id,
        record: id,
        ...(act.reason ? { reason: act.reason } : {}),
        body,
      },
      act.clock.now(),
    )
  }

  async #load(field: RegisterField, value: RecordValues[string] | undefined): Promise<Download> {
    const file = fileOf(field, value)
    if (!file) throw new NotFoundError(`file ${field.id}`)
    return { file, bytes: await this.#files.get(file.sha256) }
  }
}
