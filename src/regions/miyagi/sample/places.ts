import type { Random } from '../../../base/random.ts'
import type { AddressValue, PointValue } from '../../../platform/registers/field.ts'
import { type SampleTown, towns } from './towns.ts'

export interface SamplePlace {
  readonly address: AddressValue
  readonly point: PointValue
}

const kilometresPerDegree = 111.2

/** Evenly spread over the disc around the town's middle, which is land of the municipality. */
const pointIn = (town: SampleTown, random: Random): PointValue => {
  const distance = town.radius * Math.sqrt(random.next())
  const angle = random.next() * 2 * Math.PI
  const north = (distance * Math.cos(angle)) / kilometresPerDegree
  const east = (distance * Math.sin(angle)) / (kilometresPerDegree * Math.cos((town.latitude * Math.PI) / 180))
  return {
    latitude: Number((town.latitude + north).toFixed(5)),
    longitude: Number((town.longitude + east).toFixed(5)),
  }
}

/** House numbers start at 9001, which no town reaches: the address is real down to the town and invented below it. */
const rest = (random: Random): string => `字見本${9001 + random.integer(0, 998)}番地${random.integer(1, 30)}`

/**
 * An invented address in a real town, with a point on land near it.
 * @param municipality code; without it any of the region, larger ones (with more towns) more often
 * @throws RangeError for a code without sample towns
 */
export const samplePlace = (random: Random, municipality?: string): SamplePlace => {
  const town = random.pick(municipality === undefined ? towns : towns.filter(one => one.municipality === municipality))
  return {
    address: { municipality: town.municipality, town: town.town, rest: rest(random) },
    point: pointIn(town, random),
  }
}

/** No exchange 000 is given out in area 022, so that a sample number rings nowhere. */
export const samplePhone = (index: number): string => `022-000-${String(index % 10_000).padStart(4, '0')}`

/** `.example` leads nowhere (RFC 2606). */
export const sampleEmail = (index: number): string => `sample-${index}@mihon.example`
export const sampleWebsite = (index: number): string => `https://mihon-${index}.example/`
