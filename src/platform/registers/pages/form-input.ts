import { InputError, type Problem } from '../../../base/problem.ts'
import type { FormInput } from '../../routing/route.ts'
import type { FileValue, RecordValues } from '../field.ts'
import { readField, writeField } from '../kinds/index.ts'
import { keptFileName, removeFileName, textsOf } from '../kinds/input.ts'
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

/** A form's way with files (`PageTools.formFiles`). */
export interface FormFiles {
  /** Puts an upload into the file store and gives its address. @throws InputError for one that the field does not take */
  store(field: RegisterField, file: Upload): Promise<FileValue>
  /** A note of a stored upload, for the form that is shown again. */
  note(field: RegisterField, file: FileValue): string
  /** The upload that such a note stands for; null for one that means nothing. */
  noted(field: RegisterField, note: string): FileValue | null
}

/**
 * Reads a submitted form. Every field is read, so that all mistakes are told at once; what was right is kept as read, what
 * was wrong as typed.
 * @param before what the record, or the proposal that is mended, holds: its files stay unless the form says otherwise
 */
export const readForm = async (
  fields: readonly RegisterField[],
  input: FormInput,
  context: KindContext,
  files: FormFiles,
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
      let sent = remove ? null : files.noted(field, input.values[keptFileName(field.id)]?.[0] ?? '')
      if (upload)
        try {
          sent = await files.store(field, upload)
        } catch (error) {
          if (!(error instanceof InputError)) throw error
          problems.push(...error.problems)
        }
      const value = sent ?? (remove || !isFile(kept) ? null : kept)
      values[field.id] = value
      typed[field.id] = [...writeField(field.field, value), ...(sent ? [files.note(field, sent)] : [])]
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
