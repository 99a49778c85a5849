import type { Bilingual } from '../../../base/bilingual.ts'
import { formatDay } from '../../../base/calendar/wareki.ts'
import { dayInJapan } from '../../../base/clock.ts'
import { ConflictError, InputError, RefusedError } from '../../../base/problem.ts'
import type { Act } from '../../../platform/access/actor.ts'
import type { RecordValues } from '../../../platform/registers/field.ts'
import type { RecordRow } from '../../../platform/registers/record.ts'
import type { Prospect, SeveralAct } from '../../../platform/registers/several/act.ts'
import type { Services } from '../../../platform/services.ts'
import { showPermitNumber } from '../codes/permit-number.ts'
import type { WasteConfiguration } from '../configuration.ts'
import { factsOf } from '../rules/facts.ts'
import { permitStateOn, permitStates } from '../rules/state.ts'
import { permitSteps } from './index.ts'
import { reminderOf } from './reminder.ts'
import { type Step, type StepPermit, standing, textOf } from './step.ts'

const register = 'waste_permit'

const otherAuthority: Bilingual = {
  ja: 'ほかの行政庁の許可です。',
  en: 'Another authority issued this permit.',
}

/** The permit as steps find it. @throws RefusedError, ConflictError where it is not this office's to decide on */
const permitOf = (configuration: WasteConfiguration, services: Services, act: Act, row: RecordRow): StepPermit => {
  if (!services.registers.service(register).may(act, 'change', row)) throw new RefusedError(`${register}.change`)
  if (row.values['authority'] !== configuration.authority) throw new ConflictError(otherAuthority)
  const today = dayInJapan(act.clock.now())
  return { id: row.id, values: row.values, state: permitStateOn(factsOf(row.values), today), today }
}

/** Why a step is not offered for a permit, in the words of its state. */
const notOffered = ({ state, values }: StepPermit): ConflictError =>
  new ConflictError(
    values['renewalDecision'] === 'pending'
      ? { ja: '更新申請の審査中です。', en: 'Its renewal is pending already.' }
      : {
          ja: `今の状態（${permitStates[state].ja}）では、この手続はできません。更新申請の受付の記録を確かめてください。`,
          en: `Not possible in its present state (${permitStates[state].en}). See whether an application was received.`,
        },
  )

const stepForSeveral = (
  configuration: WasteConfiguration,
  services: Services,
  step: Step & Required<Pick<Step, 'several'>>,
): SeveralAct => ({
  id: step.id,
  register,
  title: step.title,
  help: step.help,
  permission: `${register}.change`,
  fields: Object.fromEntries(Object.entries(step.fields).filter(([id]) => step.several.asks.includes(id))),
  reason: true,
  // What is asked for all does not depend on the record: the day of the work.
  prefill: today => Object.fromEntries(step.several.asks.map(id => [id, today])),
  plan: async (act, row, common): Promise<Prospect> => {
    const permit = permitOf(configuration, services, act, row)
    if (!step.offered(permit)) throw notOffered(permit)
    const computed = Object.fromEntries((step.several.computed ?? []).map(id => [id, null]))
    const input: Partial<RecordValues> = { ...step.prefill(permit), ...computed, ...common }
    const problems = step.check?.(permit, input) ?? []
    if (problems.length > 0) throw new InputError(problems)
    const { patch } = step.apply(permit, input)
    if (!patch) throw new RangeError(`step ${step.id} changes no permit`)
    const change = await services.registers.service(register).draftChange(act, row.id, row.version, patch)
    const name = `${showPermitNumber(textOf(row.values['permitNumber']), row.values['tenDigits'] === true)} ${textOf(row.values['holder'])}`
    const title = { ja: `${step.title.ja}：${name}`, en: `${step.title.en}: ${name}` }
    return { kind: 'matter', matter: { title, changes: [change], main: change } }
  },
})

const noAddress: Bilingual = {
  ja: '業者の電子メールの記録がありません。郵便か電話で知らせてください。',
  en: 'The operator has no e-mail on record. Write or call.',
}
const sampleStays: Bilingual = {
  ja: '見本の業者には送りません。',
  en: 'Nothing is sent to sample operators.',
}
const doneOrAsked: Bilingual = {
  ja: '期限のお知らせが要る状態ではありません（更新申請中、廃止、取消しなど）。',
  en: 'It needs no reminder (renewal pending, given up, revoked…).',
}

const reminder = (configuration: WasteConfiguration, services: Services): SeveralAct => ({
  id: 'remind',
  register,
  title: { ja: '期限のお知らせを送る', en: 'Send a reminder' },
  help: {
    ja: '許可の期限と申請の最終日を、業者に電子メールで知らせます。同じ許可には一日に一通までです。',
    en: 'Tells the operator by e-mail when the permit ends and by when to apply. One a day for each permit.',
  },
  permission: `${register}.change`,
  fields: {},
  reason: false,
  prefill: () => ({}),
  plan: async (act, row): Promise<Prospect> => {
    const permit = permitOf(configuration, services, act, row)
    const expiresOn = textOf(row.values['expiresOn'])
    if (!standing(permit) || row.values['renewalDecision'] === 'pending' || expiresOn < permit.today)
      throw new ConflictError(doneOrAsked)
    if (row.sample && services.messages.sends) throw new ConflictError(sampleStays)
    const operator = await services.registers.service('waste_operator').get(act, textOf(row.values['operator']))
    const email = textOf(operator.row.values['email'])
    if (email === '') throw new ConflictError(noAddress)
    const message = reminderOf(
      {
        id: row.id,
        tenant: row.tenant,
        permitNumber: textOf(row.values['permitNumber']),
        tenDigits: row.values['tenDigits'] === true,
        holder: textOf(row.values['holder']),
        expiresOn,
        email,
      },
      `by-hand-${permit.today}`,
    )
    return {
      kind: 'message',
      message,
      text: {
        ja: `${email} へ、${formatDay(expiresOn, 'ja')}の期限のお知らせ`,
        en: `To ${email}: ends on ${formatDay(expiresOn, 'en')}`,
      },
    }
  },
})

/** What officers do with many permits at once: the steps that say so, and the reminder. */
export const wasteSeveral =
  (configuration: WasteConfiguration) =>
  (services: Services): readonly SeveralAct[] => [
    ...permitSteps.flatMap(step =>
      step.several ? [stepForSeveral(configuration, services, { ...step, several: step.several })] : [],
    ),
    reminder(configuration, services),
  ]
