import type { Language } from '../../../base/bilingual.ts'
import type { JsonObject } from '../../../base/json.ts'
import type { Act } from '../../access/actor.ts'
import { isLabelled } from '../export/labels.ts'
import { showField } from '../kinds/index.ts'
import { referenceLinks } from '../pages/references.ts'
import type { RecordRow } from '../record.ts'
import type { RegisterField } from '../register.ts'
import type { Registers } from '../registers.ts'

/** The language in which labels are asked for (`?labels=ja`); null where none are, which costs nothing. */
export const labelsAsked = (query: Pick<URLSearchParams, 'get'>): Language | null => {
  const asked = query.get('labels')
  return asked === 'ja' || asked === 'en' ? asked : null
}

/**
 * For people: what the codes and ids of some records mean, by field id. Read only; a record that is sent back with its
 * labels is taken without them.
 * @param act null for the public
 */
export const labelsOf = async (
  registers: Registers,
  act: Act | null,
  fields: readonly RegisterField[],
  rows: readonly RecordRow[],
  language: Language,
): Promise<readonly JsonObject[]> => {
  const some = fields.filter(isLabelled)
  const links = await referenceLinks(registers, act, some, rows, language)
  const context = registers.tools.context()
  return rows.map(({ values }) =>
    Object.fromEntries(
      some.flatMap(field => {
        const value = values[field.id] ?? null
        if (value === null) return []
        if (field.field.kind !== 'reference') return [[field.id, showField(field.field, value, language, context)]]
        const name = typeof value === 'string' ? links.nameOf(field, value)?.name : undefined
        return name === undefined ? [] : [[field.id, name]]
      }),
    ),
  )
}
