import type { FileStore } from '../../../platform/files/store.ts'
import type { FileValue } from '../../../platform/registers/field.ts'
import { loadSamples, type SampleValues, sampleId } from '../../../platform/registers/sample.ts'
import type { Services } from '../../../platform/services.ts'
import type { WasteConfiguration } from '../configuration.ts'
import { sampleActions, sampleRecognitions } from './actions.ts'
import { drawingName, drawnFacilities, sampleDrawing } from './drawing.ts'
import { sampleFacilities, sampleVehicles } from './facilities.ts'
import { sampleOperators } from './operators.ts'
import { samplePermits } from './permits.ts'

interface Made<V> {
  readonly id: string
  readonly values: V
}

/** The same id at each load, so that the sample is the same on every machine and its links can be written down. */
const withIds = <V>(register: string, list: readonly V[]): readonly Made<V>[] =>
  list.map((values, index) => ({ id: sampleId(register, index), values }))

const sampleSize = { operators: 4000, facilities: 1000, vehicles: 3000 } as const

/** All records of the sample; the same at each call. */
export const makeSample = (
  configuration: WasteConfiguration,
  size: { operators: number; facilities: number; vehicles: number } = sampleSize,
) => {
  const operators = withIds('waste_operator', sampleOperators(configuration.sample, size.operators))
  const permits = withIds('waste_permit', samplePermits(configuration, operators))
  return {
    waste_operator: operators,
    waste_permit: permits,
    waste_facility: withIds('waste_facility', sampleFacilities(configuration, operators, permits, size.facilities)),
    waste_vehicle: withIds('waste_vehicle', sampleVehicles(operators, size.vehicles)),
    waste_action: withIds('waste_action', sampleActions(configuration, permits)),
    waste_recognition: withIds('waste_recognition', sampleRecognitions(permits)),
  } as const
}

/** One plan for all: the store keeps it once. */
const storeDrawing = async (files: FileStore): Promise<FileValue> => {
  const bytes = await sampleDrawing()
  return { sha256: await files.put(bytes), name: drawingName, type: 'application/pdf', size: bytes.byteLength }
}

/** All of it is there or nothing, since records of one register refer to those of another. */
export const loadSample = async (
  configuration: WasteConfiguration,
  services: Services,
  progress: (done: number, total: number) => void,
): Promise<void> => {
  const drawing = await storeDrawing(services.files)
  const valuesOf = (id: string, values: SampleValues, at: number): SampleValues =>
    id === 'waste_facility' && at < drawnFacilities ? { ...values, drawing } : values
  const lists = Object.entries(makeSample(configuration)).map(
    ([id, list]): readonly [string, readonly SampleValues[]] => [
      id,
      list.map(({ values }, at) => valuesOf(id, values, at)),
    ],
  )
  return loadSamples(services, Object.fromEntries(lists), progress)
}
