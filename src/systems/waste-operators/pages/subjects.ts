import type { Bilingual, Language } from '../../../base/bilingual.ts'
import { dayInJapan } from '../../../base/clock.ts'
import type { Act } from '../../../platform/access/actor.ts'
import type { Proposal } from '../../../platform/registers/approval/proposal.ts'
import type { RecordValues } from '../../../platform/registers/field.ts'
import { showField } from '../../../platform/registers/kinds/index.ts'
import type { RecordRow } from '../../../platform/registers/record.ts'
import type { Services } from '../../../platform/services.ts'
import { showPermitNumber } from '../codes/permit-number.ts'
import { type WasteConfiguration, windowOf } from '../configuration.ts'
import { factsOf } from '../rules/facts.ts'
import { permitStateOn, permitStates } from '../rules/state.ts'
import { permitSteps } from '../work/index.ts'
import { facilitySteps, operatorSteps } from '../work/order-steps.ts'
import { type BoundStep, bindStep, type StepParty, textOf } from '../work/step.ts'
import { showPeriod } from './show-day.ts'

interface Fact {
  readonly term: Bilingual
  readonly value: string
}

/** A record on which officers take steps, with what the one page of all steps shows of it. */
export interface Subject {
  readonly register: 'waste_permit' | 'waste_facility' | 'waste_operator'
  readonly row: RecordRow
  /** Its name in titles and on the way back. */
  readonly name: string
  readonly facts: readonly Fact[]
  /** Those possible in its present state, by this actor. */
  readonly steps: readonly BoundStep[]
}

type SubjectOf = (configuration: WasteConfiguration, services: Services, act: Act, row: RecordRow) => Promise<Subject>

const shown = (services: Services, register: string, id: string, row: RecordRow, language: Language): string => {
  const service = services.registers.service(register)
  const value = row.values[id] ?? null
  return value === null ? '－' : showField(service.register.field(id).field, value, language, service.context())
}

const permitSubject: SubjectOf = async (configuration, services, act, row) => {
  const { values } = row
  const { language } = act
  const today = dayInJapan(services.clock.now())
  const state = permitStateOn(factsOf(values), today)
  const number = showPermitNumber(textOf(values['permitNumber']), values['tenDigits'] === true)
  // Only the authority that issued it decides on it.
  const may =
    values['authority'] === configuration.authority &&
    row.removedAt === null &&
    services.registers.service('waste_permit').may(act, 'change', row)
  return {
    register: 'waste_permit',
    row,
    name: `${number} ${textOf(values['holder'])}`,
    facts: [
      { term: { ja: '許可番号', en: 'Permit number' }, value: number },
      { term: { ja: '氏名又は名称', en: 'Holder' }, value: textOf(values['holder']) },
      {
        term: { ja: '有効期間', en: 'Term' },
        value: showPeriod(textOf(values['grantedOn']), textOf(values['expiresOn']), language),
      },
      { term: { ja: '今日の状態', en: 'Today' }, value: permitStates[state][language] },
    ],
    steps: may ? permitSteps.map(bindStep({ id: row.id, values, state, today })).filter(({ offered }) => offered) : [],
  }
}

/** Who an action names, and whose it is to handle. */
const addresseeOf = (
  configuration: WasteConfiguration,
  operator: { readonly id: string; readonly values: Partial<RecordValues> },
  more: Partial<RecordValues>,
): Partial<RecordValues> => ({
  operator: operator.id,
  operatorName: operator.values['name'] ?? null,
  operatorAddress: operator.values['address'] ?? null,
  authority: configuration.authority,
  ...more,
})

/** An order may be proposed by whoever may enter the action that it becomes. */
const mayOrder = (services: Services, act: Act, row: RecordRow, addressee: Partial<RecordValues>): boolean =>
  row.removedAt === null &&
  services.registers.service('waste_action').may(act, 'create', { tenant: act.actor.organisation, values: addressee })

const facilitySubject: SubjectOf = async (configuration, services, act, row) => {
  const { values } = row
  const operators = services.registers.service('waste_operator')
  const { row: operator } = await operators.get(act, textOf(values['operator']))
  const addressee = addresseeOf(configuration, operator, { facility: row.id, office: values['office'] ?? null })
  const party: StepParty = { id: row.id, values, today: dayInJapan(services.clock.now()), addressee }
  const may =
    mayOrder(services, act, row, addressee) && services.registers.service('waste_facility').may(act, 'change', row)
  const fact = (id: string): Fact => ({
    term: services.registers.service('waste_facility').register.field(id).field.label,
    value: shown(services, 'waste_facility', id, row, act.language),
  })
  return {
    register: 'waste_facility',
    row,
    name: textOf(values['name']),
    facts: [
      fact('name'),
      { term: { ja: '設置者', en: 'Operator' }, value: textOf(operator.values['name']) },
      fact('type'),
      fact('address'),
      ...(textOf(values['stoppedUntil']) ? [fact('stoppedFrom'), fact('stoppedUntil'), fact('stopExtent')] : []),
    ],
    steps: may ? facilitySteps.map(bindStep(party)).filter(({ offered }) => offered) : [],
  }
}

const municipalityOf = (address: unknown): string | undefined =>
  typeof address === 'object' && address !== null && 'municipality' in address
    ? String(address.municipality)
    : undefined

const operatorSubject: SubjectOf = async (configuration, services, act, row) => {
  const { values } = row
  const office = windowOf(configuration, municipalityOf(values['address'])).id
  const addressee = addresseeOf(configuration, row, { office })
  const party: StepParty = { id: row.id, values, today: dayInJapan(services.clock.now()), addressee }
  return {
    register: 'waste_operator',
    row,
    name: textOf(values['name']),
    facts: (['name', 'operatorNumber', 'address'] as const).map(id => ({
      term: services.registers.service('waste_operator').register.field(id).field.label,
      value: shown(services, 'waste_operator', id, row, act.language),
    })),
    steps: mayOrder(services, act, row, addressee)
      ? operatorSteps.map(bindStep(party)).filter(({ offered }) => offered)
      : [],
  }
}

const subjects: Readonly<Record<Subject['register'], SubjectOf>> = {
  waste_permit: permitSubject,
  waste_facility: facilitySubject,
  waste_operator: operatorSubject,
}

export const subjectOf = (
  register: Subject['register'],
  configuration: WasteConfiguration,
  services: Services,
  act: Act,
  row: RecordRow,
): Promise<Subject> => subjects[register](configuration, services, act, row)

const about: Readonly<Record<Subject['register'], string>> = {
  waste_permit: 'permit',
  waste_facility: 'facility',
  waste_operator: 'operator',
}

/** Proposals that wait and concern the record: its own changes, and orders that name it. */
export const waitingFor = async (services: Services, act: Act, subject: Subject): Promise<readonly Proposal[]> => {
  const waiting = await services.registers.approvals.list(act, ['pending'])
  return waiting.filter(
    proposal =>
      proposal.record === subject.row.id ||
      proposal.changes.some(
        change => change.register === 'waste_action' && change.data[about[subject.register]] === subject.row.id,
      ),
  )
}
