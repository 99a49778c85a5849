import { hash } from 'node:crypto'
import { canonicalJson, type Json, type JsonObject } from '../../base/json.ts'
import type { SecretPlace, Secrets } from '../database/secrets.ts'
import type { RecordValues } from './field.ts'
import { fieldToJson, loadField, restoreField, storeField } from './kinds/index.ts'
import type { KindContext } from './kinds/kind.ts'
import type { Register, RegisterField } from './register.ts'
import { searchTextOf } from './search.ts'

/** A record as code holds it. */
export interface RecordRow {
  readonly id: string
  readonly tenant: string
  readonly version: number
  readonly sample: boolean
  readonly createdAt: string
  readonly updatedAt: string
  readonly removedAt: string | null
  readonly values: RecordValues
}

/**
 * The form in which a record's contents are kept in history, proposals and hashes: JSON by field id, nothing for empty
 * fields, special values sealed. What was sealed stays sealed, so that a hash needs no key.
 */
export type StoredData = JsonObject

interface Sealed {
  readonly sealed: string
  readonly index: string
}

const isSealed = (json: Json | undefined): json is { readonly sealed: string; readonly index: string } =>
  typeof json === 'object' && json !== null && 'sealed' in json && 'index' in json

const placeOf = (register: Register, field: RegisterField, id: string): SecretPlace => ({
  register: register.id,
  field: field.id,
  record: id,
})

const seal = (secrets: Secrets, register: Register, field: RegisterField, id: string, json: Json): Sealed => {
  const text = canonicalJson(json)
  return {
    sealed: secrets.seal(text, placeOf(register, field, id)).toString('base64'),
    index: secrets.blindIndex(text, placeOf(register, field, id)).toString('base64'),
  }
}

export const toStored = (register: Register, id: string, values: RecordValues, secrets: Secrets): StoredData => {
  const data: Record<string, Json> = {}
  for (const field of register.fields) {
    const value = values[field.id]
    if (value === null || value === undefined) continue
    const json = fieldToJson(field.field, value)
    data[field.id] = field.class === 'special' ? { ...seal(secrets, register, field, id, json) } : json
  }
  return data
}

/** @param open false leaves special values out, for readers who may not see them */
export const fromStored = (
  register: Register,
  id: string,
  data: StoredData,
  secrets: Secrets,
  open: boolean,
): RecordValues => {
  const values: Record<string, RecordValues[string]> = {}
  for (const field of register.fields) {
    let json = data[field.id]
    if (json === undefined) json = field.formerIds.map(former => data[former]).find(found => found !== undefined)
    if (isSealed(json)) {
      json = open
        ? (JSON.parse(secrets.open(Buffer.from(json.sealed, 'base64'), placeOf(register, field, id))) as Json)
        : undefined
    }
    values[field.id] = json === undefined ? null : restoreField(field.field, json)
  }
  return values
}

/** Database values in the order of `register.columns`, from the stored form. */
export const storedToColumns = (register: Register, data: StoredData): unknown[] => {
  const cells: unknown[] = []
  for (const field of register.fields) {
    const json = data[field.id] ?? null
    if (field.class === 'special') {
      cells.push(
        isSealed(json) ? Buffer.from(json.sealed, 'base64') : null,
        isSealed(json) ? Buffer.from(json.index, 'base64') : null,
      )
      continue
    }
    cells.push(...storeField(field.field, restoreField(field.field, json)))
  }
  return cells
}

/** Reads a row of the register's table back to the stored form; the counterpart of `storedToColumns`. */
export const columnsToStored = (register: Register, row: Readonly<Record<string, unknown>>): StoredData => {
  const data: Record<string, Json> = {}
  for (const field of register.fields) {
    const cells = field.columns.map(column => row[column.name] ?? null)
    if (field.class === 'special') {
      const [sealed, index] = cells
      if (Buffer.isBuffer(sealed) && Buffer.isBuffer(index))
        data[field.id] = { sealed: sealed.toString('base64'), index: index.toString('base64') }
      continue
    }
    const value = loadField(field.field, cells)
    if (value !== null) data[field.id] = fieldToJson(field.field, value)
  }
  return data
}

/** The text by which a record is found, folded; parts stand on lines of their own so that no match runs across two. */
export const searchOf = (register: Register, values: RecordValues, context: KindContext): SearchTexts => ({
  search: searchTextOf(register.searchFields, values, context),
  publicSearch: register.publicSearchFields && searchTextOf(register.publicSearchFields, values, context),
})

export interface SearchTexts {
  readonly search: string
  /** Null where the public searches the same text, or nothing. */
  readonly publicSearch: string | null
}

/**
 * Hash of one revision: everything that its row in the history says, and the sample mark. Ledger entries commit to it, and
 * `musubi verify` computes it again from what lies in the history.
 */
export const revisionHash = (revision: {
  readonly register: string
  readonly id: string
  readonly tenant: string
  readonly version: number
  readonly sample: boolean
  readonly operation: 'create' | 'change' | 'remove'
  readonly data: StoredData
  /** ISO 8601, as stored. */
  readonly at: string
  readonly actor: string | null
  readonly actorName: string
  readonly reason: string | null
}): Buffer =>
  // In one call: this runs for each row of an import, and the stream of `createHash` costs twice as much.
  hash(
    'sha256',
    canonicalJson({
      actor: revision.actor,
      actorName: revision.actorName,
      at: revision.at,
      data: revision.data,
      id: revision.id,
      operation: revision.operation,
      reason: revision.reason,
      register: revision.register,
      sample: revision.sample,
      tenant: revision.tenant,
      version: revision.version,
    }),
    'buffer',
  )
