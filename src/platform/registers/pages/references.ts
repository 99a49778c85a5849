import type { Language } from '../../../base/bilingual.ts'
import type { Act } from '../../access/actor.ts'
import type { RecordRow } from '../record.ts'
import type { RegisterField } from '../register.ts'
import type { Registers } from '../registers.ts'
import { nameOf } from './naming.ts'

/** Names and links of the records that a page's references lead to, looked up together. */
export interface ReferenceLinks {
  nameOf(field: RegisterField, id: string): { readonly name: string; readonly path?: string | undefined } | undefined
}

/**
 * Looks up what the reference fields of some rows lead to. Only published names go to the public pages; staff see names
 * that their own permissions let through.
 * @param act null on the public pages
 */
export const referenceLinks = async (
  registers: Registers,
  act: Act | null,
  fields: readonly RegisterField[],
  rows: readonly RecordRow[],
  language: Language,
): Promise<ReferenceLinks> => {
  const found = new Map<string, { name: string; path?: string | undefined }>()
  for (const field of fields) {
    if (field.field.kind !== 'reference') continue
    const target = registers.find(field.field.to)
    if (!target) continue
    const ids = [...new Set(rows.map(row => row.values[field.id]).filter(value => typeof value === 'string'))]
    if (ids.length === 0) continue
    for (const named of await target.names(act, ids)) {
      const path = act
        ? `/registers/${target.register.id}/${named.id}`
        : target.register.definition.publish
          ? `${target.register.definition.publish.path}/${named.id}`
          : undefined
      found.set(`${field.id} ${named.id}`, {
        name: nameOf(target.register, named.values, language, target.context()),
        path,
      })
    }
  }
  return { nameOf: (field, id) => found.get(`${field.id} ${id}`) }
}
