import { InputError, type Problem } from '../../../base/problem.ts'
import type { FormInput } from '../../routing/route.ts'
import type { FileValue, RecordValues } from '../field.ts'
import { readField, writeField } from '../kinds/index.ts'
import { removeFileName, textsOf } from '../kinds/input.ts'
import type { KindContext } from '../kinds/kind.ts'
import type { RegisterField } from '../register.ts'

/** Texts of a form by field id, as `readField` takes them: shown again as they were when something is wrong. */
export type Typed = Readonly<Record<string, readonly string[]>>

export interface ReadForm {
  readonly values: Partial<RecordValues>
  readonly problems: readonly Problem[]
  readonly typed: Typed
}

/** Values as the boxes show them. */
export const typedOf = (fields: readonly RegisterField[], values: Partial<RecordValues>): Typed =>
  Object.fromEntries(fields.map(field => [field.id, writeField(field.field, values[field.id] ?? null)]))

export interface Upload {
  readonly name: string
  readonly type: string
  readonly bytes: Uint8Array
}

const isFile = (value: RecordValues[string] | undefined): value is FileValue =>
  typeof value === 'object' && value !== null && 'sha256' in value

/**
 * Reads a submitted form. Every field is read, so that all mistakes are told at once; what was right is kept as read, what
 * was wrong as typed.
 * @param storeFile puts an upload into the file store and gives its address
 */
export const readForm = async (
  fields: readonly RegisterField[],
  input: FormInput,
  context: KindContext,
  storeFile: (field: RegisterField, file: Upload) => Promise<FileValue>,
  before: Partial<RecordValues> = {},
): Promise<ReadForm> => {
  const values: Record<string, RecordValues[string]> = {}
  const typed: Record<string, readonly string[]> = {}
  const problems: Problem[] = []
  for (const field of fields) {
    if (field.field.kind === 'file') {
      const upload = input.files[field.id]?.find(file => file.bytes.byteLength > 0)
      const remove = input.values[removeFileName(field.id)] !== undefined
      const kept = before[field.id]
      let value = remove || !isFile(kept) ? null : kept
      if (upload)
        try {
          value = await storeFile(field, upload)
        } catch (error) {
          if (!(error instanceof InputError)) throw error
          problems.push(...error.problems)
        }
      values[field.id] = value
      typed[field.id] = writeField(field.field, value)
      continue
    }
    const texts = textsOf(field.id, field.field, input.values)
    typed[field.id] = texts
    const read = readField(field.id, field.field, texts, context)
    if (read.ok) values[field.id] = read.value
    else problems.push(...read.problems)
  }
  return { values, problems, typed }
}
