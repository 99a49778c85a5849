import type { JsonObject } from '../../base/json.ts'
import type { Act } from '../access/actor.ts'
import type { Statement } from '../database/statement.ts'
import type { LedgerEventDefinition } from '../ledger/definition.ts'
import { entryRow } from '../ledger/store.ts'
import type { Operation } from './definition.ts'
import { recordChanged, recordCreated, recordRemoved } from './events.ts'
import type { RecordValues } from './field.ts'
import type { KindContext } from './kinds/kind.ts'
import { revisionHash, type StoredData, searchOf, storedToColumns } from './record.ts'
import type { Register } from './register.ts'
import { type RevisionWrite, writeStatement } from './store.ts'

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
  /** Only while the record stands with one of these codes of `heldBy`: of one who may write own records only. */
  readonly within?: readonly string[] | null
}

const events: Readonly<Record<Operation, LedgerEventDefinition>> = {
  create: recordCreated,
  change: recordChanged,
  remove: recordRemoved,
}

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
    const by = { actor: act.actor.person, actorName: act.actor.name, reason: act.reason ?? null }
    const hash = revisionHash({
      register: register.id,
      id,
      tenant,
      version,
      sample,
      operation,
      data,
      at: at.toISOString(),
      ...by,
    })
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
      within: change.within ?? null,
      search: searchOf(register, change.values, context),
      cells: storedToColumns(register, data),
      ...by,
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
