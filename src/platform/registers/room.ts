import type { Act } from '../access/actor.ts'
import type { Transaction } from '../database/connection.ts'

/** Rows that came and went in one register of one organisation. */
export interface RowChange {
  readonly tenant: string
  readonly register: string
  readonly rows: number
}

/** How much an organisation may hold and do at once. Known to the registers only as this; without it there is no limit. */
export interface Room {
  /**
   * Before rows are written.
   * @param more rows that would come, by organisation
   * @throws InputError when the organisation's limit would be passed
   */
  forRows(more: ReadonlyMap<string, number>): Promise<void>
  /** After they were written. */
  wrote(changes: readonly RowChange[]): void
  /**
   * Takes one of the organisation's places for imports or exports until the transaction ends, in whatever process.
   * @throws InputError when all are taken
   */
  begin(tx: Transaction, act: Act, what: 'import' | 'export'): Promise<void>
}

interface RowOperation {
  readonly tenant: string
  readonly operation: 'create' | 'change' | 'remove'
  readonly register: { readonly id: string }
}

/** What changes do to the number of rows, by organisation and register. */
export const rowChanges = (changes: readonly RowOperation[]): readonly RowChange[] => {
  const found = new Map<string, { tenant: string; register: string; rows: number }>()
  for (const { tenant, operation, register } of changes) {
    if (operation === 'change') continue
    const key = `${tenant} ${register.id}`
    const one = found.get(key) ?? { tenant, register: register.id, rows: 0 }
    one.rows += operation === 'create' ? 1 : -1
    found.set(key, one)
  }
  return [...found.values()]
}

/** Rows that changes bring, by organisation; those that only take some away are left out. */
export const rowsComing = (changes: readonly RowOperation[]): ReadonlyMap<string, number> => {
  const coming = new Map<string, number>()
  for (const { tenant, rows } of rowChanges(changes)) coming.set(tenant, (coming.get(tenant) ?? 0) + rows)
  for (const [tenant, rows] of coming) if (rows <= 0) coming.delete(tenant)
  return coming
}
