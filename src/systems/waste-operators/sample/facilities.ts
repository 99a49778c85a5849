import { addDays } from '../../../base/calendar/days.ts'
import { createRandom } from '../../../base/random.ts'
import type { RecordValues } from '../../../platform/registers/field.ts'
import { type WasteConfiguration, windowOf } from '../configuration.ts'
import type { facility } from '../registers/facility.ts'
import type { vehicle } from '../registers/vehicle.ts'
import { facilityTypes, findFacilityType } from '../rules/facility-types.ts'
import type { OperatorValues } from './operators.ts'
import { type PermitValues, sampleDay } from './permits.ts'

export type FacilityValues = RecordValues<ReturnType<typeof facility>['fields']>
export type VehicleValues = RecordValues<typeof vehicle.fields>

interface Made<T> {
  readonly id: string
  readonly values: T
}

/** Crushers of wood and rubble are by far the most; landfills and PCB are few. */
const common = ['8-2', '8-2', '8-2', '8-2', '7', '7', '1', '2', '4', '5', '6', '3', '8', '13-2', '14-b', '14-c']

const treats = new Set(['2', '3', '4', '7', '8', '9'])

/** @param count of facilities; operators with a permit to treat come first, then such as treat their own waste */
export const sampleFacilities = (
  configuration: WasteConfiguration,
  operators: readonly Made<OperatorValues>[],
  permits: readonly Made<PermitValues>[],
  count: number,
): readonly FacilityValues[] => {
  const random = createRandom('waste/facilities')
  const owner = new Map(operators.map(one => [one.id, one]))
  const treating = permits.filter(
    ({ values }) => values.kind !== null && treats.has(values.kind) && values.authority === configuration.authority,
  )
  return Array.from({ length: count }, (_, index): FacilityValues => {
    const permit = treating.length > 0 && random.chance(0.85) ? random.pick(treating) : null
    const operator = (permit ? owner.get(permit.values.operator ?? '') : undefined) ?? random.pick(operators)
    const type = findFacilityType(random.pick(common)) ?? random.pick(facilityTypes)
    const threshold = type.anyOf[0]
    const place = configuration.sample.place(random)
    const permittedOn = addDays(sampleDay, -random.integer(30, 9000))
    const landfill = type.code.startsWith('14')
    return {
      name: `${operator.values.name}　見本第${index + 1}施設`,
      operator: operator.id,
      permit: permit?.id ?? null,
      type: type.code,
      wastes: permit?.values.wastes ?? null,
      capacity: landfill
        ? `${random.integer(5, 400)}000.000`
        : threshold
          ? `${Number(threshold.size) * random.integer(2, 30)}.000`
          : '1.000',
      measure: landfill ? 'm3' : (threshold?.measure ?? 't/day'),
      address: place.address,
      point: place.point,
      office: windowOf(configuration, place.address.municipality).id,
      permitText: `見本第${index + 1}号`,
      permittedOn,
      inspectedOn: addDays(permittedOn, random.integer(60, 400)),
      stoppedFrom: null,
      stoppedUntil: null,
      stopExtent: null,
      revokedOn: null,
      abolishedOn: random.chance(0.03) ? addDays(sampleDay, -random.integer(1, 700)) : null,
      drawing: null,
      note: null,
    }
  })
}

const vehicleTypes = ['flatbed', 'dump', 'dump', 'dump', 'container', 'container', 'packer', 'tank', 'refrigerated']

export const sampleVehicles = (operators: readonly Made<OperatorValues>[], count: number): readonly VehicleValues[] => {
  const random = createRandom('waste/vehicles')
  return Array.from(
    { length: count },
    (_, index): VehicleValues => ({
      plate: `見本 ${100 + (index % 900)} み ${String(index).padStart(4, '0').slice(-4)}`,
      operator: random.pick(operators).id,
      type: random.pick(vehicleTypes),
      load: random.integer(2, 100) * 100,
      since: addDays(sampleDay, -random.integer(10, 4000)),
      until: random.chance(0.1) ? addDays(sampleDay, -random.integer(0, 300)) : null,
    }),
  )
}
