import type { Condition } from '../../../base/condition.ts'
import type { RecordRule } from '../../../platform/registers/definition.ts'
import type { Fields } from '../../../platform/registers/field.ts'
import { heardBefore, heardInPerson, hearingKinds, hearingSince, waiverReasons } from '../rules/hearing.ts'

const was: Condition = { oneOf: [{ field: 'hearing' }, ['hearing', 'statement']] }
const waived: Condition = { equal: [{ field: 'hearing' }, { value: 'waived' }] }

/** How the party was heard before a disposition. Kept inside: what is published is the disposition. */
export const hearingFields = {
  hearing: {
    kind: 'choice',
    of: hearingKinds,
    label: { ja: '聴聞・弁明', en: 'Hearing of the party' },
    help: {
      ja: '許可の取消しには聴聞、停止命令等には弁明の機会の付与が要ります（行政手続法13条）。行わないときは理由を選んでください。',
      en: 'A revocation needs a hearing, other dispositions an opportunity to explain. Where it is waived, choose why.',
    },
    class: 'internal',
  },
  hearingOn: {
    kind: 'date',
    label: { ja: '聴聞の期日・弁明書の提出期限', en: 'Day of the hearing, or by which the statement was due' },
    help: { ja: '聴聞・弁明の機会の付与を行ったときに入力してください。', en: 'Where the party was heard.' },
    class: 'internal',
    when: was,
  },
  hearingOutcome: {
    kind: 'longText',
    maxLength: 2000,
    label: { ja: '聴聞・弁明の結果', en: 'Outcome' },
    help: {
      ja: '出頭・提出の有無、述べられた意見、聴聞主宰者の意見など。',
      en: 'Whether the party came or wrote, what it said, and the opinion of who presided.',
    },
    class: 'internal',
    when: was,
  },
  hearingWaiver: {
    kind: 'choice',
    of: waiverReasons,
    label: { ja: '聴聞・弁明を行わない理由', en: 'Why nobody was heard' },
    help: { ja: '「行わない」を選んだときに選んでください。', en: 'Where it was waived.' },
    class: 'internal',
    when: waived,
  },
} as const satisfies Fields

export type HearingField = keyof typeof hearingFields

export const hearingFieldIds = Object.keys(hearingFields) as readonly HearingField[]

const unless = (given: Condition, holds: Condition): Condition => ({ any: [{ not: given }, holds] })

/** @param authority this prefecture: how others heard the party is theirs to keep */
export const hearingRules = (authority: string): readonly RecordRule[] => [
  {
    field: 'hearing',
    holds: unless(
      {
        all: [
          { oneOf: [{ field: 'kind' }, heardBefore] },
          { equal: [{ field: 'authority' }, { value: authority }] },
          { lessOrEqual: [{ value: hearingSince }, { field: 'decidedOn' }] },
        ],
      },
      { filled: 'hearing' },
    ),
    message: {
      ja: '聴聞・弁明の機会の付与を行ったか、行わない理由を入力してください（行政手続法13条）。',
      en: 'Enter how the party was heard, or why it was not.',
    },
  },
  {
    field: 'hearing',
    holds: unless(
      { oneOf: [{ field: 'kind' }, heardInPerson] },
      { not: { equal: [{ field: 'hearing' }, { value: 'statement' }] } },
    ),
    message: {
      ja: '許可の取消しには聴聞が要ります。弁明の機会の付与では足りません（行政手続法13条1項1号）。',
      en: 'A revocation needs a hearing; an opportunity to explain in writing is not enough.',
    },
  },
  {
    field: 'hearingOn',
    holds: unless(was, {
      all: [{ filled: 'hearingOn' }, { lessOrEqual: [{ field: 'hearingOn' }, { field: 'decidedOn' }] }],
    }),
    message: { ja: '処分日までの日付を入力してください。', en: 'Enter a day not after the decision.' },
  },
  {
    field: 'hearingOutcome',
    holds: unless(was, { filled: 'hearingOutcome' }),
    message: { ja: '聴聞・弁明の結果を入力してください。', en: 'Enter the outcome.' },
  },
  {
    field: 'hearingWaiver',
    holds: unless(waived, { filled: 'hearingWaiver' }),
    message: { ja: '行わない理由を選んでください。', en: 'Choose why nobody was heard.' },
  },
]
