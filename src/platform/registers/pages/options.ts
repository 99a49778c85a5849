import type { Language } from '../../../base/bilingual.ts'
import type { Act } from '../../access/actor.ts'
import { may } from '../../access/actor.ts'
import type { RecordValues } from '../field.ts'
import { readListQuery } from '../query.ts'
import type { RegisterField } from '../register.ts'
import type { Registers } from '../registers.ts'
import { permission } from '../visibility.ts'
import type { ReferenceOption } from '../widgets.tsx'
import { nameOf } from './naming.ts'

/** Records that a reference field may be set to, by field id. */
export type Options = Readonly<Record<string, readonly ReferenceOption[]>>

const most = 200

/**
 * Choices for reference boxes: the record chosen now, and the first of its register. A longer register is chosen from by
 * its number or id, which the box takes as well.
 */
export const referenceOptions = async (
  registers: Registers,
  act: Act,
  fields: readonly RegisterField[],
  values: Partial<RecordValues>,
  language: Language,
): Promise<Options> => {
  const options: Record<string, readonly ReferenceOption[]> = {}
  for (const field of fields) {
    if (field.field.kind !== 'reference') continue
    const target = registers.find(field.field.to)
    if (!target || !may(act.actor, permission(target.register.id, 'read'))) continue
    const visible = new Set(target.register.fields.map(one => one.id))
    const query = readListQuery(target.register, new URLSearchParams(), visible, { usual: most, most })
    if (!query.ok) continue
    const page = await target.list(act, query.value, target.register.definition.naming)
    const label = (row: { id: string; values: Partial<RecordValues> }) => ({
      id: row.id,
      name: nameOf(target.register, row.values, language, target.context()),
    })
    const chosen = values[field.id]
    const list = page.rows.map(label)
    if (typeof chosen === 'string' && !list.some(one => one.id === chosen))
      list.unshift(...(await target.names(act, [chosen])).map(label))
    options[field.id] = list
  }
  return options
}
