import { addDays, daysBetween } from '../../../base/calendar/days.ts'
import { createRandom } from '../../../base/random.ts'
import type { RecordValues } from '../../../platform/registers/field.ts'
import type { WasteConfiguration } from '../configuration.ts'
import type { action } from '../registers/action.ts'
import type { recognition } from '../registers/recognition.ts'
import { articleOf } from '../rules/dispositions.ts'
import { excellentCriteria } from '../rules/excellent.ts'
import { type PermitValues, sampleDay } from './permits.ts'

export type ActionValues = RecordValues<ReturnType<typeof action>['fields']>
export type RecognitionValues = RecordValues<typeof recognition.fields>

interface Made<T> {
  readonly id: string
  readonly values: T
}

const blank = {
  permit: null,
  facility: null,
  extent: null,
  days: null,
  beginsOn: null,
  endsOn: null,
  detail: null,
  complianceDue: null,
  compliedOn: null,
  checkedOn: null,
  hearing: null,
  hearingOn: null,
  hearingOutcome: null,
  hearingWaiver: null,
} as const

/** A revocation for 欠格要件 needs no hearing where a judgment proves it; a suspension follows a written statement. */
const waived = { hearing: 'waived', hearingWaiver: '2' } as const
const explained = (decidedOn: string) => ({
  hearing: 'statement',
  hearingOn: addDays(decidedOn, -14),
  hearingOutcome: '見本：弁明書の提出があり、違反の事実を認めた',
})

const about = (permit: Made<PermitValues>, kind: string, decidedOn: string) => ({
  ...blank,
  operator: permit.values.operator,
  operatorName: permit.values.holder,
  operatorAddress: permit.values.holderAddress,
  permit: permit.id,
  authority: permit.values.authority,
  kind,
  office: permit.values.office,
  decidedOn,
  article: articleOf(kind, 'permit', decidedOn),
})

/** An action for each permit that was suspended or revoked, some orders, and revocations of other authorities. */
export const sampleActions = (
  configuration: WasteConfiguration,
  permits: readonly Made<PermitValues>[],
): readonly ActionValues[] => {
  const random = createRandom('waste/actions')
  const told = permits.flatMap((permit): ActionValues[] => {
    const { values } = permit
    if (values.revokedOn !== null)
      return [
        {
          ...about(permit, 'revocation', values.revokedOn),
          ...waived,
          reason: values.revocationReason,
          checkedOn: random.chance(0.8) ? sampleDay : null,
        },
      ]
    if (values.suspendedFrom === null || values.suspendedTo === null) return []
    const days = daysBetween(values.suspendedFrom, values.suspendedTo) + 1
    const decidedOn = addDays(values.suspendedFrom, -7)
    return [
      {
        ...about(permit, 'suspension', decidedOn),
        ...explained(decidedOn),
        extent: values.suspensionExtent,
        days,
        beginsOn: values.suspendedFrom,
        endsOn: values.suspendedTo,
        detail: values.suspensionDetail,
        reason: values.suspensionDetail,
      },
    ]
  })
  const own = permits.filter(({ values }) => values.authority === configuration.authority)
  const orders = Array.from({ length: 60 }, (_, index): ActionValues => {
    const kind =
      (['improvement', 'improvement', 'measures', 'report', 'inspection'] as const)[index % 5] ?? 'improvement'
    const decidedOn = addDays(sampleDay, -random.integer(1, 900))
    const due = kind === 'inspection' ? null : addDays(decidedOn, 30)
    return {
      ...about(random.pick(own), kind, decidedOn),
      reason: '見本：処理基準に適合しないため',
      complianceDue: due,
      compliedOn: due !== null && random.chance(0.7) ? due : null,
    }
  })
  const elsewhere = random
    .shuffle(
      own.filter(
        ({ values }) =>
          values.revokedOn === null && values.abolishedOn === null && (values.expiresOn ?? '') > sampleDay,
      ),
    )
    .slice(0, 12)
    .map(
      (permit): ActionValues => ({
        ...about(permit, 'revocation', addDays(sampleDay, -random.integer(1, 60))),
        permit: null,
        office: null,
        authority: random.pick(['003', '006', '007']),
        reason: '見本：他の都道府県における許可の取消し（欠格要件）',
      }),
    )
  return [...told, ...orders, ...elsewhere]
}

export const sampleRecognitions = (permits: readonly Made<PermitValues>[]): readonly RecognitionValues[] =>
  permits
    .filter(({ values }) => values.excellent === true)
    .map(
      ({ id, values }): RecognitionValues => ({
        permit: id,
        holder: values.holder,
        recognisedOn: values.grantedOn,
        validUntil: values.expiresOn,
        criteria: excellentCriteria.map(({ code }) => code),
        disclosureUrl: `https://mihon-${values.permitNumber}.example/`,
        withdrawnOn: values.revokedOn,
        note: null,
      }),
    )
