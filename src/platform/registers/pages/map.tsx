import type { Language } from '../../../base/bilingual.ts'
import type { KindContext } from '../kinds/kind.ts'
import type { RecordRow } from '../record.ts'
import type { Register, RegisterField } from '../register.ts'
import { nameOf } from './naming.ts'

export interface Place {
  readonly name: string
  readonly latitude: number
  readonly longitude: number
  readonly link: string
}

export const pointField = (register: Register): RegisterField | undefined =>
  register.publicFields.find(field => field.field.kind === 'point')

export const mapPlaces = (
  register: Register,
  rows: readonly RecordRow[],
  language: Language,
  context: KindContext,
  link: (row: RecordRow) => string,
): readonly Place[] => {
  const field = pointField(register)
  if (!field) return []
  return rows.flatMap(row => {
    const point = row.values[field.id]
    return point !== null && typeof point === 'object' && 'latitude' in point
      ? [
          {
            name: nameOf(register, row.values, language, context),
            latitude: point.latitude,
            longitude: point.longitude,
            link: link(row),
          },
        ]
      : []
  })
}

/**
 * The map's place on a page. Without script the list of places stands there instead, each with a link to its record; with
 * script the element `musubi-map` draws the same list.
 */
export const mapBox = (language: Language, places: readonly Place[]) => (
  <div class="map" data-map data-label={language === 'ja' ? '地図' : 'Map'}>
    <ul class="map-places">
      {places.map(place => (
        <li data-latitude={String(place.latitude)} data-longitude={String(place.longitude)}>
          {place.link ? <a href={place.link}>{place.name}</a> : <span>{place.name}</span>}
        </li>
      ))}
    </ul>
  </div>
)
