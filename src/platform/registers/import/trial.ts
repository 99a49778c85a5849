import { runStatements } from '../../database/statement.ts'
import { entryRow } from '../../ledger/store.ts'
import { entryStatement } from '../entry-statement.ts'
import { recordsTried } from '../events.ts'
import { isPersonal } from '../visibility.ts'
import type { Job } from './import.ts'

/**
 * Enters that rows were compared with records and nothing was written: how many of them are new, changed and the same
 * tells what the records hold, as a look at them does.
 */
export const enterTrials = async (jobs: readonly Job[]): Promise<void> => {
  const entries = jobs.flatMap(({ register, act, opened, inspected, telling: { counts } }) => {
    const fields = register.fields.filter(
      field => isPersonal(field) && (opened.mapped === null || opened.mapped.has(field.id)),
    )
    if (fields.length === 0 || counts.rows === 0) return []
    const entry = entryRow(
      {
        event: recordsTried,
        tenant: act.actor.organisation,
        actor: act.actor.person,
        register: register.id,
        ...(act.reason ? { reason: act.reason } : {}),
        body: {
          file: inspected.sha256,
          rows: counts.rows,
          created: counts.created,
          changed: counts.changed,
          unchanged: counts.unchanged,
          failed: counts.failed,
          fields: fields.map(field => field.id),
        },
      },
      act.clock.now(),
    )
    return [entryStatement(entry)]
  })
  const [first] = jobs
  if (!first || entries.length === 0) return
  await runStatements(first.registers.tools.database.app, first.act.actor.tenants, entries)
}
