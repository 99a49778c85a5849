import { addDays } from '../../../base/calendar/days.ts'
import type { Problem } from '../../../base/problem.ts'
import type { Fields, RecordValues } from '../../../platform/registers/field.ts'
import { hearingFields } from '../registers/hearing.ts'
import { type Against, articleOf, articlesEver, articlesOn } from '../rules/dispositions.ts'
import { hearingBoxes, hearingOf, reasonField, stopDays, stopExtent } from './discipline-steps.ts'
import { type Step, type StepParty, textOf } from './step.ts'

/** What an order names besides what it orders: the day, the article it rests on and the reason. */
const frame = (kind: string, against: Against, middle: Fields, hearing: Fields = hearingFields): Fields => ({
  decidedOn: { kind: 'date', required: true, label: { ja: '処分日', en: 'Decided' } },
  article: {
    kind: 'choice',
    of: articlesEver(kind, against).map(article => ({ code: article, label: { ja: article, en: article } })),
    required: true,
    label: { ja: '根拠条文', en: 'Article' },
    help: { ja: '処分日に施行されている条文を選んでください。', en: 'The article in force on that day.' },
  },
  ...middle,
  reason: reasonField,
  ...hearing,
})

/** An order is not decided ahead, and rests on an article that was in force. */
const checkFrame = (
  kind: string,
  against: Against,
  { today }: StepParty,
  input: Partial<RecordValues>,
): readonly Problem[] => {
  const decided = textOf(input['decidedOn'])
  const allowed = articlesOn(kind, against, decided)
  return [
    ...(decided > today
      ? [
          {
            field: 'decidedOn',
            message: {
              ja: '先の日付です。今日までの日付を入力してください。',
              en: 'This day is still to come. Enter today or earlier.',
            },
          },
        ]
      : []),
    ...(allowed.includes(textOf(input['article']))
      ? []
      : [
          {
            field: 'article',
            message: {
              ja: `処分日に施行されている条文ではありません。${allowed.join('、')}から選んでください。`,
              en: `Not in force on that day. Choose ${allowed.join(', ')}.`,
            },
          },
        ]),
  ]
}

const actionOf = (kind: string, party: StepParty, input: Partial<RecordValues>): Partial<RecordValues> => ({
  ...party.addressee,
  kind,
  article: input['article'] ?? null,
  decidedOn: input['decidedOn'] ?? null,
  reason: input['reason'] ?? null,
  detail: textOf(input['detail']) || null,
  ...hearingOf(input),
})

/** An order that has to be complied with by a day: 改善命令, 措置命令. */
const order = (
  id: string,
  kind: string,
  against: Against,
  texts: Pick<Step, 'title' | 'help'>,
  detail: { readonly ja: string; readonly en: string },
): Step<StepParty> => ({
  id,
  ...texts,
  grave: true,
  fields: frame(kind, against, {
    detail: { kind: 'longText', required: true, maxLength: 2000, label: detail },
    complianceDue: { kind: 'date', required: true, label: { ja: '履行期限', en: 'To be done by' } },
  }),
  offered: () => true,
  prefill: ({ today }) => ({ decidedOn: today, article: articleOf(kind, against, today) }),
  check: (party, input) => [
    ...checkFrame(kind, against, party, input),
    ...(textOf(input['complianceDue']) <= textOf(input['decidedOn'])
      ? [
          {
            field: 'complianceDue',
            message: { ja: '処分日より後の日付を入力してください。', en: 'Enter a day after the decision.' },
          },
        ]
      : []),
  ],
  apply: (party, input) => ({
    action: { ...actionOf(kind, party, input), complianceDue: input['complianceDue'] ?? null },
  }),
})

const improvement = (against: 'operator' | 'facility'): Step<StepParty> =>
  order(
    'improvement',
    'improvement',
    against,
    {
      title: { ja: '改善を命じる', en: 'Order to improve' },
      help: {
        ja: '改善の内容、履行期限、理由、根拠条文を入力してください。決裁の後に公表し、命令書を印刷できます。',
        en: 'Enter what is to be improved, by when, the reason and the article. Once approved it is published and the order can be printed.',
      },
    },
    { ja: '改善する内容（文書に印刷し、公表します）', en: 'What is to be improved (printed and published)' },
  )

const measures = (against: 'operator' | 'facility'): Step<StepParty> =>
  order(
    'measures',
    'measures',
    against,
    {
      title: { ja: '措置を命じる', en: 'Order to take measures' },
      help: {
        ja: '生活環境の保全のために講ずる措置、履行期限、理由、根拠条文を入力してください。決裁の後に公表し、命令書を印刷できます。',
        en: 'Enter the measures to be taken, by when, the reason and the article. Once approved it is published and the order can be printed.',
      },
    },
    { ja: '講ずる措置（文書に印刷し、公表します）', en: 'Measures to be taken (printed and published)' },
  )

const revoked = ({ values }: StepParty): boolean => textOf(values['revokedOn']) !== ''
const givenUp = ({ values }: StepParty): boolean => textOf(values['abolishedOn']) !== ''

/** Whether its use is stopped altogether on the day; a stop of a part may be widened. */
const stopped = ({ values, today }: StepParty): boolean =>
  values['stopExtent'] === 'whole' && textOf(values['stoppedUntil']) >= today

export const stopFacility: Step<StepParty> = {
  id: 'stop',
  title: { ja: '施設の使用停止を命じる', en: 'Order to stop using it' },
  help: {
    ja: '停止する範囲と日数、理由、根拠条文を入力してください。決裁の後に施設の記録と行政処分の一覧に載り、命令書を印刷できます。',
    en: 'Enter what is stopped and for how many days, the reason and the article. Once approved it stands with the facility and among the disciplinary actions, and the order can be printed.',
  },
  grave: true,
  fields: frame(
    'facility-stop',
    'facility',
    {
      beginsOn: { kind: 'date', required: true, label: { ja: '停止の始まり', en: 'From' } },
      days: stopDays,
      extent: stopExtent,
      detail: {
        kind: 'longText',
        maxLength: 2000,
        label: { ja: '停止する部分（一部停止のとき）', en: 'What is stopped, when in part' },
        when: { equal: [{ field: 'extent' }, { value: 'part' }] },
      },
    },
    hearingBoxes,
  ),
  offered: facility => !givenUp(facility) && !revoked(facility) && !stopped(facility),
  prefill: ({ today }) => ({
    decidedOn: today,
    article: articleOf('facility-stop', 'facility', today),
    beginsOn: today,
    extent: 'whole',
  }),
  check: (facility, input) => [
    ...checkFrame('facility-stop', 'facility', facility, input),
    ...(textOf(input['beginsOn']) < textOf(input['decidedOn'])
      ? [
          {
            field: 'beginsOn',
            message: { ja: '処分日以後の日付を入力してください。', en: 'Enter the day of the decision or later.' },
          },
        ]
      : []),
    ...(input['extent'] === 'part' && textOf(input['detail']).trim() === ''
      ? [{ field: 'detail', message: { ja: '停止する部分を入力してください。', en: 'Enter what is stopped.' } }]
      : []),
  ],
  apply: (facility, input) => {
    const from = textOf(input['beginsOn'])
    const days = Number(input['days'])
    const to = addDays(from, days - 1)
    return {
      patch: { stoppedFrom: from, stoppedUntil: to, stopExtent: input['extent'] ?? null },
      action: {
        ...actionOf('facility-stop', facility, input),
        extent: input['extent'] ?? null,
        days,
        beginsOn: from,
        endsOn: to,
      },
    }
  },
}

/** Its building stays where it is, so that measures may still be ordered afterwards. */
export const revokeFacility: Step<StepParty> = {
  id: 'revoke',
  title: { ja: '設置の許可を取り消す', en: 'Revoke its permit' },
  help: {
    ja: '取消しの理由、根拠条文と聴聞について入力してください。決裁の後に施設の記録と行政処分の一覧に載り、通知書を印刷できます。',
    en: 'Enter the reason, the article and how the party was heard. Once approved it stands with the facility and among the disciplinary actions, and the notice can be printed.',
  },
  grave: true,
  fields: frame('facility-revocation', 'facility', {}, hearingBoxes),
  offered: facility => !givenUp(facility) && !revoked(facility),
  prefill: ({ today }) => ({ decidedOn: today, article: articleOf('facility-revocation', 'facility', today) }),
  check: (facility, input) => [
    ...checkFrame('facility-revocation', 'facility', facility, input),
    ...(textOf(input['decidedOn']) < textOf(facility.values['permittedOn'])
      ? [
          {
            field: 'decidedOn',
            message: { ja: '設置の許可より前の日付です。', en: 'This day is before the facility’s permit.' },
          },
        ]
      : []),
  ],
  apply: (facility, input) => ({
    patch: { revokedOn: textOf(input['decidedOn']) },
    action: actionOf('facility-revocation', facility, input),
  }),
}

/** Orders against an operator, whatever permits it holds. */
export const operatorSteps: readonly Step<StepParty>[] = [improvement('operator'), measures('operator')]

export const facilitySteps: readonly Step<StepParty>[] = [
  { ...improvement('facility'), offered: facility => !givenUp(facility) && !revoked(facility) },
  stopFacility,
  revokeFacility,
  // What was left behind has to be made good also where the facility was given up.
  measures('facility'),
]
