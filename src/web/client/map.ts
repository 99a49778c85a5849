// Puts the points of a list on a map: <div class="map" data-points="…geojson">. The list beside it says the same.
import * as L from 'leaflet'
import 'leaflet/dist/leaflet.css'

interface Feature {
  readonly geometry: { readonly coordinates: readonly [number, number] } | null
  readonly properties: { readonly title: string; readonly href?: string; readonly note?: string }
}

const popup = ({ title, href, note }: Feature['properties']): HTMLElement => {
  const box = document.createElement('div')
  const name = document.createElement(href ? 'a' : 'strong')
  name.textContent = title
  if (href && name instanceof HTMLAnchorElement) name.href = href
  box.append(name)
  if (note) {
    const line = document.createElement('p')
    line.textContent = note
    box.append(line)
  }
  return box
}

const draw = async (place: HTMLElement): Promise<void> => {
  const { points, latitude, longitude } = place.dataset
  if (!points) return
  const answer = await fetch(points, { headers: { accept: 'application/geo+json, application/json' } })
  if (!answer.ok) return
  const { features } = (await answer.json()) as { readonly features: readonly Feature[] }
  place.replaceChildren()
  const map = L.map(place, { attributionControl: true, preferCanvas: true })
  map.attributionControl.setPrefix(false)
  const tiles = document.querySelector<HTMLMetaElement>('meta[name="musubi-tiles"]')
  if (tiles) L.tileLayer(tiles.content, { attribution: tiles.dataset.credit ?? '', maxZoom: 18 }).addTo(map)
  const marks = features.flatMap(({ geometry, properties }) =>
    geometry
      ? [
          L.circleMarker([geometry.coordinates[1], geometry.coordinates[0]], {
            radius: 8,
            color: '#ffffff',
            weight: 2,
            fillColor: '#0017c1',
            fillOpacity: 0.9,
          }).bindPopup(() => popup(properties)),
        ]
      : [],
  )
  const group = L.featureGroup(marks).addTo(map)
  if (marks.length > 0) map.fitBounds(group.getBounds().pad(0.1), { maxZoom: 15 })
  else map.setView([Number(latitude ?? 36), Number(longitude ?? 138)], 9)
}

for (const place of document.querySelectorAll<HTMLElement>('.map')) void draw(place)
