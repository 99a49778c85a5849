import { InputError, type Problem } from '../../base/problem.ts'
import type { FileStore } from '../files/store.ts'
import type { FileField, FileValue, RecordValues } from './field.ts'
import { checkFile } from './kinds/file.ts'
import type { RegisterField } from './register.ts'

const usualMaxBytes = 10 * 1024 * 1024

/** Control characters, folders and marks that turn the reading direction round (`gpj.exe` shown as `exe.jpg`). */
const unsafeInName = /[/\\\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu

/**
 * The name that a browser gave an upload, as it may be shown and offered for saving: the last part of a path, nothing
 * invisible, 255 characters at most with its ending kept.
 */
const plainName = (name: string): string => {
  const last = (name.toWellFormed().split(/[/\\]/).at(-1) ?? '').replace(unsafeInName, '').trim()
  const letters = Array.from(last)
  const dot = last.lastIndexOf('.')
  const ending = dot > 0 && last.length - dot <= 16 ? Array.from(last.slice(dot)) : []
  const kept = last.length <= 255 ? last : [...letters.slice(0, 100), ...ending].join('')
  return kept === '' || /^\.+$/.test(kept) ? 'file' : kept
}

/** `type/subtype` without parameters; what is none is bytes that nothing opens by itself. */
const plainType = (type: string): string => {
  const bare = (type.split(';', 1)[0] ?? '').trim().toLowerCase()
  return /^[\w.+-]+\/[\w.+-]+$/.test(bare) ? bare : 'application/octet-stream'
}

/** @returns what puts an upload of a form into the file store. @throws InputError for a type or size that is not taken */
export const uploadStore =
  (files: FileStore) =>
  async (
    field: RegisterField,
    file: { readonly name: string; readonly type: string; readonly bytes: Uint8Array },
  ): Promise<FileValue> => {
    const definition: FileField = field.field.kind === 'file' ? field.field : { kind: 'file', label: field.field.label }
    const value = {
      sha256: '',
      name: plainName(file.name),
      type: plainType(file.type),
      size: file.bytes.byteLength,
    }
    const checked = checkFile(value, { ...definition, maxBytes: definition.maxBytes ?? usualMaxBytes })
    if (!checked.ok) throw new InputError(checked.problems.map(problem => ({ ...problem, field: field.id })))
    return { ...value, sha256: await files.put(file.bytes) }
  }

/**
 * Files in a change that did not come through a form: an address of content is no proof that the one who writes it may
 * read that content, so machines may keep a file or take it out, and not name another.
 * @param changed ids of fields whose value would change
 */
export const foreignFiles = (
  fields: readonly RegisterField[],
  values: Partial<RecordValues>,
  changed: ReadonlySet<string>,
): readonly Problem[] =>
  fields
    .filter(field => field.field.kind === 'file' && changed.has(field.id) && (values[field.id] ?? null) !== null)
    .map(field => ({
      field: field.id,
      message: {
        ja: 'ファイルは、この記録の画面から送ってください。ここでは、今のファイルのままにするか、外すことだけができます。',
        en: 'Send files through the form of the record. Here the present file can only be kept or taken out.',
      },
    }))
