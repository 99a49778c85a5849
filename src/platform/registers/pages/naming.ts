import type { Language } from '../../../base/bilingual.ts'
import { toRomaji } from '../../../base/text/romaji.ts'
import type { RecordValues } from '../field.ts'
import { showField } from '../kinds/index.ts'
import type { KindContext } from '../kinds/kind.ts'
import type { Register } from '../register.ts'
import { isPersonal } from '../visibility.ts'

/** The reading of a name in Latin letters, for those who cannot read the name; undefined without a reading. */
export const readingOf = (register: Register, values: Partial<RecordValues>, field: string): string | undefined => {
  const name = values[field]
  if (typeof name !== 'string' || !/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(name))
    return undefined
  const kana = register.fields.find(one => one.field.kind === 'kana' && one.field.of === field)
  const reading = kana && values[kana.id]
  return typeof reading === 'string' ? toRomaji(reading) : undefined
}

/** How a record is called in headings, links and choices: its naming fields, as people read them. */
export const nameOf = (
  register: Register,
  values: Partial<RecordValues>,
  language: Language,
  context: KindContext,
): string => {
  const parts = register.definition.naming.flatMap(id => {
    const value = values[id]
    if (value === null || value === undefined) return []
    const shown = showField(register.field(id).field, value, language, context)
    const reading = language === 'en' ? readingOf(register, values, id) : undefined
    return [reading ? `${shown} (${reading})` : shown]
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
