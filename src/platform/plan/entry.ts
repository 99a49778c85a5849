import type { Bilingual } from '../../base/bilingual.ts'
import { isDay } from '../../base/calendar/days.ts'
import { dayInJapan } from '../../base/clock.ts'
import { InputError, type Problem, RefusedError } from '../../base/problem.ts'
import { newId } from '../../base/uuid.ts'
import { type Act, may } from '../access/actor.ts'
import type { EnterInLedger } from '../access/events.ts'
import { asTenants } from '../access/tenancy.ts'
import type { Database } from '../database/connection.ts'
import type { RegionDefinition } from '../region.ts'
import { statisticEntered, successorEntered } from './events.ts'
import { findMeasure } from './measure.ts'
import { insertStatistic, insertSuccessor } from './store.ts'

export const planPermission = 'plan.edit'

export interface StatisticInput {
  readonly measure: string
  readonly day: string
  /** Decimal; empty withdraws what was entered for the day. */
  readonly value: string
  readonly source: string
  readonly sourceUrl: string
}

export interface SuccessorInput {
  readonly department: string
  readonly from: string
  readonly nameJa: string
  readonly nameEn: string
  readonly source: string
}

/** What entering figures and successors takes. */
interface EntryParts {
  readonly region: RegionDefinition
  readonly database: Database
  readonly enter: EnterInLedger
}

const required: Bilingual = { ja: '入力してください。', en: 'Please fill this in.' }
const dayWanted: Bilingual = {
  ja: '日付を「2026-03-31」のように入力してください。',
  en: 'Enter a date such as 2026-03-31.',
}

/** @throws InputError, RefusedError */
export const enterStatistic = async (parts: EntryParts, act: Act, input: StatisticInput): Promise<void> => {
  if (!may(act.actor, planPermission)) throw new RefusedError(planPermission)
  const problems: Problem[] = []
  const value = input.value.trim()
  const url = input.sourceUrl.trim()
  if (findMeasure(parts.region.plan, input.measure)?.measure.indicator?.kind !== 'external')
    problems.push({
      field: 'measure',
      message: {
        ja: '外部統計を指標とする取組を選んでください。',
        en: 'Choose an entry whose indicator is an external statistic.',
      },
    })
  if (!isDay(input.day)) problems.push({ field: 'day', value: input.day, message: dayWanted })
  else if (input.day > dayInJapan(act.clock.now()))
    problems.push({
      field: 'day',
      value: input.day,
      message: { ja: '今日までの日付を入力してください。', en: 'Enter a date that is not in the future.' },
    })
  if (!/^(?:-?\d{1,15}(?:\.\d{1,6})?)?$/.test(value))
    problems.push({
      field: 'value',
      value,
      message: {
        ja: '数字で入力してください（例：2940、40.9）。取り消すときは空欄にします。',
        en: 'Enter a number such as 2940 or 40.9, or leave it empty to withdraw the day.',
      },
    })
  if (input.source.trim() === '') problems.push({ field: 'source', message: required })
  if (url !== '' && !/^https?:\/\/\S+$/.test(url))
    problems.push({
      field: 'sourceUrl',
      value: url,
      message: {
        ja: 'https:// で始まるアドレスを入力してください。',
        en: 'Enter an address that begins with https://.',
      },
    })
  if (problems.length > 0) throw new InputError(problems)
  const { actor } = act
  await asTenants(parts.database.app, actor.tenants, async tx => {
    await insertStatistic(tx, {
      ...enteredBy(act),
      measure: input.measure,
      day: input.day,
      value: value === '' ? null : value,
      source: input.source.trim(),
      source_url: url === '' ? null : url,
    })
    await parts.enter(tx, {
      event: statisticEntered,
      tenant: actor.organisation,
      actor: actor.person,
      body: {
        measure: input.measure,
        day: input.day,
        value: value === '' ? null : value,
        source: input.source.trim(),
      },
    })
  })
}

/** @throws InputError, RefusedError */
export const enterSuccessor = async (parts: EntryParts, act: Act, input: SuccessorInput): Promise<void> => {
  if (!may(act.actor, planPermission)) throw new RefusedError(planPermission)
  const problems: Problem[] = []
  const [ja, en] = [input.nameJa.trim(), input.nameEn.trim()]
  if (!parts.region.departments.some(({ id }) => id === input.department))
    problems.push({ field: 'department', message: { ja: '担当課を選んでください。', en: 'Choose a department.' } })
  if (!isDay(input.from)) problems.push({ field: 'from', value: input.from, message: dayWanted })
  if ((ja === '') !== (en === ''))
    problems.push({
      field: ja === '' ? 'nameJa' : 'nameEn',
      message: {
        ja: '日本語名と英語名の両方を入力してください。取り消すときは両方を空欄にします。',
        en: 'Enter both names, or leave both empty to withdraw the day.',
      },
    })
  if (input.source.trim() === '') problems.push({ field: 'source', message: required })
  if (problems.length > 0) throw new InputError(problems)
  const { actor } = act
  await asTenants(parts.database.app, actor.tenants, async tx => {
    const row = {
      department: input.department,
      valid_from: input.from,
      name_ja: ja === '' ? null : ja,
      name_en: en === '' ? null : en,
      source: input.source.trim(),
    }
    await insertSuccessor(tx, { ...enteredBy(act), ...row })
    await parts.enter(tx, {
      event: successorEntered,
      tenant: actor.organisation,
      actor: actor.person,
      body: { department: row.department, from: row.valid_from, name: row.name_ja, source: row.source },
    })
  })
}

const enteredBy = ({ actor, clock }: Act) => ({
  tenant: actor.organisation,
  id: newId(),
  entered_by: actor.person,
  entered_by_name: actor.name,
  entered_at: clock.now(),
})
