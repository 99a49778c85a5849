import type { Sql } from '../database/connection.ts'
import { runStatements } from '../database/statement.ts'
import { publicList } from './pages/paths.ts'
import type { Registers } from './registers.ts'

/** A published register, as far as a copy of its pages must know what changed. */
export interface PublishedChanges {
  /** Address of its public list; records stand below it. */
  readonly path: string
  /** Records that were entered, changed, removed or withdrawn since then. */
  changedSince(moment: Date): Promise<readonly string[]>
}

/** @param tenants every organisation: what is published is everyone's */
export const publishedChanges = (
  registers: Registers,
  app: Sql,
  tenants: readonly string[],
): readonly PublishedChanges[] =>
  registers
    .all()
    .filter(({ register }) => register.definition.publish)
    .map(({ register }) => ({
      path: publicList(register),
      changedSince: async moment => {
        const [rows = []] = await runStatements(app, tenants, [
          { text: `select id from ${register.rowTable} where updated_at >= $1::timestamptz`, values: [moment] },
        ])
        return rows.map(row => String(row['id']))
      },
    }))
