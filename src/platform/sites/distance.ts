import type { SitePlace } from './definition.ts'

const radians = (degrees: number): number => (degrees * Math.PI) / 180

/** Kilometres along the surface; the earth as a sphere of 6,371 km is right to half a percent. */
export const distanceKm = (a: SitePlace, b: SitePlace): number => {
  const half =
    Math.sin(radians(b.latitude - a.latitude) / 2) ** 2 +
    Math.cos(radians(a.latitude)) *
      Math.cos(radians(b.latitude)) *
      Math.sin(radians(b.longitude - a.longitude) / 2) ** 2
  return 2 * 6371 * Math.asin(Math.sqrt(half))
}

/** `38.2682,140.8721`: latitude and longitude. @returns undefined when it is neither */
export const parsePlace = (text: string): SitePlace | undefined => {
  const [, latitude, longitude] = /^\s*(-?\d{1,2}(?:\.\d+)?)\s*,\s*(-?\d{1,3}(?:\.\d+)?)\s*$/.exec(text) ?? []
  const place = { latitude: Number(latitude ?? Number.NaN), longitude: Number(longitude ?? Number.NaN) }
  return Math.abs(place.latitude) <= 90 && Math.abs(place.longitude) <= 180 ? place : undefined
}
