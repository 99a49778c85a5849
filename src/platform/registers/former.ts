import type { Json, JsonObject } from '../../base/json.ts'
import type { Fields } from './field.ts'

/** Former field ids, each with the id that the field has today. */
export const formerNames = (fields: Fields): ReadonlyMap<string, string> =>
  new Map(
    Object.entries(fields).flatMap(([id, field]) => (field.formerly ?? []).map(former => [former.id, id] as const)),
  )

/** @returns today's id of a field that an old revision, export or mapping names */
export const currentName = (names: ReadonlyMap<string, string>, old: string): string => names.get(old) ?? old

/**
 * Former ids that the API and saved exports still understand on a day.
 * @param today day in Japan, YYYY-MM-DD
 */
export const answeredNames = (fields: Fields, today: string): ReadonlyMap<string, string> =>
  new Map(
    Object.entries(fields).flatMap(([id, field]) =>
      (field.formerly ?? []).filter(former => today <= former.until).map(former => [former.id, id] as const),
    ),
  )

/**
 * The data of a revision under today's definition: renamed, split and filled as migrations did with the record itself.
 * Revisions are never rewritten, so their hashes stand; a record is compared with its last revision through this.
 */
export const currentData = (fields: Fields, data: JsonObject): JsonObject => {
  const names = formerNames(fields)
  const renamed = Object.entries(data).map(([id, value]): [string, Json | undefined] => [
    // An id of today wins over a former one that happens to stand beside it.
    id in fields ? id : currentName(names, id),
    value,
  ])
  const current: Record<string, Json | undefined> = Object.fromEntries(renamed)
  for (const [id, { splitFrom, fill }] of Object.entries(fields)) {
    if (isEmpty(current[id]) && splitFrom !== undefined) {
      const source = current[splitFrom.field]
      const part =
        typeof source === 'string' ? new RegExp(splitFrom.pattern, 'u').exec(source)?.[splitFrom.group] : undefined
      // Only where the revision does not know the field: later somebody may have emptied it.
      if (part !== undefined && !(id in current)) current[id] = part
    }
    if (isEmpty(current[id]) && fill !== undefined && fields[id]?.required) current[id] = fill
  }
  return current
}

const isEmpty = (value: Json | undefined): boolean => value === undefined || value === null
