import { createHash } from 'node:crypto'
import { runStatements, type Statement } from '../../../platform/database/statement.ts'
import { bulkStatement } from '../../../platform/registers/bulk.ts'
import { recordsImported } from '../../../platform/registers/events.ts'
import type { RecordValues } from '../../../platform/registers/field.ts'
import type { Services } from '../../../platform/services.ts'
import type { WasteConfiguration } from '../configuration.ts'
import { sampleActions, sampleRecognitions } from './actions.ts'
import { sampleFacilities, sampleVehicles } from './facilities.ts'
import { sampleOperators } from './operators.ts'
import { samplePermits } from './permits.ts'

/** Rows of one statement: its text stays under a few megabytes. */
const chunkSize = 1000

interface Made<V> {
  readonly id: string
  readonly values: V
}

/** In the form of a UUIDv7 of 2014, when the plan began. */
const idOf = (key: string): string => {
  const hash = createHash('sha256').update(key).digest('hex')
  return `01451b2c-3d00-7${hash.slice(0, 3)}-8${hash.slice(3, 6)}-${hash.slice(6, 18)}`
}

/** The same id at each load, so that the sample is the same on every machine and its links can be written down. */
const withIds = <V>(register: string, list: readonly V[]): readonly Made<V>[] =>
  list.map((values, index) => ({ id: idOf(`sample:${register}:${index}`), values }))

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

/**
 * Loads the sample in one transaction, checked as any other record is: all of it is there or nothing, and a second call
 * finds it and does nothing.
 */
export const loadSample = async (
  configuration: WasteConfiguration,
  services: Services,
  progress: (done: number, total: number) => void,
): Promise<void> => {
  const { registers, database } = services
  const act = services.systemAct('見本データの読込み')
  const sample = makeSample(configuration)
  const first = sample.waste_operator[0]
  if (!first || (await registers.service('waste_operator').names(act, [first.id])).length > 0) return
  const lists: readonly (readonly [string, readonly Made<Partial<RecordValues>>[]])[] = Object.entries(sample)
  const total = lists.reduce((sum, [, list]) => sum + list.length, 0)
  const statements: Statement[] = []
  let done = 0
  for (const [id, list] of lists) {
    const service = registers.service(id)
    const context = service.context()
    for (let at = 0; at < list.length; at += chunkSize) {
      const changes = list
        .slice(at, at + chunkSize)
        .map(one =>
          service.draftCreate(
            act,
            Object.fromEntries(service.register.fields.map(field => [field.id, one.values[field.id] ?? null])),
            { sample: true, id: one.id },
          ),
        )
      statements.push(bulkStatement(act, changes, recordsImported, context, { sample: true }))
      done += changes.length
      // The last step is the writing itself.
      progress(Math.min(done, total - 1), total)
    }
  }
  await runStatements(database.app, act.actor.tenants, statements)
  progress(total, total)
}
