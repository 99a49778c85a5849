import { ConflictError, InputError } from '../../base/problem.ts'
import type { Register } from './register.ts'

interface DatabaseError {
  readonly code: string
  readonly constraint_name?: string
  readonly table_name?: string
}

const isDatabaseError = (error: unknown): error is DatabaseError =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'

const fieldOfConstraint = (register: Register, constraint: string): readonly string[] =>
  register.fields
    .filter(field =>
      field.columns.some(column => constraint.includes(`_${column.name}_`) || constraint.endsWith(`_${column.name}`)),
    )
    .map(field => field.id)

/**
 * What a database error means to the person who typed: a value that is taken, a reference to nothing, a lost race.
 * @returns undefined where it is not the person's doing
 */
export const problemOfDatabaseError = (error: unknown, registers: readonly Register[]): Error | undefined => {
  if (!isDatabaseError(error)) return undefined
  const register = registers.find(one => one.id === error.table_name) ?? registers[0]
  if (!register) return undefined
  const [field] = fieldOfConstraint(register, error.constraint_name ?? '')
  const label = field ? register.field(field).field.label : register.definition.title
  switch (error.code) {
    case 'MU409':
      return new ConflictError({
        ja: 'この記録は、表示した後に他の人が変更しました。最新の内容を確かめて、もう一度入力してください。',
        en: 'Somebody changed this record after you opened it. Check the current contents and enter your change again.',
      })
    case '23505':
      return new InputError([
        {
          ...(field ? { field } : {}),
          message: {
            ja: `この「${label.ja}」は既に登録されています。登録済みの記録を探して、そちらを変更してください。`,
            en: `A record with this “${label.en}” already exists. Find it and change it instead.`,
          },
        },
      ])
    case '23503':
      return new InputError([
        {
          ...(field ? { field } : {}),
          message: {
            ja: `「${label.ja}」で選んだ記録が見つかりません。一覧から選び直してください。`,
            en: `The record chosen for “${label.en}” does not exist. Choose it again from the list.`,
          },
        },
      ])
    default:
      return undefined
  }
}
