import type { Language } from '../../../base/bilingual.ts'
import type { RecordValues } from '../field.ts'
import { showField } from '../kinds/index.ts'
import type { KindContext } from '../kinds/kind.ts'
import type { Register } from '../register.ts'
import { isPersonal } from '../visibility.ts'

/** How a record is called in headings, links and choices: its naming fields, as people read them. */
export const nameOf = (
  register: Register,
  values: Partial<RecordValues>,
  language: Language,
  context: KindContext,
): string => {
  const parts = register.definition.naming.flatMap(id => {
    const value = values[id]
    return value === null || value === undefined ? [] : [showField(register.field(id).field, value, language, context)]
  })
  return parts.join(language === 'ja' ? '　' : ' ') || register.definition.title[language]
}

/**
 * The same without personal data, for titles that are kept in the clear and shown to everyone who may read the register:
 * the matter of a proposal.
 */
export const openNameOf = (
  register: Register,
  values: Partial<RecordValues>,
  language: Language,
  context: KindContext,
): string => {
  const open = register.fields.filter(field => !isPersonal(field)).map(field => [field.id, values[field.id] ?? null])
  return nameOf(register, Object.fromEntries(open), language, context)
}
