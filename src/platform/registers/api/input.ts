import { InputError, type Problem } from '../../../base/problem.ts'
import type { RecordValues } from '../field.ts'
import { fieldFromJson } from '../kinds/index.ts'
import type { KindContext } from '../kinds/kind.ts'
import type { Register, RegisterField } from '../register.ts'

const marks: ReadonlySet<string> = new Set(['id', 'version', 'updatedAt', 'sample', 'labels'])

/**
 * Reads the JSON of a create or change. Fields by their present id, or by a former one until its day; anything else is
 * told, not ignored.
 * @throws InputError with everything that is wrong
 */
export const readJsonRecord = (
  register: Register,
  writable: readonly RegisterField[],
  json: unknown,
  context: KindContext,
): Partial<RecordValues> => {
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw new InputError([{ message: { ja: 'JSON のオブジェクトを送ってください。', en: 'Send a JSON object.' } }])
  const problems: Problem[] = []
  const values: Record<string, RecordValues[string]> = {}
  for (const [name, value] of Object.entries(json)) {
    if (marks.has(name)) continue
    const field = register.fieldByName(name)
    const former = field?.field.formerly?.find(one => one.id === name)
    if (!field || !writable.includes(field) || (former && former.until < context.today)) {
      problems.push({ field: name, message: { ja: 'この項目はありません。', en: 'There is no such field.' } })
      continue
    }
    if (former && field.id in json) continue
    const read = value === null ? null : fieldFromJson(field.id, field.field, value, context)
    if (read === null) values[field.id] = null
    else if (read.ok) values[field.id] = read.value
    else problems.push(...read.problems)
  }
  if (problems.length) throw new InputError(problems)
  return values
}
