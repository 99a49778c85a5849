import type { Problem } from '../../base/problem.ts'
import type { Act } from '../access/actor.ts'
import type { Database } from '../database/connection.ts'
import { runStatements } from '../database/statement.ts'
import type { Register, RegisterField } from './register.ts'
import type { Change } from './service.ts'

interface Pointer {
  readonly field: RegisterField
  readonly to: string
  readonly id: string
}

const pointersOf = (change: Change): readonly Pointer[] =>
  change.operation === 'remove'
    ? []
    : change.register.fields.flatMap(field => {
        const id = change.values[field.id]
        return field.field.kind === 'reference' && typeof id === 'string' && change.changed.includes(field.id)
          ? [{ field, to: field.field.to, id }]
          : []
      })

/**
 * New references must lead to a record that the actor could have chosen: one of their organisations', or a published one,
 * not removed, or one that is written along. No foreign key can say that, since it looks past row security.
 * @returns the same words for a record that is not there and for one that is not for this actor
 */
export const referenceProblems = async (
  database: Database,
  registers: ReadonlyMap<string, Register>,
  act: Act,
  changes: readonly Change[],
): Promise<readonly Problem[]> => {
  const along = new Set(changes.filter(one => one.operation !== 'remove').map(one => `${one.register.id} ${one.id}`))
  const pointers = changes.flatMap(pointersOf).filter(({ to, id }) => !along.has(`${to} ${id}`))
  if (pointers.length === 0) return []
  const targets = [...new Set(pointers.map(pointer => pointer.to))].flatMap(to => registers.get(to) ?? [])
  const results = await runStatements(
    database.app,
    act.actor.tenants,
    targets.map(target => {
      const own = `select id from ${target.rowTable} where id = any ($1::text[]::uuid[]) and removed_at is null`
      const open = `select id from ${target.publishedView} where id = any ($1::text[]::uuid[])`
      return {
        text: target.published ? `${own} union ${open}` : own,
        values: [pointers.filter(pointer => pointer.to === target.id).map(pointer => pointer.id)],
      }
    }),
  )
  const found = new Set(results.flatMap((rows, at) => rows.map(row => `${targets[at]?.id} ${row['id']}`)))
  return pointers
    .filter(({ to, id }) => !found.has(`${to} ${id}`))
    .map(({ field }) => ({
      field: field.id,
      message: {
        ja: `「${field.field.label.ja}」で選んだ記録が見つかりません。一覧から選び直してください。`,
        en: `The record chosen for “${field.field.label.en}” does not exist. Choose it again from the list.`,
      },
    }))
}
