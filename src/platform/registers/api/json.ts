import type { Json, JsonObject } from '../../../base/json.ts'
import { fieldToJson } from '../kinds/index.ts'
import type { RecordRow } from '../record.ts'
import type { Register, RegisterField } from '../register.ts'

/** A file says where its bytes are; the path is the same on both listeners. */
const withLink = (register: Register, id: string, { id: name, field }: RegisterField, value: Json): Json =>
  field.kind === 'file' && typeof value === 'object' && value !== null && !Array.isArray(value)
    ? { ...value, href: `/api/v1/${register.id}/${id}/files/${name}` }
    : value

/**
 * A record as the API answers it: the fields by id beside the record's own marks. A renamed field answers under its old
 * name too, until the day that its definition states.
 * @param data JSON by field id; only visible fields may be in it
 */
export const recordJson = (
  register: Register,
  marks: { readonly id: string; readonly version: number; readonly updatedAt: string; readonly sample: boolean },
  fields: readonly RegisterField[],
  data: JsonObject,
  today: string,
): JsonObject => {
  const json: Record<string, Json> = { id: marks.id, version: marks.version, updatedAt: marks.updatedAt }
  if (marks.sample) json['sample'] = true
  for (const field of fields) {
    const value = withLink(register, marks.id, field, data[field.id] ?? null)
    json[field.id] = value
    for (const former of field.field.formerly ?? []) if (today <= former.until) json[former.id] = value
  }
  return register.fields.length ? json : {}
}

export const dataOfRow = (fields: readonly RegisterField[], row: RecordRow): JsonObject =>
  Object.fromEntries(
    fields.map(field => {
      const value = row.values[field.id] ?? null
      return [field.id, value === null ? null : fieldToJson(field.field, value)]
    }),
  )
