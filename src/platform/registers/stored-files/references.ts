import type { Json, JsonObject } from '../../../base/json.ts'
import type { Transaction } from '../../database/connection.ts'
import { streamStatement } from '../../database/cursor.ts'
import type { Secrets } from '../../database/secrets.ts'
import { fileOf } from '../downloads/service.ts'
import { readStoredFile } from '../kinds/file.ts'
import { columnsToStored, fromStored } from '../record.ts'
import type { Register, RegisterField } from '../register.ts'

/** Something that needs a file: a row, a revision, a proposal or an issued document. */
export interface FileReference {
  readonly tenant: string
  readonly register: string
  readonly record: string
  /** Of the record; null for a proposal. */
  readonly version: number | null
  /** Field, or the document's number. */
  readonly of: string
  /** Null where a sealed value does not open: which file it names is not known. */
  readonly sha256: string | null
}

const isFileField = ({ field }: RegisterField): boolean => field.kind === 'file'

const namesOf = (field: RegisterField): readonly string[] => [field.id, ...field.formerIds]

/** What names a file by its shape, also in a field that the definition no longer knows. */
const plainFiles = (data: JsonObject): readonly (readonly [string, string])[] =>
  Object.entries(data).flatMap(([of, json]) => {
    const found = readStoredFile(json)
    return found ? [[of, found.sha256] as const] : []
  })

const sealedFiles = (
  register: Register,
  id: string,
  data: JsonObject,
  secrets: Secrets,
): readonly (readonly [string, string | null])[] =>
  register.fields
    .filter(field => isFileField(field) && field.class === 'special')
    .flatMap((field): (readonly [string, string | null])[] => {
      const own = Object.fromEntries(
        Object.entries(data).filter((entry): entry is [string, Json] => namesOf(field).includes(entry[0])),
      )
      if (Object.keys(own).length === 0) return []
      try {
        const file = fileOf(field, fromStored(register, id, own, secrets, true)[field.id])
        return file ? [[field.id, file.sha256]] : []
      } catch {
        return [[field.id, null]]
      }
    })

const filesIn = (register: Register | undefined, id: string, data: JsonObject, secrets: Secrets) => [
  ...plainFiles(data),
  ...(register ? sealedFiles(register, id, data, secrets) : []),
]

const holdsFile = `jsonb_path_exists(data, '$.*.sha256')`

async function* ofRegister(tx: Transaction, register: Register, secrets: Secrets): AsyncGenerator<FileReference> {
  const columns = register.fields.filter(isFileField).flatMap(field => field.columns.map(({ name }) => `"${name}"`))
  if (columns.length > 0) {
    const rows = streamStatement(tx, {
      text: `select tenant, id, version, ${columns.join(', ')} from ${register.rowTable} where coalesce(${columns.map(name => `${name}::text`).join(', ')}) is not null`,
      values: [],
    })
    for await (const row of rows) {
      const id = String(row['id'])
      const tenant = String(row['tenant'])
      for (const [of, sha256] of filesIn(register, id, columnsToStored(register, row), secrets))
        yield { tenant, register: register.id, record: id, version: Number(row['version']), of, sha256 }
    }
  }
  const sealed = register.fields.filter(field => isFileField(field) && field.class === 'special').flatMap(namesOf)
  const revisions = streamStatement(tx, {
    text: `select tenant, id, version, data from ${register.historyTable} where ${holdsFile} or data ?| $1::text[]`,
    values: [sealed],
  })
  for await (const row of revisions) {
    const id = String(row['id'])
    const tenant = String(row['tenant'])
    for (const [of, sha256] of filesIn(register, id, row['data'] as JsonObject, secrets))
      yield { tenant, register: register.id, record: id, version: Number(row['version']), of, sha256 }
  }
}

/**
 * Everything that needs a file, as the owner sees it: of all organisations, present and past, decided or not.
 * @param tx of the owner
 */
export async function* fileReferences(
  tx: Transaction,
  registers: readonly Register[],
  secrets: Secrets,
): AsyncGenerator<FileReference> {
  for (const register of registers) yield* ofRegister(tx, register, secrets)
  const byId = new Map(registers.map(register => [register.id, register]))
  const proposed = streamStatement(tx, {
    text: `select tenant, c->>'register' as register, c->>'id' as record, c->'data' as data
      from musubi.proposal cross join lateral jsonb_array_elements(changes) c`,
    values: [],
  })
  for await (const row of proposed) {
    const { register, record } = { register: String(row['register']), record: String(row['record']) }
    for (const [of, sha256] of filesIn(byId.get(register), record, row['data'] as JsonObject, secrets))
      yield { tenant: String(row['tenant']), register, record, version: null, of, sha256 }
  }
  const issued = streamStatement(tx, {
    text: 'select tenant, register, record, version, number, sha256 from musubi.document',
    values: [],
  })
  for await (const row of issued)
    yield {
      tenant: String(row['tenant']),
      register: String(row['register']),
      record: String(row['record']),
      version: Number(row['version']),
      of: String(row['number']),
      sha256: String(row['sha256']),
    }
}
