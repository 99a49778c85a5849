import { addDays } from '../../../base/calendar/days.ts'
import type { RecordValues } from '../../../platform/registers/field.ts'
import { hearingFieldIds, hearingFields } from '../registers/hearing.ts'
import { suspensionExtents } from '../registers/permit.ts'
import { articleOf } from '../rules/dispositions.ts'
import { rowsOf, type Step, type StepPermit, standing, textOf } from './step.ts'

/** What the step's boxes say of the hearing, for the action that it becomes. */
export const hearingOf = (input: Partial<RecordValues>): Partial<RecordValues> =>
  Object.fromEntries(hearingFieldIds.map(id => [id, input[id] ?? null]))

/** The hearing is not waived or held by default: whoever proposes a grave disposition says which. */
export const hearingBoxes = { ...hearingFields, hearing: { ...hearingFields.hearing, required: true } } as const

const actionOn = ({ id, values }: StepPermit, kind: string, input: Partial<RecordValues>): Partial<RecordValues> => ({
  operator: values['operator'] ?? null,
  operatorName: values['holder'] ?? null,
  operatorAddress: values['holderAddress'] ?? null,
  permit: id,
  authority: values['authority'] ?? null,
  office: values['office'] ?? null,
  kind,
  article: articleOf(kind, 'permit', textOf(input['decidedOn'])),
  decidedOn: textOf(input['decidedOn']),
  reason: textOf(input['reason']),
  ...hearingOf(input),
})

const decision = (label: { readonly ja: string; readonly en: string }) => ({
  decidedOn: { kind: 'date', required: true, label } as const,
})

export const reasonField = {
  kind: 'longText',
  required: true,
  maxLength: 2000,
  label: { ja: '処分の理由（公表し、文書に印刷します）', en: 'Reason (published and printed)' },
} as const

/** How long and how far a business or a facility is stopped. */
export const stopDays = {
  kind: 'integer',
  min: 1,
  max: 366,
  required: true,
  unit: { ja: '日間', en: 'days' },
  label: { ja: '停止日数（始まりの日を含む）', en: 'Days, the first one counted' },
} as const

export const stopExtent = {
  kind: 'choice',
  of: suspensionExtents,
  required: true,
  label: { ja: '停止の範囲', en: 'Extent' },
} as const

export const suspend: Step = {
  id: 'suspend',
  title: { ja: '事業の停止を命じる', en: 'Suspend' },
  help: {
    ja: '停止する範囲と日数を入力してください。行政処分の一覧にも載ります。',
    en: 'Enter what is suspended and for how many days. It is published among the disciplinary actions.',
  },
  grave: true,
  fields: {
    ...decision({ ja: '処分日', en: 'Decided' }),
    suspendedFrom: { kind: 'date', required: true, label: { ja: '停止の始まり', en: 'From' } },
    days: stopDays,
    suspensionExtent: stopExtent,
    suspensionDetail: {
      kind: 'text',
      maxLength: 300,
      label: { ja: '停止する事業（一部停止のとき）', en: 'What is suspended, when in part' },
      when: { equal: [{ field: 'suspensionExtent' }, { value: 'part' }] },
    },
    reason: reasonField,
    ...hearingBoxes,
  },
  offered: permit => standing(permit) && permit.state !== 'expired' && permit.state !== 'suspended-whole',
  prefill: ({ today }) => ({ decidedOn: today, suspendedFrom: today, suspensionExtent: 'whole' }),
  check: ({ values }, input) => {
    const from = textOf(input['suspendedFrom'])
    return [
      ...(from < textOf(input['decidedOn'])
        ? [
            {
              field: 'suspendedFrom',
              message: { ja: '処分日以後の日付を入力してください。', en: 'Enter the day of the decision or later.' },
            },
          ]
        : []),
      ...(from < textOf(values['grantedOn'])
        ? [
            {
              field: 'suspendedFrom',
              message: { ja: '今の許可より前の日付です。', en: 'This day is before the present permit.' },
            },
          ]
        : []),
    ]
  },
  apply: (permit, input) => {
    const { values } = permit
    const from = textOf(input['suspendedFrom'])
    const days = Number(input['days'])
    const to = addDays(from, days - 1)
    const extent = textOf(input['suspensionExtent'])
    const detail = textOf(input['suspensionDetail']) || null
    const before = textOf(values['suspendedFrom'])
      ? [{ from: values['suspendedFrom'], to: values['suspendedTo'], extent: values['suspensionExtent'] }]
      : []
    const earlier = [...rowsOf(values['earlierSuspensions']), ...before]
    return {
      patch: {
        suspendedFrom: from,
        suspendedTo: to,
        suspensionExtent: extent,
        suspensionDetail: detail,
        earlierSuspensions: earlier.length > 0 ? earlier : null,
      },
      action: {
        ...actionOn(permit, 'suspension', input),
        extent,
        days,
        beginsOn: from,
        endsOn: to,
        detail,
      },
    }
  },
}

export const revoke: Step = {
  id: 'revoke',
  title: { ja: '許可を取り消す', en: 'Revoke' },
  help: {
    ja: '取消しの日から許可は効力を失います。同じ業者のほかの許可も確かめてください。',
    en: 'The permit ends with this day. Look at the operator’s other permits as well.',
  },
  grave: true,
  fields: { ...decision({ ja: '取消年月日', en: 'Revoked' }), reason: reasonField, ...hearingBoxes },
  offered: standing,
  prefill: ({ today }) => ({ decidedOn: today }),
  check: ({ values }, input) =>
    textOf(input['decidedOn']) < textOf(values['grantedOn'])
      ? [
          {
            field: 'decidedOn',
            message: { ja: '今の許可より前の日付です。', en: 'This day is before the present permit.' },
          },
        ]
      : [],
  apply: (permit, input) => ({
    patch: { revokedOn: textOf(input['decidedOn']), revocationReason: textOf(input['reason']) },
    action: actionOn(permit, 'revocation', input),
  }),
}

export const abolish: Step = {
  id: 'abolish',
  title: { ja: '廃止届を受け付ける', en: 'Enter that the work was given up' },
  help: { ja: '事業を廃止した日を入力してください。', en: 'Enter the day on which the work was given up.' },
  fields: { abolishedOn: { kind: 'date', required: true, label: { ja: '廃止年月日', en: 'Given up' } } },
  offered: standing,
  prefill: ({ today }) => ({ abolishedOn: today }),
  check: ({ values }, input) =>
    textOf(input['abolishedOn']) < textOf(values['grantedOn'])
      ? [
          {
            field: 'abolishedOn',
            message: { ja: '今の許可より前の日付です。', en: 'This day is before the present permit.' },
          },
        ]
      : [],
  apply: (_, input) => ({ patch: { abolishedOn: textOf(input['abolishedOn']) } }),
}
