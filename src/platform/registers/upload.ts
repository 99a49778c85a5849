import { InputError, type Problem } from '../../base/problem.ts'
import type { Act } from '../access/actor.ts'
import type { Secrets } from '../database/secrets.ts'
import type { FileStore } from '../files/store.ts'
import type { FileField, FileValue, RecordValues } from './field.ts'
import { typeOfUpload } from './kinds/content.ts'
import { checkFile, readStoredFile } from './kinds/file.ts'
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

/**
 * @param tenant whose record the form is of
 * @returns what puts an upload of a form into the file store
 * @throws InputError for a size or type that is not taken, and for contents that are not what name and type say
 */
export const uploadStore =
  (files: FileStore, tenant?: string) =>
  async (
    field: RegisterField,
    file: { readonly name: string; readonly type: string; readonly bytes: Uint8Array },
  ): Promise<FileValue> => {
    const definition: FileField = field.field.kind === 'file' ? field.field : { kind: 'file', label: field.field.label }
    const wrong = (problems: readonly Problem[]) =>
      new InputError(problems.map(problem => ({ ...problem, field: field.id })))
    const name = plainName(file.name)
    const size = file.bytes.byteLength
    const limits = { ...definition, maxBytes: definition.maxBytes ?? usualMaxBytes }
    // The size first: nobody wants to be told to mend a file that is too large anyway.
    const small = checkFile({ sha256: '', name, type: '', size }, { ...limits, accept: [] })
    if (!small.ok) throw wrong(small.problems)
    const told = typeOfUpload(name, plainType(file.type), file.bytes)
    if ('problem' in told) throw wrong([{ message: told.problem }])
    const checked = checkFile({ sha256: '', name, type: told.type, size }, limits)
    if (!checked.ok) throw wrong(checked.problems)
    return { ...checked.value, sha256: await files.put(file.bytes, tenant) }
  }

/** How long a form may lie open with a file in it. Much shorter than the sweep of unreferenced files waits. Milliseconds. */
const claimFor = 24 * 60 * 60 * 1000

/**
 * Files that came with a form which had a mistake elsewhere: they are in the store already, and the form that is shown
 * again holds a sealed note of them, so that nobody has to choose a file twice. The note is worth something to the
 * person who sent the file, in this field of this register, for a day.
 */
export interface FileClaims {
  give(act: Act, register: string, field: string, file: FileValue): string
  /** @returns null for a note that ran out, is another person's or was made up */
  take(act: Act, register: string, field: string, note: string): FileValue | null
}

export const fileClaims = (secrets: Secrets): FileClaims => {
  const placeOf = (act: Act, register: string, field: string) => ({
    register,
    field: `${field}/upload`,
    record: act.actor.person ?? '',
  })
  return {
    give(act, register, field, file) {
      const note = JSON.stringify({ file, until: act.clock.now().getTime() + claimFor })
      return secrets.seal(note, placeOf(act, register, field)).toString('base64url')
    },
    take(act, register, field, note) {
      try {
        const read: unknown = JSON.parse(secrets.open(Buffer.from(note, 'base64url'), placeOf(act, register, field)))
        if (typeof read !== 'object' || read === null || !('until' in read) || !('file' in read)) return null
        return Number(read.until) >= act.clock.now().getTime() ? (readStoredFile(read.file) ?? null) : null
      } catch {
        return null
      }
    },
  }
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
