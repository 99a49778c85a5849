import { addDays, addYears, daysBetween } from '../../../base/calendar/days.ts'
import { createRandom, type Random } from '../../../base/random.ts'
import type { RecordValues } from '../../../platform/registers/field.ts'
import { authorityChoiceOf } from '../codes/authorities.ts'
import { permitNumberOf } from '../codes/permit-number.ts'
import { wasteFlags, wastes } from '../codes/wastes.ts'
import { type WasteConfiguration, windowOf } from '../configuration.ts'
import { findPermitKind, permitKinds } from '../registers/kinds.ts'
import type { permit } from '../registers/permit.ts'
import { lastDayToApply } from '../rules/renewal.ts'
import { storageCap } from '../rules/storage.ts'
import { endOfValidity } from '../rules/validity.ts'
import type { OperatorValues } from './operators.ts'

export type PermitValues = RecordValues<ReturnType<typeof permit>['fields']>

/** The day on which the sample's world stands: what is expiring, pending or overdue is so on this day. */
export const sampleDay = '2026-11-01'

/** Where operators of one prefecture have their other permits. */
const elsewhere = ['003', '005', '006', '007', '013', '056']

/** Kinds as often as they are met: most operators only carry. */
const kindWeights: readonly (readonly [string, number])[] = [
  ['0', 640],
  ['1', 50],
  ['2', 130],
  ['3', 12],
  ['4', 8],
  ['5', 110],
  ['6', 12],
  ['7', 30],
  ['8', 4],
  ['9', 4],
]
const kindTotal = kindWeights.reduce((sum, [, weight]) => sum + weight, 0)

const pickKind = (random: Random): string => {
  let left = random.integer(1, kindTotal)
  for (const [kind, weight] of kindWeights) {
    left -= weight
    if (left <= 0) return kind
  }
  return '0'
}

const pickWastes = (random: Random, special: boolean): readonly string[] => {
  const group = special ? 'specially-controlled' : 'industrial'
  const codes = wastes.filter(waste => waste.group === group && waste.confirmed).map(({ code }) => code)
  const chosen = new Set(random.shuffle(codes).slice(0, random.integer(1, special ? 4 : 9)))
  return codes.filter(code => chosen.has(code))
}

type Row = Readonly<Record<string, unknown>>

const storageOf = (random: Random, place: string): readonly Row[] => {
  const dailyOutflow = `${random.integer(2, 40)}.${random.integer(0, 9)}00`
  return [{ place, dailyOutflow, cap: storageCap(dailyOutflow) }]
}

/** The periods before the present one, the latest last, with renewals that were asked for in time. */
const earlierOf = (random: Random, grantedOn: string): readonly Row[] => {
  const rows: Row[] = []
  let next = grantedOn
  for (let count = random.integer(0, 2); count > 0; count -= 1) {
    const granted = addYears(next, -5)
    const expires = addDays(next, -1)
    const received = addDays(lastDayToApply(expires), -random.integer(0, 60))
    rows.unshift({
      grantedOn: granted,
      expiresOn: expires,
      renewalReceivedOn: received,
      renewalDecidedOn: addDays(received, random.integer(30, 90)),
    })
    next = granted
  }
  return rows
}

interface Story {
  readonly renewalReceivedOn?: string
  readonly renewalDecision?: string
  readonly renewalDecidedOn?: string
  readonly refusalReason?: string
  readonly suspendedFrom?: string
  readonly suspendedTo?: string
  readonly suspensionExtent?: string
  readonly suspensionDetail?: string
  readonly revokedOn?: string
  readonly revocationReason?: string
  readonly abolishedOn?: string
}

/** What has become of a permit by the sample's day. */
const storyOf = (random: Random, grantedOn: string, expiresOn: string): Story => {
  const left = daysBetween(sampleDay, expiresOn)
  const received = addDays(lastDayToApply(expiresOn), -random.integer(0, 75))
  const pending = { renewalReceivedOn: received, renewalDecision: 'pending' }
  const draw = random.next()
  if (left < 0) {
    if (draw < 0.62) return pending
    if (draw < 0.72)
      return {
        renewalReceivedOn: received,
        renewalDecision: 'refused',
        renewalDecidedOn: addDays(expiresOn, Math.min(-left, random.integer(1, 40))),
        refusalReason: '見本：欠格要件に該当するため',
      }
    return draw < 0.85 ? { abolishedOn: expiresOn } : {}
  }
  if (left < 75 && received <= sampleDay && draw < 0.45) return pending
  if (draw < 0.006)
    return {
      revokedOn: addDays(sampleDay, -random.integer(0, 300)),
      revocationReason: '見本：役員が欠格要件に該当したため',
    }
  if (draw < 0.02) return { abolishedOn: addDays(sampleDay, -random.integer(0, 400)) }
  if (draw < 0.026) {
    const from = addDays(sampleDay, -random.integer(0, 25))
    return {
      suspendedFrom: from,
      suspendedTo: addDays(from, random.pick([29, 59, 89])),
      suspensionExtent: random.pick(['whole', 'part']),
      suspensionDetail: '見本：委託基準違反',
    }
  }
  if (draw < 0.034) {
    const from = addDays(grantedOn, random.integer(10, 200))
    return {
      suspendedFrom: from,
      suspendedTo: addDays(from, 29),
      suspensionExtent: 'whole',
      suspensionDetail: '見本：保管基準違反',
    }
  }
  return {}
}

const conditions = [
  '見本：石綿含有産業廃棄物を除く。',
  '見本：自動車等破砕物を除く。',
  '見本：水銀使用製品産業廃棄物を除く。',
]

const permitOf = (
  configuration: WasteConfiguration,
  random: Random,
  holder: OperatorValues,
  operator: string,
  authority: string,
  kind: string,
): PermitValues => {
  const special = findPermitKind(kind)?.special ?? false
  const excellent = random.chance(0.09)
  const grantedOn = addDays(sampleDay, -random.integer(1, 1826 + 110 + (excellent ? 730 : 0)))
  const expiresOn = endOfValidity(grantedOn, excellent)
  const earlier = earlierOf(random, grantedOn)
  const first = earlier[0]?.['grantedOn']
  const transshipment = findPermitKind(kind)?.transshipment ?? false
  const story = storyOf(random, grantedOn, expiresOn)
  return {
    permitNumber: permitNumberOf({
      authority,
      kind,
      free: String(random.integer(0, 9)),
      operator: holder.operatorNumber ?? '',
    }),
    tenDigits: authority === '013' || random.chance(0.02),
    operator,
    holder: holder.name,
    holderKana: holder.nameKana,
    holderAddress: holder.address,
    authority: authorityChoiceOf(authority),
    kind,
    wastes: pickWastes(random, special),
    including: random.chance(0.2) ? [random.pick(wasteFlags).code] : null,
    limits: random.chance(0.25) ? [{ waste: null, condition: random.pick(conditions) }] : null,
    storage: transshipment ? storageOf(random, `${holder.address?.town ?? ''}字見本`) : null,
    office: windowOf(configuration, holder.address?.municipality).id,
    firstGrantedOn: typeof first === 'string' ? first : grantedOn,
    grantedOn,
    expiresOn,
    excellent,
    earlierPeriods: earlier.length > 0 ? earlier : null,
    renewalReceivedOn: null,
    renewalDecision: null,
    renewalDecidedOn: null,
    refusalReason: null,
    suspendedFrom: null,
    suspendedTo: null,
    suspensionExtent: null,
    suspensionDetail: null,
    earlierSuspensions: null,
    revokedOn: null,
    revocationReason: null,
    abolishedOn: null,
    note: null,
    ...story,
  }
}

/** One permit of this prefecture for each operator, and more for one in three, with it or elsewhere. */
export const samplePermits = (
  configuration: WasteConfiguration,
  operators: readonly { readonly id: string; readonly values: OperatorValues }[],
): readonly PermitValues[] => {
  const random = createRandom('waste/permits')
  return operators.flatMap(({ id, values }) => {
    const draw = random.next()
    const count = draw < 0.63 ? 1 : draw < 0.88 ? 2 : draw < 0.97 ? 3 : 4
    const taken = new Set<string>()
    return Array.from({ length: count }, (_, index) => {
      const other = index > 0 && random.chance(0.5)
      const authority = other ? random.pick([configuration.cityAuthority, ...elsewhere]) : configuration.authority
      const kind = pickKind(random)
      const free = [kind, ...permitKinds.map(({ code }) => code)].find(code => !taken.has(authority + code)) ?? kind
      taken.add(authority + free)
      return permitOf(configuration, random, values, id, authority, free)
    })
  })
}
