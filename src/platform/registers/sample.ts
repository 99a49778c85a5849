import { InputError } from '../../base/problem.ts'
import type { Act } from '../access/actor.ts'
import { idOfKey } from '../access/keys.ts'
import type { Database } from '../database/connection.ts'
import { runStatements, type Statement } from '../database/statement.ts'
import { bulkStatement } from './bulk.ts'
import { recordsImported } from './events.ts'
import type { RecordValues } from './field.ts'
import { fieldFromJson, fieldToJson } from './kinds/index.ts'
import type { RegisterService } from './service.ts'

/** Records of one statement: its text stays under a few megabytes. */
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
export type SampleValues = Partial<RecordValues>

/** What a form or the API would refuse is no sample either. @throws InputError that names the record */
const checkKinds = (service: RegisterService, values: SampleValues, row: number): RecordValues => {
  const context = service.context()
  const whole = Object.fromEntries(service.register.fields.map(field => [field.id, values[field.id] ?? null]))
  const unknown = Object.keys(values).find(id => !(id in whole))
  const problems = Object.entries(whole).flatMap(([id, value]) => {
    if (value === null) return []
    const { field } = service.register.field(id)
    const read = fieldFromJson(id, field, fieldToJson(field, value), context)
    return read.ok ? [] : read.problems.map(problem => ({ ...problem, row }))
  })
  if (unknown !== undefined)
    problems.push({ field: unknown, row, message: { ja: 'この項目はありません。', en: 'There is no such field.' } })
  if (problems.length) throw new InputError(problems)
  return whole
}

/**
 * Enters sample records of several registers, marked as such, in one transaction: all are there or none, and a second call
 * finds them and does nothing. They pass the registers' own validation and belong to the prefecture, for which the
 * platform acts. A thousand share a ledger entry.
 * @param lists by register id; the record at index n gets the id `sampleId(registerId, n)`
 * @throws InputError whose problems name the record (`row`, counted from 1) and field
 */
export const loadSamples = async (
  services: SampleServices,
  lists: Readonly<Record<string, readonly SampleValues[]>>,
  progress: (done: number, total: number) => void = () => {},
): Promise<void> => {
  const act = services.systemAct('見本データの登録')
  const entries = Object.entries(lists)
  const [first] = entries
  if (!first || (await services.registers.service(first[0]).names(act, [sampleId(first[0], 0)])).length > 0) return
  const total = entries.reduce((sum, [, list]) => sum + list.length, 0)
  const statements: Statement[] = []
  let done = 0
  for (const [registerId, list] of entries) {
    const service = services.registers.service(registerId)
    for (let from = 0; from < list.length; from += chunkSize) {
      const changes = list.slice(from, from + chunkSize).map((values, at) =>
        service.draftCreate(act, checkKinds(service, values, from + at + 1), {
          sample: true,
          id: sampleId(registerId, from + at),
        }),
      )
      statements.push(
        bulkStatement(act, changes, recordsImported, service.context(), { sample: true, created: changes.length }),
      )
      done += changes.length
      // The last step is the writing itself.
      progress(Math.min(done, total - 1), total)
    }
  }
  await runStatements(services.database.app, act.actor.tenants, statements)
  progress(total, total)
}

/** The same for one register. */
export const loadSample = (
  services: SampleServices,
  registerId: string,
  list: readonly SampleValues[],
  progress?: (done: number, total: number) => void,
): Promise<void> => loadSamples(services, { [registerId]: list }, progress)
