import { formatDay } from '../../../base/calendar/wareki.ts'
import type { Problem } from '../../../base/problem.ts'
import { lastDayToApply, receivedInTime } from '../rules/renewal.ts'
import { endOfValidity, startOfRenewed } from '../rules/validity.ts'
import { rowsOf, type Step, standing, textOf } from './step.ts'

const pending = (values: { readonly renewalDecision?: unknown }) => values.renewalDecision === 'pending'

const notInFuture = (field: string, day: string, today: string): readonly Problem[] =>
  day > today
    ? [
        {
          field,
          message: {
            ja: '先の日付です。今日までの日付を入力してください。',
            en: 'This day is still to come. Enter today or earlier.',
          },
        },
      ]
    : []

const notBeforeReceipt = (field: string, day: string, received: string): readonly Problem[] =>
  day < received
    ? [
        {
          field,
          message: {
            ja: `受付日（${formatDay(received, 'ja')}）以後の日付を入力してください。`,
            en: `Enter the day of receipt (${formatDay(received, 'en')}) or later.`,
          },
        },
      ]
    : []

export const receiveRenewal: Step = {
  id: 'receive-renewal',
  title: { ja: '更新申請を受け付ける', en: 'Receive an application for renewal' },
  help: {
    ja: '申請が届いた日を入力してください。期限までに届いていれば、処分が決まるまで従前の許可が有効です。',
    en: 'Enter the day on which it arrived. In time, the permit stays valid until the decision.',
  },
  fields: { renewalReceivedOn: { kind: 'date', required: true, label: { ja: '受付日（届いた日）', en: 'Received' } } },
  several: { asks: ['renewalReceivedOn'] },
  offered: permit => standing(permit) && !pending(permit.values),
  prefill: ({ today }) => ({ renewalReceivedOn: today }),
  check: ({ values, today }, input) => {
    const received = textOf(input['renewalReceivedOn'])
    const expires = textOf(values['expiresOn'])
    const last = lastDayToApply(expires)
    return [
      ...notInFuture('renewalReceivedOn', received, today),
      ...(receivedInTime(received, expires)
        ? []
        : [
            {
              field: 'renewalReceivedOn',
              message: {
                ja: `更新申請の期限（${formatDay(last, 'ja')}${last === expires ? '' : '。満了日が閉庁日のため、その前の開庁日'}）を過ぎています。更新ではなく新規の許可申請になります。`,
                en: `The last day was ${formatDay(last, 'en')}${last === expires ? '' : ' (the working day before, since offices are closed on the last day of the permit)'}. A new permit has to be applied for.`,
              },
            },
          ]),
      ...(received < textOf(values['grantedOn'])
        ? [
            {
              field: 'renewalReceivedOn',
              message: { ja: '今の許可より前の日付です。', en: 'This day is before the present permit.' },
            },
          ]
        : []),
    ]
  },
  apply: (_, input) => ({
    patch: {
      renewalReceivedOn: textOf(input['renewalReceivedOn']),
      renewalDecision: 'pending',
      renewalDecidedOn: null,
      refusalReason: null,
    },
  }),
}

export const grantRenewal: Step = {
  id: 'grant-renewal',
  title: { ja: '更新を許可する', en: 'Grant the renewal' },
  help: {
    ja: '新しい有効期間は従前の満了日の翌日から5年（優良認定は7年）です。許可期限を空けると計算します。',
    en: 'The new period begins on the day after the old one: five years, seven for 優良. Leave the end empty to have it computed.',
  },
  fields: {
    renewalDecidedOn: { kind: 'date', required: true, label: { ja: '処分日', en: 'Decided' } },
    excellent: { kind: 'yesNo', label: { ja: '優良認定', en: 'Recognised as excellent' } },
    expiresOn: { kind: 'date', label: { ja: '新しい許可期限', en: 'New end' } },
  },
  several: { asks: ['renewalDecidedOn'], computed: ['expiresOn'] },
  offered: permit => standing(permit) && pending(permit.values),
  prefill: ({ values, today }) => {
    const start = startOfRenewed(textOf(values['expiresOn']), today)
    return {
      renewalDecidedOn: today,
      excellent: values['excellent'] === true,
      expiresOn: endOfValidity(start, values['excellent'] === true),
    }
  },
  check: ({ values, today }, input) => {
    const decided = textOf(input['renewalDecidedOn'])
    const end = textOf(input['expiresOn'])
    return [
      ...notInFuture('renewalDecidedOn', decided, today),
      ...notBeforeReceipt('renewalDecidedOn', decided, textOf(values['renewalReceivedOn'])),
      ...(end !== '' && end <= textOf(values['expiresOn'])
        ? [
            {
              field: 'expiresOn',
              message: { ja: '従前の許可期限より後の日付を入力してください。', en: 'Enter a day after the old end.' },
            },
          ]
        : []),
    ]
  },
  apply: ({ values }, input) => {
    const decided = textOf(input['renewalDecidedOn'])
    const excellent = input['excellent'] === true
    const [oldStart, oldEnd] = [textOf(values['grantedOn']), textOf(values['expiresOn'])]
    const grantedOn = startOfRenewed(oldEnd, decided)
    const before = {
      grantedOn: oldStart,
      expiresOn: oldEnd,
      renewalReceivedOn: values['renewalReceivedOn'] ?? null,
      renewalDecidedOn: decided,
    }
    return {
      patch: {
        firstGrantedOn: values['firstGrantedOn'] ?? oldStart,
        grantedOn,
        expiresOn: textOf(input['expiresOn']) || endOfValidity(grantedOn, excellent),
        excellent,
        earlierPeriods: [...rowsOf(values['earlierPeriods']), before],
        renewalDecision: 'granted',
        renewalDecidedOn: decided,
      },
    }
  },
}

export const refuseRenewal: Step = {
  id: 'refuse-renewal',
  title: { ja: '更新を不許可にする', en: 'Refuse the renewal' },
  help: {
    ja: '処分日から、更新申請中としての効力はなくなります。',
    en: 'From the day of the decision the permit no longer stands on its pending renewal.',
  },
  grave: true,
  fields: {
    renewalDecidedOn: { kind: 'date', required: true, label: { ja: '処分日', en: 'Decided' } },
    refusalReason: {
      kind: 'longText',
      required: true,
      maxLength: 2000,
      label: { ja: '不許可の理由（通知書に印刷します）', en: 'Reason (printed on the notice)' },
    },
  },
  offered: permit => standing(permit) && pending(permit.values),
  prefill: ({ today }) => ({ renewalDecidedOn: today }),
  check: ({ values, today }, input) => [
    ...notInFuture('renewalDecidedOn', textOf(input['renewalDecidedOn']), today),
    ...notBeforeReceipt('renewalDecidedOn', textOf(input['renewalDecidedOn']), textOf(values['renewalReceivedOn'])),
  ],
  apply: (_, input) => ({
    patch: {
      renewalDecision: 'refused',
      renewalDecidedOn: textOf(input['renewalDecidedOn']),
      refusalReason: textOf(input['refusalReason']),
    },
  }),
}
