import { InputError } from '../../base/problem.ts'
import type { Act } from '../access/actor.ts'
import { idOfKey } from '../access/sample.ts'
import type { Database } from '../database/connection.ts'
import { runStatements } from '../database/statement.ts'
import { bulkStatement } from './bulk.ts'
import { recordsImported } from './events.ts'
import type { RecordValues } from './field.ts'
import { fieldFromJson, fieldToJson } from './kinds/index.ts'
import type { RegisterService } from './service.ts'

const chunkSize = 1000

/** What of the platform's services is needed here. */
interface SampleServices {
  readonly database: Database
  readonly registers: { service(id: string): RegisterService }
  systemAct(reason?: string): Act
}

/** The id that a register's sample record of a number has on every machine, so that other records can refer to it. */
export const sampleId = (register: string, index: number): string => idOfKey(`sample:${register}:${index}`)

/** Fields that a sample leaves out are empty. */
export type SampleValues = { readonly [id: string]: RecordValues[string] }

/** Single values as the API would take them: what a form refuses is no sample either. */
const checkKinds = (service: RegisterService, values: SampleValues): void => {
  const context = service.context()
  const problems = Object.entries(values).flatMap(([id, value]) => {
    const { field } = service.register.field(id)
    if (value === null || value === undefined) return []
    const read = fieldFromJson(id, field, fieldToJson(field, value), context)
    return read.ok ? [] : read.problems
  })
  if (problems.length) throw new InputError(problems)
}

/**
 * Enters sample records, marked as such, a thousand in one statement and under one ledger entry. They must pass the
 * register's own validation. They belong to the prefecture, for which the platform acts.
 * @param values one record each; the record at index n gets the id `sampleId(registerId, n)`
 * @throws InputError naming the record
 */
export const loadSample = async (
  services: SampleServices,
  registerId: string,
  values: readonly SampleValues[],
  progress: (done: number, total: number) => void = () => {},
): Promise<void> => {
  const service = services.registers.service(registerId)
  const act = services.systemAct('見本データの登録')
  const empty = Object.fromEntries(service.register.fields.map(field => [field.id, null]))
  const { length } = values
  for (let from = 0; from < length; from += chunkSize) {
    const changes = values.slice(from, from + chunkSize).map((one, at) => {
      try {
        checkKinds(service, one)
        return service.draftCreate(act, { ...empty, ...one }, { sample: true, id: sampleId(registerId, from + at) })
      } catch (error) {
        if (!(error instanceof InputError)) throw error
        throw new InputError(error.problems.map(problem => ({ ...problem, row: from + at + 1 })))
      }
    })
    const about = { sample: true, created: changes.length }
    await runStatements(services.database.app, act.actor.tenants, [
      bulkStatement(act, changes, recordsImported, service.context(), about),
    ])
    progress(from + changes.length, length)
  }
}
