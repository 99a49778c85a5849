import { fill } from '../../../base/bilingual.ts'
import { bad, good, type Result } from '../../../base/problem.ts'
import type { FileField, FileValue } from '../field.ts'
import { isObject, jsonCell } from './cells.ts'
import { acceptedTypes, typeLabel } from './content.ts'
import type { FieldKind } from './kind.ts'
import { oneText } from './typing.ts'

const expected = {
  ja: 'ファイルを選び直してください。',
  en: 'Choose the file again.',
}
const expectedJson = {
  ja: '先に送ったファイルの {"sha256", "name", "type", "size"} を送ってください。',
  en: 'Send {"sha256", "name", "type", "size"} of a file that was uploaded before.',
}

/** `.pdf`, `application/pdf` or `image/*`, as in HTML's accept. */
const accepts = (accept: string, file: FileValue): boolean =>
  accept.startsWith('.')
    ? file.name.toLowerCase().endsWith(accept.toLowerCase())
    : accept.endsWith('/*')
      ? file.type.startsWith(accept.slice(0, -1))
      : file.type === accept

/** `1.5 MB`, decimal units as file managers show them. */
export const showSize = (bytes: number): string => {
  if (bytes < 1000) return `${bytes} B`
  const [divisor, unit] = bytes < 1_000_000 ? [1000, 'kB'] : [1_000_000, 'MB']
  return `${Number((bytes / divisor).toFixed(1))} ${unit}`
}

/** Whether a file may be put into the field; also asked before an upload is stored. */
export const checkFile = (file: FileValue, field: FileField): Result<FileValue> => {
  if (field.maxBytes !== undefined && file.size > field.maxBytes)
    return bad(
      fill(
        { ja: '{size}以下のファイルにしてください。', en: 'The file may have {size} at most.' },
        { size: showSize(field.maxBytes) },
      ),
    )
  if (field.accept?.length && !field.accept.some(accept => accepts(accept, file)))
    return bad(
      fill(
        { ja: '次の種類のファイルにしてください: {types}', en: 'The file must be one of these types: {types}' },
        { types: acceptedTypes(field.accept) },
      ),
    )
  return good(file)
}

/** A file as it is kept; undefined for anything else. */
export const readStoredFile = (value: unknown): FileValue | undefined => {
  if (!isObject(value)) return undefined
  // A record of the API says where the file can be fetched; who sends it back means nothing by it.
  const { sha256, name, type, size, href: _, ...others } = value
  if (typeof sha256 !== 'string' || typeof name !== 'string' || typeof type !== 'string') return undefined
  if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0 || Object.keys(others).length > 0)
    return undefined
  // A name is shown and offered for saving: no folders, nothing invisible.
  const plainName = name !== '' && name.length <= 255 && !/[/\\\p{Cc}]/u.test(name) && name.isWellFormed()
  if (!plainName || !/^[0-9a-f]{64}$/.test(sha256) || !/^[\w.+-]+\/[\w.+-]+$/.test(type)) return undefined
  return { sha256, name, type, size }
}

/**
 * A stored file by its content address. Its text, `sha256/size/type/name`, is what a form keeps in a hidden input. A
 * person can type any address there, so the service must check that the file exists and that this person may use it.
 */
export const file: FieldKind<'file'> = {
  kind: 'file',
  columns: () => [{ suffix: '', type: 'jsonb' }],
  store: value => [value],
  load: cells => {
    const value = jsonCell(cells[0])
    if (value === null) return null
    const found = readStoredFile(value)
    if (!found) throw new TypeError('a database cell did not hold a file')
    return found
  },
  parts: () => [{ suffix: '' }],
  read: (texts, field) => {
    const text = oneText(texts)
    if (text === '') return good(null)
    const [, sha256, size, type, name] = /^([0-9a-f]{64})\/(\d{1,15})\/([^/]+\/[^/]+)\/([^/]+)$/.exec(text) ?? []
    const found = readStoredFile({ sha256, size: Number(size), type, name })
    return found ? checkFile(found, field) : bad(expected)
  },
  write: value => [value === null ? '' : `${value.sha256}/${value.size}/${value.type}/${value.name}`],
  toJson: value => ({ sha256: value.sha256, name: value.name, type: value.type, size: value.size }),
  fromJson: (json, field) => {
    if (json === null || json === undefined) return good(null)
    const found = readStoredFile(json)
    return found ? checkFile(found, field) : bad(expectedJson)
  },
  schema: field => ({
    type: 'object',
    properties: {
      sha256: { type: 'string', pattern: '^[0-9a-f]{64}$' },
      name: { type: 'string', minLength: 1, maxLength: 255 },
      type: { type: 'string' },
      size: { type: 'integer', minimum: 0, ...(field.maxBytes === undefined ? {} : { maximum: field.maxBytes }) },
      href: { type: 'string', format: 'uri-reference', readOnly: true, description: 'Where the file can be fetched.' },
    },
    required: ['sha256', 'name', 'type', 'size'],
    additionalProperties: false,
  }),
  show: value => {
    const label = typeLabel(value.type)
    return `${value.name} (${label ? `${label}, ` : ''}${showSize(value.size)})`
  },
  searchTexts: value => [value.name],
  filters: ['filled'],
  sortable: false,
}
