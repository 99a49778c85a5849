import type { Bilingual } from '../../base/bilingual.ts'
import { DefinitionError } from '../../base/problem.ts'
import type { Field, FileField, ReferenceField, ValueOf } from '../registers/field.ts'
import { fieldFromJson, fieldToJson } from '../registers/kinds/index.ts'
import type { KindContext } from '../registers/kinds/kind.ts'

/** A value that stands alone: files and references need a store of their own. */
export type SettingField = Exclude<Field, FileField | ReferenceField>

/** What differs between organisations, with what holds where none says otherwise. Its name and help are the field's. */
export interface SettingDefinition<F extends SettingField = SettingField> {
  /** `block.name`: `quotas.records`. */
  readonly id: string
  readonly field: F
  /** Null where nothing holds, such as no limit. */
  readonly default: ValueOf<F> | null
  /** Heading of the page under which it stands. */
  readonly group: Bilingual
  /** Only the operating body's administrators change it, such as a limit that protects the others. */
  readonly changedBy?: 'operator'
}

export const defineSetting = <const F extends SettingField>(definition: SettingDefinition<F>): SettingDefinition<F> =>
  definition

/** Settings by id. @throws DefinitionError for an id used twice, or a default that a form would refuse */
export const checkSettings = (
  definitions: readonly SettingDefinition[],
  context: KindContext,
): ReadonlyMap<string, SettingDefinition> => {
  const checked = new Map<string, SettingDefinition>()
  for (const definition of definitions) {
    const { id, field } = definition
    if (!/^[a-z][A-Za-z]*(\.[a-z][A-Za-z_]*)+$/.test(id))
      throw new DefinitionError(`setting "${id}": ids are of the form block.name`)
    if (checked.has(id)) throw new DefinitionError(`setting ${id}: declared twice`)
    if (definition.default !== null) {
      const read = fieldFromJson(id, field, fieldToJson(field, definition.default), context)
      if (!read.ok)
        throw new DefinitionError(`setting ${id}: its default is refused: ${read.problems[0]?.message.en ?? ''}`)
    } else if (field.required) throw new DefinitionError(`setting ${id}: it is required and has no default`)
    checked.set(id, definition)
  }
  return checked
}
