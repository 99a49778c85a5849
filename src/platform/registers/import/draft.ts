import { createHash } from 'node:crypto'
import type { Bilingual } from '../../../base/bilingual.ts'
import { canonicalJson } from '../../../base/json.ts'
import type { Problem, Repair } from '../../../base/problem.ts'
import { newId } from '../../../base/uuid.ts'
import type { Secrets } from '../../database/secrets.ts'
import type { Row } from '../../database/statement.ts'
import type { RecordValues } from '../field.ts'
import { fieldToJson } from '../kinds/index.ts'
import type { KindContext } from '../kinds/kind.ts'
import { columnsToStored, fromStored, type StoredData, toStored } from '../record.ts'
import type { Register, RegisterField } from '../register.ts'
import type { Change } from '../service.ts'
import { foreignFiles } from '../upload.ts'
import { checkValues, dropUnasked } from '../values.ts'
import { isPersonal } from '../visibility.ts'
import { sameJson } from './existing.ts'
import type { ReadRow } from './reader.ts'

/** What a row comes to: a change to write, nothing to do, or problems. */
export interface Draft {
  readonly change: Change | null
  readonly problems: readonly Problem[]
  readonly repairs: readonly Repair[]
}

interface Around {
  readonly register: Register
  readonly tenant: string
  readonly secrets: Secrets
  readonly context: KindContext
}

/** The id of a record that nothing else tells apart: the same file gives the same id, so that it never counts twice. */
export const idOfRow = (register: Register, tenant: string, file: string, row: number): string => {
  const hex = createHash('sha256')
    .update(JSON.stringify([register.id, tenant, file, row]))
    .digest('hex')
  // UUID version 8 (RFC 9562): made of a hash.
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

const columnOf = (register: Register, id: string | undefined): string | undefined => {
  const field = id === undefined ? undefined : register.fieldByName(id.split('.')[0] ?? '')
  return field ? (field.field.column ?? field.field.label.ja) : undefined
}

const placed = (register: Register, row: number, problems: readonly Problem[]): readonly Problem[] =>
  problems.map(problem => {
    const column = columnOf(register, problem.field)
    return { ...problem, row, ...(column ? { column } : {}) }
  })

const leftOut: Bilingual = {
  ja: 'この項目は、他の項目の値により記入しない項目です。値を除きました。',
  en: 'Other fields say that this field is not asked for. Its value was left out.',
}

/** Empties what is not asked for, and tells it. */
const asked = ({ register, context }: Around, row: ReadRow, values: RecordValues, repairs: Repair[]): RecordValues => {
  if (!register.fields.some(field => field.field.when)) return values
  const kept = dropUnasked(register, values, context)
  for (const field of register.fields) {
    if (kept[field.id] !== null || (values[field.id] ?? null) === null || (row.patch[field.id] ?? null) === null)
      continue
    repairs.push({
      row: row.row,
      field: field.id,
      column: field.field.column ?? field.field.label.ja,
      from: isPersonal(field) ? '＊' : JSON.stringify(row.patch[field.id]),
      to: '',
      message: leftOut,
    })
  }
  return kept
}

export const draftNew = (around: Around, row: ReadRow, derivedId: string | null): Draft => {
  const { register, tenant, secrets, context } = around
  const repairs: Repair[] = []
  const all: Record<string, RecordValues[string]> = {}
  for (const field of register.fields) all[field.id] = row.patch[field.id] ?? null
  const values = asked(around, row, all, repairs)
  const given = new Set(Object.keys(row.patch))
  const problems = [...checkValues(register, values, context), ...foreignFiles(register.fields, row.patch, given)]
  if (problems.length) return { change: null, problems: placed(register, row.row, problems), repairs }
  const id = derivedId ?? newId()
  const change: Change = {
    register,
    operation: 'create',
    tenant,
    id,
    version: 1,
    sample: row.sample,
    values,
    data: toStored(register, id, values, secrets),
    changed: [],
  }
  return { change, problems: [], repairs }
}

const sealedIndex = (json: StoredData[string]): unknown =>
  typeof json === 'object' && json !== null && 'index' in json ? json.index : undefined

/** Whether a value is what the record holds already; a special value is compared by its blind index, never opened. */
const same = (around: Around, field: RegisterField, value: RecordValues[string], before: StoredData): boolean => {
  const json = value === null ? undefined : fieldToJson(field.field, value)
  const old = before[field.id]
  if (field.class !== 'special' || json === undefined || old === undefined) return sameJson(json, old)
  const place = { register: around.register.id, field: field.id }
  const index = sealedIndex(old)
  return around.secrets.blindIndexes(canonicalJson(json), place).some(possible => possible.toString('base64') === index)
}

/** The row as a record that exists takes it. */
const rowFor = (around: Around, row: ReadRow, before: StoredData): ReadRow => {
  const { first, patch } = row
  if (!first) return row
  const { register } = around
  const anew = first.unless.some(id => id in patch && !same(around, register.field(id), patch[id] ?? null, before))
  if (anew) return row
  return { ...row, patch: Object.fromEntries(Object.entries(patch).filter(([id]) => !first.fields.includes(id))) }
}

export const draftChange = (around: Around, given: ReadRow, found: Row): Draft => {
  const { register, secrets, context } = around
  const id = String(found['id'])
  const before = columnsToStored(register, found)
  const row = rowFor(around, given, before)
  const differs = register.fields.filter(
    field => field.id in row.patch && !same(around, field, row.patch[field.id] ?? null, before),
  )
  if (differs.length === 0) return { change: null, problems: [], repairs: [] }
  const repairs: Repair[] = []
  const old = fromStored(register, id, before, secrets, true)
  const values = asked(around, row, { ...old, ...row.patch }, repairs)
  const concerned = new Set(differs.map(field => field.id))
  const problems = [...checkValues(register, values, context), ...foreignFiles(differs, row.patch, concerned)]
  if (problems.length) return { change: null, problems: placed(register, row.row, problems), repairs }
  const data: Record<string, StoredData[string]> = { ...toStored(register, id, values, secrets) }
  // What was sealed and did not change keeps its bytes, so that no revision claims a change that was none.
  for (const field of register.fields)
    if (
      field.class === 'special' &&
      before[field.id] !== undefined &&
      same(around, field, values[field.id] ?? null, before)
    )
      data[field.id] = before[field.id]
  const changed = register.fields.map(field => field.id).filter(one => !sameJson(data[one], before[one]))
  if (changed.length === 0) return { change: null, problems: [], repairs }
  const change: Change = {
    register,
    operation: 'change',
    tenant: String(found['tenant']),
    id,
    version: Number(found['version']) + 1,
    sample: found['sample'] === true,
    values,
    data,
    changed,
  }
  return { change, problems: [], repairs }
}
