import type { Problem } from '../../../base/problem.ts'
import type { FormInput } from '../../routing/route.ts'
import type { Register, RegisterField } from '../register.ts'
import type { FileValue, RecordValues } from '../field.ts'
import { partsOf, readField, readRows } from '../kinds/index.ts'
import type { KindContext } from '../kinds/kind.ts'

/** What was typed, by input name: shown again as it was when something is wrong. */
export type Typed = Readonly<Record<string, readonly string[]>>

export interface ReadForm {
  readonly values: Partial<RecordValues>
  readonly problems: readonly Problem[]
  readonly typed: Typed
}

/** Texts of one field's boxes, in the order of its parts. */
export const textsOf = (field: RegisterField, typed: Typed): readonly string[] =>
  partsOf(field.field).map(part => {
    const texts = typed[`${field.id}${part.suffix}`] ?? []
    return field.field.kind === 'choices' ? texts.join(';') : (texts[0] ?? '')
  })

/**
 * Reads a submitted form. Every field is read, so that all mistakes are told at once; what was right is kept as read, what
 * was wrong as typed.
 * @param storeFile puts an upload into the file store and gives its address
 */
export const readForm = async (
  register: Register,
  fields: readonly RegisterField[],
  input: FormInput,
  context: KindContext,
  storeFile: (field: RegisterField, file: { readonly name: string; readonly type: string; readonly bytes: Uint8Array }) => Promise<FileValue>,
  before: Partial<RecordValues> = {},
): Promise<ReadForm> => {
  const values: Record<string, RecordValues[string]> = {}
  const problems: Problem[] = []
  for (const field of fields) {
    if (field.field.kind === 'file') {
      const upload = input.files[field.id]?.find(file => file.bytes.byteLength > 0)
      const remove = input.values[`${field.id}.remove`]?.includes('yes')
      values[field.id] = upload ? await storeFile(field, upload) : remove ? null : (before[field.id] ?? null)
      continue
    }
    const read =
      field.field.kind === 'rows' ? readRows(field.field, field.id, input.values, context) : readField(field.field, textsOf(field, input.values), context)
    if (read.ok) values[field.id] = read.value
    else problems.push(...read.problems.map(problem => ({ ...problem, field: problem.field ? `${field.id}.${problem.field}` : field.id })))
  }
  return { values: values as Partial<RecordValues>, problems: problems.filter(problem => register.fieldByName(problem.field?.split('.')[0] ?? '')), typed: input.values }
}
