import type { JsonObject } from '../../../base/json.ts'
import type { Act } from '../../access/actor.ts'
import { runStatements } from '../../database/statement.ts'
import { entryRow } from '../../ledger/store.ts'
import { entryStatement } from '../entry-statement.ts'
import { exportBroken, recordsExported } from '../events.ts'
import type { ListQuery } from '../query.ts'
import type { Register, RegisterField } from '../register.ts'
import type { Registers } from '../registers.ts'
import type { SpooledFile } from './spool.ts'

/** What an export gave out of one register. */
export interface GivenOut {
  readonly register: Register
  readonly fields: readonly RegisterField[]
  readonly count: number
}

/** How it was asked for; of conditions the names only: what was searched for may be a person's name. */
export const askedBody = (query: Pick<ListQuery, 'search' | 'filters'>): JsonObject => ({
  filters: query.filters.map(filter => `${filter.field.id}.${filter.operator}`),
  searched: query.search !== '',
})

export interface ExportedFile extends Omit<SpooledFile, 'stream'> {
  /** Once. A reader that lets go early is entered in the ledger. */
  stream(): ReadableStream<Uint8Array>
  /** Enters that the file did not leave whole: the disk was full, the connection ended. */
  broke(): Promise<void>
}

/**
 * Enters what was given out, one entry a register, in a transaction of its own: behind the making of the file, so that a
 * refused export is not entered as done, and before its first byte leaves, so that nothing leaves without an entry. Where
 * the sending breaks, a second entry says so; the first one stays, since part of the file may have arrived.
 */
export const enterExport = async (
  registers: Registers,
  act: Act,
  file: SpooledFile,
  given: readonly GivenOut[],
  body: JsonObject,
): Promise<ExportedFile> => {
  const { app } = registers.tools.database
  const row = (event: typeof recordsExported, register: Register, content: JsonObject) =>
    entryRow(
      {
        event,
        tenant: act.actor.organisation,
        actor: act.actor.person,
        register: register.id,
        ...(act.reason ? { reason: act.reason } : {}),
        body: content,
      },
      act.clock.now(),
    )
  const rows = given.map(({ register, fields, count }) =>
    row(recordsExported, register, {
      ...body,
      count,
      fields: fields.map(field => field.id),
      ...(file.replaced ? { replaced: file.replaced } : {}),
    }),
  )
  try {
    await runStatements(app, act.actor.tenants, rows.map(entryStatement))
  } catch (error) {
    await file.discard()
    throw error
  }
  const broke = async (): Promise<void> => {
    const broken = given.map(({ register }, at) => row(exportBroken, register, { entry: rows[at]?.id ?? '' }))
    await runStatements(app, act.actor.tenants, broken.map(entryStatement))
  }
  return {
    ...file,
    broke,
    // Without a database there is no entry to write: the first one already says that the records left.
    stream: () => file.stream(() => void broke().catch(() => undefined)),
  }
}
