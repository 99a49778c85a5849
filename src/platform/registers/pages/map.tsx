import type { Language } from '../../../base/bilingual.ts'
import type { JsonObject } from '../../../base/json.ts'
import { href } from '../../../ui/link.ts'
import { showField } from '../kinds/index.ts'
import type { KindContext } from '../kinds/kind.ts'
import type { RecordRow } from '../record.ts'
import type { Register, RegisterField } from '../register.ts'
import { nameOf } from './naming.ts'
import { publicRecord } from './paths.ts'

/** Places of one map: more than the largest directory has, and still a small file. */
export const mostPlaces = 2000

export const pointField = (register: Register): RegisterField | undefined =>
  register.publicFields.find(field => field.field.kind === 'point')

/** Published records with a place as GeoJSON (RFC 7946), for the map beside a list. */
export const geoJson = (
  register: Register,
  rows: readonly RecordRow[],
  language: Language,
  context: KindContext,
): JsonObject => {
  const field = pointField(register)
  const address = register.publicFields.find(one => one.field.kind === 'address')
  return {
    type: 'FeatureCollection',
    features: rows.flatMap(row => {
      const point = field ? row.values[field.id] : null
      if (point === null || typeof point !== 'object' || !('latitude' in point)) return []
      const note = address ? showField(address.field, row.values[address.id] ?? null, language, context) : ''
      return [
        {
          type: 'Feature',
          geometry: { type: 'Point', coordinates: [point.longitude, point.latitude] },
          properties: {
            title: nameOf(register, row.values, language, context),
            href: href(language, publicRecord(register, row.id)),
            ...(note ? { note } : {}),
          },
        },
      ]
    }),
  }
}
